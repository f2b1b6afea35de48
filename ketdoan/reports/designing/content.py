"""What was corrected as the content of a form: first everything that is wrong with it, then the content."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ketdoan.core.viet import VietError, fold

from ..rules.catalogue import OWN, RATIO, Catalogue, catalogue, with_own
from ..rules.forms import form_of
from .matching import MEN, WOMEN
from .model import KINDS, LONGEST, MOST, NONE, PART, SECTION, SUM, TOTAL, Line
from .model import RATIO as SHARE
from .structure import NEVER_ADDED

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
PERIODS = {"month": "Tháng", "quarter": "Quý", "half": "6 tháng", "year": "Năm"}
LONGEST_NO, LONGEST_UOM = 12, 30
#: People and units that are there on the last day, unless the words tell of what happened.
_STOCKS = ("người", "đơn vị", "tập thể", "tổ", "câu lạc bộ", "đội", "nhóm", "mô hình")
_HAPPENED = re.compile(r"\b(moi|ket nap|trong ky|trong nam|duoc|da|tham gia|du|giam|tang|dat|khen|boi duong|chuyen)\b")


@dataclass(frozen=True, slots=True)
class Design:
    """A form as it stands in a draft."""

    title: str
    code: str
    periods: Sequence[str]
    lines: Sequence[Line]
    source: str = ""
    note: str = ""
    columns: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "title": self.title, "code": self.code, "periods": list(self.periods), "source": self.source,
            "note": self.note, "columns": list(self.columns), "lines": [line.to_json() for line in self.lines],
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Design":
        """As `to_json` gave it."""
        return cls(**{**kept, "lines": [Line.from_json(line) for line in kept["lines"]]})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong: with the line at a place, or with the whole (-1)."""

    at: int
    words: str


@dataclass(frozen=True)
class Owner:
    """Whose form it is: how the codes of its own elements begin, and those that earlier versions of it had."""

    prefix: str
    earlier: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def known(self) -> Catalogue:
        """The elements that its lines may be of."""
        return with_own(catalogue(), self.earlier.values())


def wrongs(design: Design, owner: Owner, day: date) -> list[Wrong]:
    """Everything that keeps a design from being published on a day."""
    found = [Wrong(-1, words) for words in _of_whole(design)]
    by_no = {line.no: line for line in design.lines if line.kind != SECTION}
    taken: set[str] = set()
    used: dict[str, str] = {}
    for at, line in enumerate(design.lines):
        told = list(_of_line(line, by_no, taken))
        if line.kind != SECTION:
            told += _of_cell(line, owner.known, used, day)
            taken.add(line.no)
        found += [Wrong(at, words) for words in told]
    if not found:
        found = [Wrong(at, "Dòng này đi vòng về chính nó.") for at in _in_circles(design.lines)]
    if not found:
        found += [Wrong(at, "Chỉ tiêu này trùng với dòng khác.") for at in _twice(design.lines, owner)]
    if not found:
        try:
            form_of(content_of(design, design.code, owner), catalogue())
        except VietError as error:
            found.append(Wrong(-1, str(error)))
    return found


def _twice(lines: Sequence[Line], owner: Owner) -> Iterator[int]:
    cells = cells_of(lines, owner)
    seen: set[str] = set()
    for at, line in enumerate(lines):
        if line.kind != SECTION:
            if cells[line.no] in seen:
                yield at
            seen.add(cells[line.no])


def _of_whole(design: Design) -> Iterator[str]:
    if not design.title:
        yield "Chưa có tên biểu mẫu."
    if not CODE.fullmatch(design.code):
        yield "Mã biểu mẫu gồm chữ in hoa không dấu, số và dấu gạch nối, nhiều nhất 20 ký tự, ví dụ 03-BC."
    if not design.periods or not set(design.periods) <= set(PERIODS):
        yield "Hãy chọn kỳ báo cáo của biểu mẫu."
    number = sum(line.kind != SECTION for line in design.lines)
    if not number:
        yield "Biểu mẫu chưa có dòng nào để ghi số liệu."
    if len(design.lines) > MOST:
        yield f"Biểu mẫu có {len(design.lines)} dòng, nhiều nhất {MOST} dòng."
    if design.lines and design.lines[-1].kind == SECTION and number:
        yield f"Mục “{design.lines[-1].label}” không có dòng nào."


