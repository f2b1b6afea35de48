"""From the rows of a file to members as typed facts, and what is wrong with a cell.

All cells are texts, so that what is corrected on screen is read by the same rules. Nothing here knows the register.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ketdoan.core.excel import Layout, Mark, Row
from ketdoan.core.viet.oldfonts import TCVN3, VNI

from . import days, identity, names, values
from .cell import Cell, Reader, reader
from .columns import DAYS
from .crossing import Crossing
from .fonts import UNSURE as UNSURE_FONT
from .orders import MONTH_FIRST, swapped
from .orders import UNSURE as UNSURE_ORDER
from .rows import GROUP, MEMBER, OTHER, UNSURE, Sorter
from .said import Fault, MemberSaid, Note, Said

__all__ = ["Fault", "MemberSaid", "Note", "Said", "read"]

_LINES = ("id_place", "address", "hometown", "education", "occupation", "job_title", "joined_at", "group", "workplace")
READERS: Mapping[str, Reader] = {
    "number": reader(lambda text: Cell(text[:20])),
    "name": names.full_name,
    "family": names.part_of_name,
    "given": names.part_of_name,
    **dict.fromkeys(("birth", "birth_m", "birth_f"), days.birth),
    **{code: reader(lambda text: Cell(text[:20])) for code in ("birth_day", "birth_month", "birth_year")},
    **dict.fromkeys(("id_date", "started", "member_since", "decision_date", "card_date", "party_date"), days.past_day),
    "sex": values.sex,
    "tick_m": values.tick,
    "tick_f": values.tick,
    "citizen_id": identity.identity,
    "old_citizen_id": identity.identity,
    "id_issued": values.issued,
    "social_insurance": identity.social_insurance,
    "phone": identity.phone,
    "email": values.email,
    **{code: values.line(code) for code in _LINES},
    "contract": values.free("contract"),
    "office": values.free("office"),
    "note": values.free("note"),
    "ethnicity": values.ethnicity,
    "religion": values.religion,
    "decision_number": values.decision,
    "card_number": values.card,
    "party": values.party,
    "wage": values.wage,
    "status": values.status,
}
_PLAIN = Cell()[1:]
#: Of a column so many different texts are read but once; one of which each row says another is not kept for that.
MOST_REMEMBERED = 5_000
_UNSURE_FONT = "Không rõ chữ trong ô gõ bằng phông nào (Unicode, TCVN3 hay VNI). Hãy gõ lại."
_UNSURE_ORDER = "Cột này có cả ngày/tháng và tháng/ngày, nên “{}” có thể là {}. Hãy ghi rõ, ví dụ 5 tháng 12 năm 1990."
_UNREAD = {
    UNSURE: "Dòng chỉ có một ô chữ; không rõ là tên người hay tên tổ. Hãy ghi thêm, hoặc bỏ dòng này.",
    OTHER: "Dòng thuộc một bảng khác, có cột khác, trên cùng trang tính. Hãy đưa bảng ấy sang trang tính riêng.",
}
_WHY = {
    TCVN3: "Chuyển từ phông TCVN3 (ABC) sang Unicode.",
    VNI: "Chuyển từ phông VNI sang Unicode.",
    MONTH_FIRST: "Cột này ghi tháng trước ngày.",
}


def read(rows: Iterable[Row], layouts: Sequence[Layout]) -> Said:
    """What the rows of all sheets say, in their order. No row is held longer than it takes to read it."""
    said = Said()
    by_sheet: dict[int, list[tuple[int, Row]]] = {}
    for at, row in enumerate(rows):
        by_sheet.setdefault(row.sheet, []).append((at, row))
    for number in list(by_sheet):
        own = by_sheet.pop(number)
        if layouts[number].used:
            _SheetReader(said, layouts[number], own).read()
        else:
            said.ignored |= dict.fromkeys((at for at, _ in own), "sheet")
    return said


class _SheetReader:
    """Reads one sheet from its top."""

    def __init__(self, said: Said, layout: Layout, rows: list[tuple[int, Row]]) -> None:
        self.said, self.layout, self.rows = said, layout, rows
        self.sorter = Sorter(layout)
        self.crossing = Crossing(said, layout.places, [row.cells for _, row in rows if not row.left_out])
        self.memos: dict[str, dict[str, Cell]] = {code: {} for code in READERS}
        self.columns = sorted(
            (place, code, READERS[code], self.memos[code]) for code, place in layout.places.items() if code in READERS
        )

    def read(self) -> None:
        self.rows.reverse()
        while self.rows:
            at, row = self.rows.pop()
            if row.left_out:
                self.said.ignored[at] = "left_out"
                continue
            kind = self.sorter.kind(row.cells)
            if kind == MEMBER:
                self._member(at, row)
            elif kind in _UNREAD:
                self.said.fault(at, self.crossing.name_column, _UNREAD[kind])
            else:
                self.said.ignored[at] = kind
                if kind == GROUP:
                    self.crossing.new_group()

    def _member(self, at: int, row: Row) -> None:
        found: dict[str, Any] = {}
        odd: dict[str, tuple[Cell, str]] = {}
        cells = row.cells
        width = len(cells)
        for place, code, read_cell, memo in self.columns:
            if place >= width:
                break
            text = cells[place]
            if text:
                cell = memo.get(text)
                if cell is None:
                    cell = read_cell(text)
                    if len(memo) < MOST_REMEMBERED:
                        memo[text] = cell
                if cell[0] is not None:
                    found[code] = cell[0]
                if cell[1:] != _PLAIN:
                    odd[code] = (cell, text)
        if odd or row.more:
            self._odd(at, row, found, odd)
        if row.marks:
            self._marks(at, row, found)
        self.crossing.member(at, found, odd, self.sorter.group)

    def _odd(self, at: int, row: Row, found: dict[str, Any], odd: dict[str, tuple[Cell, str]]) -> None:
        """Cells that are wrong, changed or left open, and what the officer added."""
        for code, text in row.more.items():
            if code in READERS and text.strip():
                cell = READERS[code](text)
                odd[code] = (cell, text)
                if cell.value is not None:
                    found[code] = cell.value
        for code, (cell, text) in odd.items():
            if cell.fault:
                self.said.fault(at, code, cell.fault, cell.suggestion)
            elif cell.note:
                self.said.noted(at, code, Note(text, values.show(cell.value), cell.note))

    def _marks(self, at: int, row: Row, found: dict[str, Any]) -> None:
        """What was found about cells when the file was opened."""
        for place, mark in row.marks.items():
            code = self.layout.fields[place] if place < len(self.layout.fields) else ""
            if code:
                self._mark(at, code, mark, row.cells[place], found)

    def _mark(self, at: int, code: str, mark: Mark, text: str, found: dict[str, Any]) -> None:
        if mark.kind == UNSURE_FONT:
            found.pop(code, None)
            self.said.fault(at, code, _UNSURE_FONT)
        elif mark.kind == UNSURE_ORDER:
            if code in DAYS or code == "party":
                found.pop(code, None)
                self.said.fault(at, code, _UNSURE_ORDER.format(text, swapped(text)), swapped(text))
        elif mark.kind in _WHY:
            new = values.show(found[code]) if code in found else text
            earlier = self.said.notes.get(at, {}).pop(code, None)
            why = " ".join(filter(None, (_WHY[mark.kind], earlier.why if earlier else "")))
            self.said.noted(at, code, Note(mark.old, new, why))


def rows_of(sheet: int, texts: Iterable[Sequence[str]], first: int = 2) -> list[Row]:
    """Rows of plain texts, as if they stood in a sheet from its row `first` on."""
    return [Row(sheet, number, cells) for number, cells in enumerate(texts, first)]
