"""Reading days: 31/10/1990 in its many spellings, a month, a year, Excel's number of a day.

What is known is kept as it is: of a year no day is made. Two-digit years and orders of day and month that leave a
choice are faults with a suggestion.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from ketdoan.core.excel.cells import from_serial
from ketdoan.core.viet import format_date, today

from ..rules import OLDEST
from .cell import EMPTY, Cell, reader

FIRST_YEAR, LAST_YEAR = 1900, 2099
#: Persons in such lists are at least so old; what lies below, or above OLDEST, is a slip.
YOUNGEST = 15


class Day(NamedTuple):
    """A day as far as it is known: month and day are 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def date(self) -> date | None:
        """The day, where all of it is known."""
        return date(*self) if self.day else None

    @property
    def text(self) -> str:
        """As people write it: 31/10/1990, 10/1990, 1990."""
        if self.day:
            return format_date(date(*self))
        return f"{self.month:02}/{self.year}" if self.month else str(self.year)

    def surely_after(self, other: "Day") -> bool:
        """Whether it is later whatever the unknown parts are."""
        known = 3 if self.day and other.day else 2 if self.month and other.month else 1
        return tuple(self[:known]) > tuple(other[:known])


def bounds(told: Day) -> tuple[date, date]:
    """The first and the last day that a day may be of which not all is known."""
    month = told.month or 12
    last = told.day or monthrange(told.year, month)[1]
    return date(told.year, told.month or 1, told.day or 1), date(told.year, month, last)


class ShortYear(NamedTuple):
    """A day whose year has two digits."""

    day: int
    month: int
    year: int


_S = r"\s*[/.\-\\,]\s*"
_TIME = r"(?:[ t]0?0:00(?::00(?:[.,]0+)?)?(?: (?:am|sa))?|[ t]12:00(?::00)? am)?"
_DAY_FIRST = re.compile(rf"(?:ngày\s*)?(\d{{1,2}})(?:{_S}|\s+)(\d{{1,2}})(?:{_S}|\s+)(\d{{4}}){_TIME}", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_S}(\d{{1,2}}){_S}(\d{{1,2}}){_TIME}", re.ASCII)
_IN_WORDS = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*,?\s*(?:năm\s*)?(\d{4})", re.ASCII)
_MONTH = re.compile(rf"(?:tháng\s*)?(\d{{1,2}})(?:{_S}|\s*năm\s*|\s+)(\d{{4}})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})\s*[/\-]\s*(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})", re.ASCII)
_SHORT = re.compile(rf"(?:ngày\s*)?(\d{{1,2}}){_S}(\d{{1,2}}){_S}['’]?(\d{{2}})", re.ASCII)
_ENGLISH = re.compile(r"(\d{1,2})[\s/\-]*([a-z]{3,9})[\s/\-,]*(\d{2}|\d{4})", re.ASCII)
_NAMES = dict(
    zip(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], range(1, 13), strict=True)
)
_SERIAL, _PACKED = re.compile(r"\d{4,5}", re.ASCII), re.compile(r"\d{7,8}", re.ASCII)
_UNREAD = "Không đọc được ngày “{}”. Viết như 31/10/2023, hoặc chỉ ghi năm."


