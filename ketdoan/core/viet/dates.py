"""Dates as Vietnamese documents write them, and the days of Vietnam's time zone."""

import re
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .errors import VietError
from .text import nfc

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Years taken from typed text; anything else is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1900, 2100

_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d+)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})(?:[ t]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_IN_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d+)", re.ASCII)
_MONTH = re.compile(r"(?:tháng )?(\d{1,2})\s*(?:[/.\-]| năm )\s*(\d+)", re.ASCII)
_YEAR = re.compile(r"(?:năm )?(\d+)", re.ASCII)
_SPACES = re.compile(r"\s+")


class YearMonth(NamedTuple):
    """A month of a year; compares in order of time."""

    year: int
    month: int


def format_date(day: date) -> str:
    """Write a date as 31/10/2023, day and month with two digits."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_date_in_words(day: date) -> str:
    """Write a date as documents do: "ngày 05 tháng 01 năm 2024".

    Days under 10 and the months 1 and 2 take a leading zero, other months none
    (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def format_month(month: date | YearMonth) -> str:
    """Write the month of a date as 10/2023."""
    return f"{month.month:02}/{month.year:04}"


def parse_date(text: str) -> date:
    """Read a date: 31/10/2023, 1/5/2023, 01-05-2023, 1.5.2023, 2023-05-01, "ngày 01 tháng 5 năm 2023".

    The day comes before the month unless the year stands first. The time 00:00:00 that Excel appends is
    dropped. Raises VietError for another form, a year not written in full, or a day that does not exist.
    """
    body = _plain(text)
    if match := _YEAR_FIRST.fullmatch(body):
        year, month, day = match[1], match[3], match[4]
    elif match := _DAY_FIRST.fullmatch(body.removesuffix(" 00:00:00")):
        day, month, year = match[1], match[3], match[4]
    elif match := _IN_WORDS.fullmatch(body):
        day, month, year = match.groups()
    else:
        raise VietError(f"Không đọc được ngày “{text.strip()}”. Viết như 31/10/2023." if body else "Chưa có ngày.")
    return _date(_year(year), int(month), int(day))


def parse_month(text: str) -> YearMonth:
    """Read a month: 10/2023, 10-2023, "tháng 10 năm 2023". Raises VietError otherwise."""
    match = _MONTH.fullmatch(_plain(text))
    if not match:
        raise VietError(f"Không đọc được tháng “{text.strip()}”. Viết như 10/2023.")
    return YearMonth(_year(match[2]), _month(int(match[1])))


def parse_year(text: str) -> int:
    """Read a year of four digits: 2023 or "năm 2023". Raises VietError otherwise."""
    match = _YEAR.fullmatch(_plain(text))
    if not match:
        raise VietError(f"Không đọc được năm “{text.strip()}”. Viết như 2023.")
    return _year(match[1])


def local(moment: datetime) -> datetime:
    """Return a recorded moment (UTC or any zone) in Vietnam's time. Raises ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return moment.astimezone(ZONE)


def today() -> date:
    """Return today's date in Vietnam, wherever the server stands."""
    return datetime.now(ZONE).date()


def _plain(text: str) -> str:
    return _SPACES.sub(" ", nfc(text)).strip().lower()


def _year(digits: str) -> int:
    if len(digits) != 4:
        raise VietError(f"Năm “{digits}” phải viết đủ bốn chữ số.")
    year = int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise VietError(f"Năm {year} nằm ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}.")
    return year


def _month(month: int) -> int:
    if not 1 <= month <= 12:
        raise VietError(f"Không có tháng {month}. Viết theo thứ tự ngày/tháng/năm.")
    return month


def _date(year: int, month: int, day: int) -> date:
    month = _month(month)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise VietError(f"Tháng {month} năm {year} không có ngày {day}.") from error
