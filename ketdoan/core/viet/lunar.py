"""Days of Vietnam's lunar calendar, from the tables of the library `vnlunar`."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from vnlunar import get_lunar_date

from .errors import VietError

#: The years whose lunar months are published.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class LunarDay(NamedTuple):
    """A day of the lunar calendar; `leap` says that its month is the repeated one."""

    day: int
    month: int
    year: int
    leap: bool


@lru_cache(maxsize=1_000)
def lunar_day(day: date) -> LunarDay:
    """The lunar day of a date. Raises VietError for years without a published calendar."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise VietError(f"Lịch âm chỉ có từ năm {FIRST_YEAR} đến năm {LAST_YEAR}.")
    found = get_lunar_date(day.day, day.month, day.year)
    return LunarDay(found["day"], found["month"], found["year"], bool(found["leap"]))


def format_lunar(day: date) -> str:
    """Write the lunar day of a date, as in "14/10 âm lịch" or "1/6 nhuận âm lịch"."""
    lunar = lunar_day(day)
    return f"{lunar.day}/{lunar.month}{' nhuận' if lunar.leap else ''} âm lịch"
