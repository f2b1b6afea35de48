"""Reading the values of cells: numbers, kinds of units, offices, names of persons, terms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ketdoan.core.excel import cells
from ketdoan.core.viet import VietError, clean_line, fold, parse_date, parse_int, parse_year

_YEARS = re.compile(r"(?:nhiệm kỳ|nk|khóa)?[\s:]*(\d{4})\s*[-–—/]\s*(\d{4})", re.IGNORECASE)
_DAYS = re.compile(
    r"(?:từ )?(?:ngày )?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s*(?:[-–—]|đến(?: ngày)?)\s*(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
)
_PARTS = re.compile(r"[;,+&\n]|\bkiêm\b", re.IGNORECASE)
_PERSONS = re.compile(r"[;,\n]|(?<!\S)\d{1,2}[.)]\s+")
_TITLE = re.compile(r"^(?:đ/c|đồng chí|ông|bà|mr\.?|ms\.?|mrs\.?)\s*[:.]?\s+(?=\S)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")
LENGTHS = {"name": 250, "short_name": 120, "employer": 250, "industry": 120, "address": 250, "phone": 30}
LENGTHS |= {"term_number": 10}
MOST_PEOPLE = 10_000_000
MOST_SEATS = 300


@dataclass(frozen=True)
class Vocabulary:
    """What words for kinds, types of employers, bodies and offices mean: folded text to code.

    `offices` maps a text to (body, office); an office such as "Ủy viên" needs its body from elsewhere and stands in
    `offices_in` by body.
    """

    kinds: Mapping[str, str]
    ownerships: Mapping[str, str]
    bodies: Mapping[str, str]
    offices: Mapping[str, tuple[str, str]]
    offices_in: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Beginnings of names of units, the longest first, with the kind that they tell.
    beginnings: tuple[tuple[str, str], ...] = ()

    def kind_by_name(self, name: str) -> str:
        """The kind that a unit's name begins with; "" where it tells none."""
        folded = f"{fold(name)} "
        return next((kind for beginning, kind in self.beginnings if folded.startswith(f"{beginning} ")), "")


@dataclass(frozen=True)
class Span:
    """A term as a cell tells it: its days, or only its years."""

    since: date | None
    until: date | None
    years: tuple[int, int] | None


def people(text: str) -> int:
    """A number of people."""
    number = parse_int(text)
    if not 0 <= number <= MOST_PEOPLE:
        raise VietError("Số người phải từ 0 trở lên, không quá 10 triệu.")
    return number


def seats(text: str) -> int:
    """The size that was fixed for a body."""
    number = parse_int(text)
    if not 1 <= number <= MOST_SEATS:
        raise VietError(f"Số ủy viên phải từ 1 đến {MOST_SEATS}.")
    return number


def line(name: str, text: str) -> str:
    """One line of text, no longer than the register keeps the field."""
    return cells.line(text, LENGTHS.get(name, 250))


def code(text: str) -> str:
    """A unit's own code."""
    clean = clean_line(text)
    if not _CODE.fullmatch(clean):
        raise VietError("Mã đơn vị chỉ gồm chữ không dấu, chữ số, gạch nối, dấu chấm; nhiều nhất 40 ký tự.")
    return clean


def tax_code(text: str) -> str:
    """A tax code, in the form 0123456789 or 0123456789-001."""
    clean = clean_line(text).replace(" ", "")
    if not _TAX_CODE.fullmatch(clean):
        raise VietError("Mã số thuế có 10 chữ số, hoặc 10 chữ số, gạch nối và 3 chữ số.")
    return clean if len(clean) in (10, 14) else f"{clean[:10]}-{clean[10:]}"


def term(text: str) -> Span:
    """A term: "2023 - 2028", or its two days."""
    plain = clean_line(text)
    if match := _DAYS.search(plain):
        return Span(parse_date(match[1]), parse_date(match[2]), None)
    if match := _YEARS.search(plain):
        first, last = parse_year(match[1]), parse_year(match[2])
        if last <= first:
            raise VietError(f"Nhiệm kỳ {first} – {last}: năm kết thúc phải sau năm bắt đầu.")
        return Span(None, None, (first, last))
    raise VietError(f"Không đọc được nhiệm kỳ “{plain}”. Viết như 2023 - 2028.")


def birth(text: str) -> date | None:
    """A day of birth; None where only the year is given, which the register does not keep."""
    plain = text.strip()
    if re.fullmatch(r"(19|20)\d\d", plain):
        return None
    return cells.day(plain)


def persons(text: str) -> list[str]:
    """The names of persons in a cell, one or several, without "Ông", "Bà", "Đ/c"."""
    names = [_TITLE.sub("", clean_line(part)) for part in _PERSONS.split(text) if part.strip(" .-")]
    for name in names:
        if any(ch.isdigit() for ch in name):
            raise VietError(f"“{name}”: họ và tên không có chữ số.")
        if len(name) > 120:
            raise VietError("Họ và tên dài quá 120 ký tự.")
    return [name for name in names if name]


def kind(text: str, words: Vocabulary) -> str:
    """The code of a kind of unit."""
    found = words.kinds.get(fold(text)) or words.kind_by_name(text)
    if not found:
        raise VietError(f"Không có loại đơn vị “{clean_line(text)}”.")
    return found


def ownership(text: str, words: Vocabulary) -> str:
    """The code of a type of employer."""
    found = words.ownerships.get(fold(text))
    if not found:
        raise VietError(f"Không có loại hình “{clean_line(text)}”.")
    return found


def body(text: str, words: Vocabulary) -> str:
    """The code of a body of a unit."""
    found = words.bodies.get(fold(text))
    if not found:
        raise VietError(f"Không có cơ quan “{clean_line(text)}”.")
    return found


def offices(text: str, body_code: str, words: Vocabulary) -> list[tuple[str, str]]:
    """The offices in a cell as (body, office), one of each body: "Phó Chủ tịch, Chủ nhiệm UBKT"."""
    found: dict[str, str] = {}
    for part in filter(str.strip, _PARTS.split(text)):
        folded = fold(part)
        in_body = words.offices_in.get(body_code, {}).get(folded)
        place = (body_code, in_body) if in_body else words.offices.get(folded)
        if place is None:
            raise VietError(
                f"Không có chức vụ “{clean_line(part)}”" + ("." if body_code else "; nếu cần, ghi thêm cột Cơ quan.")
            )
        if found.get(place[0]) in (None, "member"):
            found[place[0]] = place[1]
    return list(found.items())
