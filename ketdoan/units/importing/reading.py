"""From the rows of a file to what they say: units with their places in the tree, terms, officers, and what is wrong.

Nothing here knows the register: a parent or a unit that a row only names is looked for later.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ketdoan.core.excel import Layout, Row
from ketdoan.core.excel import cells as common
from ketdoan.core.viet import VietError, fold

from . import cells
from .cells import Span, Vocabulary
from .columns import OFFICES, names_grassroots
from .layout import lists_officers
from .numbering import Mark, Outline, marks, split_name

_TOTALS = re.compile(r"(tong|tong cong|tong so|cong|toan (tinh|nganh|huyen|don vi))( \d.*)?")
_FOOT = re.compile(r"(nguoi lap|tm |t m |noi nhan|ghi chu|luu y|xac nhan|ky ten|lap bieu|.*ngay .*thang .*nam).*")
UNSURE_KIND = "Chưa rõ loại đơn vị. Hãy ghi loại, ví dụ: Công đoàn cơ sở."
#: The fields of a unit that are one line of text.
LINES = ("short_name", "employer", "industry", "address", "phone")


@dataclass(frozen=True)
class Ref:
    """A unit as another row names it: by its code, by its name, or by both."""

    code: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """What was written."""
        return self.code or self.name


@dataclass
class UnitSaid:
    """A unit as the file tells it. `above` is the row under which the numbering puts it, `parent` what a cell says."""

    row: int
    code: str = ""
    name: str = ""
    kind: str = ""
    parent: Ref | None = None
    above: int | None = None
    founded: date | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class TermSaid:
    """A term of a body of the unit in a row."""

    row: int
    unit: int | Ref
    body: str
    number: str = ""
    span: Span | None = None
    seats: int | None = None


@dataclass
class OfficerSaid:
    """A person in an office of a body. `column` is where the name stands."""

    row: int
    column: str
    unit: int | Ref
    name: str
    body: str
    office: str
    since: date | None = None
    until: date | None = None
    birth_date: date | None = None
    sex: str = ""
    work: str = ""


@dataclass
class Said:
    """All that the rows say; `faults` by row and column code, `kinds_told` the rows with a cell that tells the kind."""

    units: dict[int, UnitSaid] = field(default_factory=dict)
    terms: list[TermSaid] = field(default_factory=list)
    officers: list[OfficerSaid] = field(default_factory=list)
    faults: dict[int, dict[str, str]] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    kinds_told: set[int] = field(default_factory=set)

    def fault(self, row: int, column: str, message: str) -> None:
        """Say what is wrong with a cell; the first thing that is wrong stands."""
        self.faults.setdefault(row, {}).setdefault(column, message)


def read(rows: Sequence[Row], layouts: Sequence[Layout], words: Vocabulary) -> Said:
    """What the rows of all sheets say, in their order."""
    said = Said()
    for number, layout in enumerate(layouts):
        own = [(at, row) for at, row in enumerate(rows) if row.sheet == number]
        if not layout.used:
            said.ignored |= {at for at, _ in own}
        else:
            _Reader(said, layout, words, defines=_defines(number, layouts)).read(own)
    return said


def _defines(number: int, layouts: Sequence[Layout]) -> bool:
    """Whether a sheet tells which units there are: not a list of officers beside a list of units."""
    others = [layout for at, layout in enumerate(layouts) if at != number and layout.used]
    return not (lists_officers(layouts[number]) and any(not lists_officers(layout) for layout in others))


class _Reader:
    """Reads one sheet from its top."""

    def __init__(self, said: Said, layout: Layout, words: Vocabulary, *, defines: bool) -> None:
        self.said, self.layout, self.words, self.defines = said, layout, words, defines
        self.places = layout.places
        self.outline = Outline()
        heading = layout.headings[self.places["name"]] if "name" in self.places else ""
        code_heading = layout.headings[self.places["code"]] if "code" in self.places else ""
        self.grassroots = names_grassroots(heading) or names_grassroots(code_heading)
        self.last: int | Ref | None = None
        self.terms: set[tuple[Any, str]] = set()

    def read(self, rows: Iterable[tuple[int, Row]]) -> None:
        for at, row in rows:
            if row.left_out or self._is_no_unit(row):
                self.said.ignored.add(at)
            else:
                self._read_row(at, row)
        self._kinds()

    def _text(self, row: Row, code: str) -> str:
        return self._raw(row, code).strip()

    def _raw(self, row: Row, code: str) -> str:
        place = self.places.get(code)
        if place is None:
            return row.more.get(code, "")
        return row.cells[place] if place < len(row.cells) else ""

    def _is_no_unit(self, row: Row) -> bool:
        """Whether a row is a total or a remark."""
        texts = [cell for cell in row.cells if cell.strip()]
        name = self._text(row, "name") or self._text(row, "person") or (texts[0] if texts else "")
        folded = fold(name)
        return bool(_TOTALS.fullmatch(folded)) or (len(texts) == 1 and bool(_FOOT.match(folded)))

    def _read_row(self, at: int, row: Row) -> None:
        number, name = self._named(row)
        code = self._value(at, row, "code", cells.code) or ""
        group = self._is_group(row)
        officer = any(self._text(row, column) for column in ("person", *OFFICES))
        if not name and not code:
            if self.last is None or not officer:
                if officer or any(self._text(row, column) for column in self.places if column != "number"):
                    self.said.fault(at, "name" if "name" in self.places else "code", "Chưa ghi tên đơn vị.")
                else:
                    self.said.ignored.add(at)
                return
            unit = self.last
        else:
            unit = self._unit(at, row, code, name, number, group)
        self.last = unit
        self._term(at, row, unit)
        self._officers(at, row, unit)

    def _named(self, row: Row) -> tuple[str, str]:
        """The number and the name of a row. A heading may stand in any cell, its number before it."""
        number = self._text(row, "number")
        name = self._raw(row, "name")
        texts = [cell for cell in row.cells if cell.strip()]
        if not name.strip() and len(texts) == 1 and "person" not in self.places:
            if marks(texts[0]):
                return "", ""
            number, name = "", texts[0]
        if not marks(number):
            before, rest = split_name(name)
            if before:
                number, name = before, rest
        return number, name

    def _is_group(self, row: Row) -> bool:
        """Whether a row says nothing but a name."""
        said = [code for code in self.places if self._text(row, code)]
        return set(said) <= {"number", "name", "kind"}

    def _unit(self, at: int, row: Row, code: str, name: str, number: str, group: bool) -> int | Ref:
        """The unit of a row: a new one of the file, or one that the row only names."""
        above = self._above(at, row, number, name, group)
        plain = self._value(at, row, "name", lambda _: cells.line("name", name)) if name.strip() else ""
        if not self.defines:
            return Ref(code, plain or "")
        if "person" in self.places and self._same_as_last(code, plain or ""):
            return self.last if self.last is not None else at
        unit = UnitSaid(at, code, plain or "", above=above)
        unit.kind = self._value(at, row, "kind", lambda text: cells.kind(text, self.words)) or ""
        if unit.kind:
            self.said.kinds_told.add(at)
        parent = Ref(self._text(row, "parent_code"), self._text(row, "parent"))
        unit.parent = parent if parent.text else None
        unit.founded = self._value(at, row, "founded", common.day)
        unit.values = self._values(at, row)
        self.said.units[at] = unit
        return at

    def _same_as_last(self, code: str, name: str) -> bool:
        """Whether a row is about the unit of the row before: a list with a row for each officer."""
        held = self.said.units.get(self.last) if isinstance(self.last, int) else None
        if held is None:
            return False
        same_code = not code or not held.code or code == held.code
        return same_code and (not name or fold(name) == fold(held.name)) and bool(code or name)

    def _above(self, at: int, row: Row, number: str, name: str, group: bool) -> int | None:
        readings: list[Mark] = marks(number)
        if readings:
            return self.outline.place(at, readings)
        spaces = len(name) - len(name.lstrip(" \t\u00a0"))
        if "number" not in self.places or not group:
            return self.outline.place_indented(at, spaces) if "number" not in self.places else self.outline.beside(at)
        self.outline.place_group(at)
        return None

    def _values(self, at: int, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {}
        readers: dict[str, Callable[[str], Any]] = {
            **{name: _line(name) for name in LINES},
            "ownership": lambda text: cells.ownership(text, self.words),
            "tax_code": cells.tax_code,
            "email": common.email,
            "workers": cells.people,
            "women": cells.people,
        }
        for column, reader in readers.items():
            value = self._value(at, row, column, reader)
            if value not in (None, ""):
                values[column] = value
        if "women" in values and "workers" not in values and not self.said.faults.get(at, {}).get("workers"):
            self.said.fault(
                at, "workers" if "workers" in self.places else "women", "Có số nữ thì phải có tổng số lao động."
            )
        elif values.get("women", 0) > values.get("workers", values.get("women", 0)):
            self.said.fault(at, "women", "Số lao động nữ không thể lớn hơn tổng số lao động.")
        return values

    def _value(self, at: int, row: Row, column: str, reader: Callable[[str], Any]) -> Any:
        """The value of a cell; None where it is empty or wrong, which is then noted."""
        if column not in self.places and column not in row.more and column != "name":
            return None
        text = self._text(row, column) if column != "name" else "x"
        if not text:
            return None
        try:
            return reader(text)
        except VietError as error:
            self.said.fault(at, column, str(error))
            return None

    def _term(self, at: int, row: Row, unit: int | Ref) -> None:
        """The term that a row tells, once for a unit and body."""
        number = self._value(at, row, "term_number", _line("term_number")) or ""
        span = self._value(at, row, "term", cells.term)
        since = self._value(at, row, "term_since", common.day)
        until = self._value(at, row, "term_until", common.day)
        seats = self._value(at, row, "seats", cells.seats)
        if span or since or until:
            span = Span(
                since or (span.since if span else None),
                until or (span.until if span else None),
                span.years if span else None,
            )
        if span and span.since and span.until and span.until <= span.since:
            column = "term_until" if until else "term"
            self.said.fault(at, column, "Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu.")
            return
        if not (span or number or seats):
            return
        body = self._body(at, row)
        key = (unit if isinstance(unit, int) else (unit.code, fold(unit.name)), body)
        if key not in self.terms:
            self.terms.add(key)
            self.said.terms.append(TermSaid(at, unit, body, number, span, seats))

    def _body(self, at: int, row: Row) -> str:
        """The body that a row speaks of; "" where it does not say."""
        return self._value(at, row, "body", lambda text: cells.body(text, self.words)) or ""

    def _officers(self, at: int, row: Row, unit: int | Ref) -> None:
        since = self._value(at, row, "office_since", common.day)
        until = self._value(at, row, "office_until", common.day)
        if since and until and until <= since:
            self.said.fault(at, "office_until", "Ngày thôi chức vụ phải sau ngày bắt đầu.")
        more: dict[str, Any] = {"since": since, "until": until}
        person = self._value(at, row, "person", cells.persons) or []
        if person:
            alone = len(person) == 1
            birth = self._value(at, row, "birth_date", cells.birth) if alone else None
            sex = self._value(at, row, "sex", common.sex) if alone else None
            work = self._text(row, "work") if alone else ""
            held = {**more, "birth_date": birth, "sex": sex or "", "work": work}
            offices = self._offices(at, row)
            for name in person:
                for body, office in offices:
                    self.said.officers.append(OfficerSaid(at, "person", unit, name, body, office, **held))
        elif self._text(row, "office") and "person" in self.places:
            self.said.fault(at, "person", "Có chức vụ nhưng chưa ghi họ và tên.")
        for column in OFFICES:
            _, body, office = column.split(":")
            for name in self._value(at, row, column, cells.persons) or []:
                self.said.officers.append(OfficerSaid(at, column, unit, name, body, office, **more))

    def _offices(self, at: int, row: Row) -> list[tuple[str, str]]:
        text = self._text(row, "office")
        body = self._body(at, row)
        if not text:
            self.said.fault(at, "office", "Chưa ghi chức vụ.")
            return []
        return self._value(at, row, "office", lambda text: cells.offices(text, body, self.words)) or []

    def _kinds(self) -> None:
        """Kinds that no cell tells: by the beginning of the name, else by what the column says it lists."""
        own = [unit for at, unit in self.said.units.items() if not unit.kind and not self._has_kind_fault(at)]
        parents: Mapping[int | None, int] = {unit.above: at for at, unit in self.said.units.items()}
        for unit in own:
            unit.kind = self.words.kind_by_name(unit.name)
            if not unit.kind and self.grassroots and unit.row not in parents:
                unit.kind = "grassroots_union"

    def _has_kind_fault(self, at: int) -> bool:
        return "kind" in self.said.faults.get(at, {})


def _line(name: str) -> Callable[[str], str]:
    """Reads one line of text for a field."""
    return lambda text: cells.line(name, text)