def _of_line(line: Line, by_no: Mapping[str, Line], taken: set[str]) -> Iterator[str]:
    if not line.label:
        yield "Chưa có tên dòng."
    elif len(line.label) > LONGEST:
        yield f"Tên dòng dài quá {LONGEST} ký tự."
    if line.kind not in KINDS:
        yield "Hãy chọn loại dòng trong danh sách."
    if line.kind == SECTION:
        return
    if not line.no or len(line.no) > LONGEST_NO:
        yield f"Số thứ tự có từ 1 đến {LONGEST_NO} ký tự."
    elif line.no in taken:
        yield f"Số thứ tự {line.no} đã dùng cho dòng khác."
    if not line.uom or len(line.uom) > LONGEST_UOM:
        yield f"Đơn vị tính có từ 1 đến {LONGEST_UOM} ký tự."
    if line.over not in (SUM, NONE):
        yield "Hãy chọn cách cộng lên cấp trên trong danh sách."
    yield from _of_relation(line, by_no)


def _of_relation(line: Line, by_no: Mapping[str, Line]) -> Iterator[str]:
    if unknown := [no for no in line.of if no not in by_no]:
        yield f"Không có dòng {unknown[0]}."
        return
    if line.no in line.of:
        yield "Dòng không thể thuộc về chính nó."
    if len(set(line.of)) != len(line.of):
        yield "Một dòng được ghi hai lần."
    told = {
        PART: (len(line.of) == 1, "“Trong đó” phải ghi đúng một dòng mà nó là một phần."),
        TOTAL: (len(line.of) > 1, "Dòng tổng phải ghi từ hai dòng trở lên, cách nhau bằng dấu phẩy."),
        SHARE: (len(line.of) in (0, 2), "Tỷ lệ phải ghi hai dòng: tử số, mẫu số; hoặc để trống nếu ghi tay."),
    }
    fits, words = told.get(line.kind, (True, ""))
    if not fits:
        yield words
    else:
        yield from _of_measures(line, {by_no[no].uom for no in line.of})


def _of_measures(line: Line, uoms: set[str]) -> Iterator[str]:
    """What is wrong between a line and those to which it belongs, by what they are counted in."""
    match line.kind:
        case "ratio" if line.uom != "%":
            yield "Đơn vị tính của tỷ lệ là %."
        case "ratio" if len(uoms) > 1 or uoms & set(NEVER_ADDED):
            yield "Tử số và mẫu số phải cùng đơn vị tính."
        case "total" if line.uom in NEVER_ADDED:
            yield f"Số tính bằng {line.uom} không cộng lại được."
        case "total" | "part" if uoms != {line.uom}:
            others = ", ".join(sorted(uoms - {line.uom}))
            yield f"Khác đơn vị tính: dòng này là {line.uom or '?'}, dòng kia là {others}."


def _of_cell(line: Line, known: Catalogue, used: dict[str, str], day: date) -> Iterator[str]:
    """What is wrong with the element chosen for a line."""
    cell = line.cell
    if not cell or cell in (WOMEN, MEN):
        return
    try:
        element = known.element(cell)
    except (KeyError, ValueError):
        yield f"Không có chỉ tiêu “{cell[:60]}”. Hãy chọn trong danh sách, hoặc để trống."
        return
    if known.closed(cell, day):
        yield f"Chỉ tiêu “{known.title(cell)}” đã thôi dùng."
    if element.uom != line.uom and not cell.startswith(OWN):
        yield f"Chỉ tiêu “{element.name}” tính bằng {element.uom}, dòng này ghi {line.uom or 'trống'}."
    if cell in used:
        yield f"Chỉ tiêu này đã dùng ở dòng {used[cell]}."
    used[cell] = line.no


def _in_circles(lines: Sequence[Line]) -> list[int]:
    """Lines that come to belong to themselves by way of others."""
    under = {line.no: line.of for line in lines if line.kind in (TOTAL, SHARE)}
    above = {line.no: line.of for line in lines if line.kind == PART}
    return [
        at
        for at, line in enumerate(lines)
        for leads in (under, above)
        if line.no in leads and line.no not in line.of and _reaches(line.no, leads)
    ]