def _valid(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR


def _whole(day: int, month: int, year: int, text: str) -> Cell:
    """A day whose parts stand in the Vietnamese order, or a fault."""
    if _valid(year, month, day):
        return Cell(Day(year, month, day))
    if month > 12 >= day and _valid(year, day, month):
        other = format_date(date(year, day, month))
        return Cell(fault=f"“{text}”: không có tháng {month}. Có phải {other}?", suggestion=other)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Cell(fault=f"“{text}”: năm {year} không hợp lý.")
    return Cell(fault=f"“{text}”: không có ngày này.")


def read_day(text: str) -> Cell:  # noqa: PLR0911 - one answer for each way of writing
    """A day, a month or a year."""
    plain = text.lower()
    if match := _DAY_FIRST.fullmatch(plain):
        return _whole(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = map(int, match.groups())
        return Cell(Day(year, month, day)) if _valid(year, month, day) else Cell(fault=f"“{text}”: không có ngày này.")
    if match := _YEAR.fullmatch(plain):
        year = int(match[1])
        known = FIRST_YEAR <= year <= LAST_YEAR
        return Cell(Day(year)) if known else Cell(fault=f"“{text}”: năm {year} không hợp lý.")
    if match := _MONTH.fullmatch(plain):
        return _month(int(match[2]), int(match[1]), text)
    if match := _YEAR_MONTH.fullmatch(plain):
        return _month(int(match[1]), int(match[2]), text)
    if match := _IN_WORDS.fullmatch(plain):
        return _whole(int(match[1]), int(match[2]), int(match[3]), text)
    return _rare(plain, text)


def _month(year: int, month: int, text: str) -> Cell:
    if 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR:
        return Cell(Day(year, month))
    return Cell(fault=f"“{text}”: không có tháng này.")


def _rare(plain: str, text: str) -> Cell:
    """Numbers of days, days without signs between, short years, English names of months."""
    if match := _SHORT.fullmatch(plain):
        day, month, year = map(int, match.groups())
        return _short(day, month, year, text)
    if match := _ENGLISH.fullmatch(plain):
        month = _NAMES.get(match[2][:3], 0)
        if month and len(match[3]) == 2:
            return _short(int(match[1]), month, int(match[3]), text)
        if month and _valid(int(match[3]), month, int(match[1])):
            found = Day(int(match[3]), month, int(match[1]))
            return Cell(found, f"Đọc là ngày {found.text}.")
    if _SERIAL.fullmatch(plain) and 3_654 <= int(plain) <= 60_000:
        found = Day(*from_serial(int(plain)).timetuple()[:3])
        return Cell(found, f"Số ngày của Excel, là ngày {found.text}.") if _valid(*found) else _unread(text)
    if _PACKED.fullmatch(plain):
        return _packed(plain, text)
    return _unread(text)


def _unread(text: str) -> Cell:
    return Cell(fault=_UNREAD.format(text[:40]))


def _short(day: int, month: int, year: int, text: str) -> Cell:
    """Two digits of a year never say the century; a suggestion where only one is possible for a person at work."""
    last = today().year
    held = [full for full in (1900 + year, 2000 + year) if full <= last and _valid(full, month, day)]
    if not held:
        return _unread(text)
    known = held[0] if len(held) == 1 else 0
    told = format_date(date(known, month, day)) if known else ""
    asked = f" Có phải {told}?" if told else ""
    return Cell(
        fault=f"“{text}”: năm phải viết đủ bốn chữ số.{asked}", suggestion=told, lost=ShortYear(day, month, year)
    )


def _packed(plain: str, text: str) -> Cell:
    """31101990, 19901031, and 1101990 that lost its first zero."""
    if len(plain) == 7:
        day, month, year = int(plain[0]), int(plain[1:3]), int(plain[3:])
        told = format_date(date(year, month, day)) if _valid(year, month, day) else ""
        return Cell(fault=_UNREAD.format(text), suggestion=told)
    readings = {
        parts
        for parts in (
            (int(plain[4:]), int(plain[2:4]), int(plain[:2])),
            (int(plain[:4]), int(plain[4:6]), int(plain[6:])),
        )
        if _valid(*parts)
    }
    if len(readings) != 1:
        return _unread(text)
    found = Day(*readings.pop())
    return Cell(found, f"Đọc là ngày {found.text}.")


def _past(found: Cell) -> Cell:
    """A day of something that has happened."""
    if found.value and found.value > today().timetuple()[:3]:
        return Cell(fault=f"Ngày {found.value.text} chưa đến.")
    return found


def _birth(text: str) -> Cell:
    return born(_past(read_day(text)))


def born(found: Cell) -> Cell:
    """A day of birth of somebody who can be a member."""
    age = today().year - found.value.year if found.value else YOUNGEST
    if not YOUNGEST <= age <= OLDEST:
        return Cell(fault=f"Sinh năm {found.value.year}, tức {age} tuổi: hãy xem lại.")
    return found


birth = reader(_birth)
past_day = reader(lambda text: _past(read_day(text)))


def from_parts(day: str, month: str, year: str) -> Cell:
    """A day of birth that stands in three columns."""
    texts = [text.strip().removesuffix(",0") for text in (day, month, year)]
    if not any(texts):
        return EMPTY
    if not all(text.isdigit() or not text for text in texts) or not texts[2]:
        return Cell(fault=f"Không đọc được ngày sinh từ “{day}”, “{month}”, “{year}”.")
    if len(texts[2]) != 4:
        return Cell(fault=f"Năm sinh “{year}” phải viết đủ bốn chữ số.")
    if texts[0] and not texts[1]:
        return Cell(fault="Có ngày sinh nhưng chưa ghi tháng.")
    return birth("/".join(filter(None, texts)))