def _reaches(start: str, leads: Mapping[str, Sequence[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(leads[start])
    while waiting:
        no = waiting.pop()
        if no == start:
            return True
        if no not in seen:
            seen.add(no)
            waiting += leads.get(no, ())
    return False


def cells_of(lines: Sequence[Line], owner: Owner) -> dict[str, str]:
    """The cell of each line by its number: new elements get codes that no version of the form had."""
    highest = max((int(code.rpartition("_")[2]) for code in owner.earlier), default=0)
    found: dict[str, str] = {}
    taken = {line.cell for line in lines}
    names = {(fold(one["name"]), one["uom"]): code for code, one in owner.earlier.items() if code not in taken}
    for line in lines:
        if line.kind == SECTION or line.cell.startswith("|"):
            continue
        kept = line.cell
        if kept.startswith(OWN) and owner.earlier.get(kept.partition("|")[0], {}).get("uom") != line.uom:
            kept = ""  # what is counted in something else is something else
        if not kept:
            kept = names.pop((fold(line.label), line.uom), "")
        if not kept:
            highest += 1
            kept = f"{owner.prefix}{highest}"
        found[line.no] = kept
    holders = {no: line.no for line in lines if line.kind == TOTAL for no in line.of}
    for line in lines:
        if line.cell.startswith("|"):
            whole = line.of[0] if line.kind == PART and line.of else holders.get(line.no, "")
            if whole in found and "|" not in found[whole]:
                found[line.no] = found[whole] + line.cell
            else:
                highest += 1
                found[line.no] = f"{owner.prefix}{highest}"
    return found


def content_of(design: Design, code: str, owner: Owner) -> dict[str, Any]:
    """The content of a form version, of a design with which nothing is wrong."""
    cells = cells_of(design.lines, owner)
    elements = [
        _element(line, cells, design) for line in design.lines
        if line.kind != SECTION and cells[line.no].startswith(OWN) and "|" not in cells[line.no]
    ]  # fmt: skip
    return {
        "code": code,
        "title": design.title,
        "levels": ["confederation", "federation", "upper", "grassroots"],
        "periods": list(design.periods),
        "valid_from": "2014-01-01",
        "source": design.source,
        "verified": False,
        "note": design.note,
        "section": list(_sections(design.lines, cells)),
        **({"element": elements} if elements else {}),
    }


def _sections(lines: Sequence[Line], cells: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    title: list[str] = []
    rows: list[dict[str, Any]] = []
    for line in lines:
        if line.kind != SECTION:
            rows.append(_row(line, cells))
            continue
        if rows:
            yield {"title": " – ".join(title) or "Số liệu", "rows": rows}
            title, rows = [], []
        title.append(f"{line.no}. {line.label}" if line.no else line.label)
    if rows:
        yield {"title": " – ".join(title) or "Số liệu", "rows": rows}


def _row(line: Line, cells: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"no": line.no, "cell": cells[line.no], "label": line.label}
    if line.kind == PART:
        row["part_of"] = cells[line.of[0]]
    if line.kind == TOTAL:
        row["total_of"] = [cells[no] for no in line.of]
    return row


def _element(line: Line, cells: Mapping[str, str], design: Design) -> dict[str, Any]:
    """A new element for a line."""
    averaged = line.uom in NEVER_ADDED
    nature = RATIO if line.uom == "%" else _nature(line)
    over_time = {RATIO: "none", "stock": "last"}.get(nature, "none" if line.uom == "người" else "sum")
    told: dict[str, Any] = {
        "code": cells[line.no], "name": _name(line, design.lines), "uom": line.uom, "nature": nature,
        "over_time": over_time, "over_units": NONE if averaged else line.over,
        "definition": "", "source": design.title, "verified": False,
    }  # fmt: skip
    if line.kind == SHARE and line.of:
        told |= {"numerator": cells[line.of[0]], "denominator": cells[line.of[1]]}
    return told


def _nature(line: Line) -> str:
    stays = line.uom in _STOCKS and not _HAPPENED.search(fold(line.label))
    return "stock" if stays else "flow"


def _name(line: Line, lines: Sequence[Line]) -> str:
    """What an element is called away from its form: a part with the words of its whole."""
    whole = next((one for one in lines if line.kind == PART and one.no in line.of), None)
    return f"{whole.label}: {line.label[:1].lower()}{line.label[1:]}"[:LONGEST] if whole else line.label
