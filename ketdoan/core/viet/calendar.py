"""Vietnam's working days: public holidays with Tết, days in lieu, swapped days, and counting with them.

Holidays come from the library `holidays`; what the Government announces later is laid over it as rows of
`DayRule` that an officer can enter. Years to come hold only what the law fixes: swaps are announced yearly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays as holiday_library

from .dates import format_date
from .errors import VietError

#: The five-day week of state bodies began on 2 October 1999 (Quyết định 188/1999/QĐ-TTg); before it and after
#: the last lunar year that the library knows there is no sound answer.
FIRST_YEAR, LAST_YEAR = 2000, 2099

_ONE_DAY = timedelta(days=1)
_WEEKEND = (5, 6)
_WEEK_SOURCE = "Quyết định 188/1999/QĐ-TTg"
_CULTURE_DAY_SOURCE = "Nghị quyết 80-NQ/TW"
_SWAP_SOURCE = "Thông báo hoán đổi ngày làm việc"


@dataclass(frozen=True)
class DayRule:
    """What one day is: working or not, under which name (Vietnamese), by which legal or published source."""

    date: date
    working: bool
    name: str
    source: str


#: Swaps that the library does not carry.
ANNOUNCED = (
    DayRule(
        date(2026, 1, 2),
        False,
        "Nghỉ hoán đổi (làm bù ngày 10/01/2026)",
        "Thông báo của Bộ Nội vụ 25/12/2025",
    ),
    DayRule(date(2026, 1, 10), True, "Làm bù cho ngày 02/01/2026", "Thông báo của Bộ Nội vụ 25/12/2025"),
)


class WorkCalendar:
    """The working calendar of offices that rest on Saturday and Sunday, with rows of `extra` laid over it.

    extra: at most one row a day (VietError otherwise); a row replaces whatever the day was.
    rest: the weekdays of rest, Monday being 0, of who does not rest as offices do.
    All methods raise VietError for days outside FIRST_YEAR to LAST_YEAR.
    """

    def __init__(self, extra: Iterable[DayRule] = (), *, rest: tuple[int, ...] = _WEEKEND) -> None:
        self._rest = rest
        self._rows = {row.date: row for row in ANNOUNCED}
        own: dict[date, DayRule] = {}
        for row in extra:
            if row.date in own:
                raise VietError(f"Ngày {format_date(row.date)} được khai hai lần trong lịch nghỉ.")
            own[row.date] = row
        self._rows.update(own)

    def rule(self, day: date) -> DayRule:
        """Return what a day is and why, for a screen that shows how a deadline was counted."""
        library = _library_rows(_checked_year(day))
        special = self._rows.get(day) or library.get(day)
        if special:
            return special
        if day.weekday() in self._rest:
            return DayRule(day, False, "Ngày nghỉ hằng tuần", _WEEK_SOURCE)
        return DayRule(day, True, "Ngày làm việc", _WEEK_SOURCE)

    def special_days(self, year: int) -> list[DayRule]:
        """Return the holidays, days in lieu and swapped days of a year in order of date."""
        rows = dict(_library_rows(_checked_year(date(year, 1, 1))))
        rows.update((day, row) for day, row in self._rows.items() if day.year == year)
        return [rows[day] for day in sorted(rows)]

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on that day."""
        return self.rule(day).working

    def roll_forward(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next working day.

        A term whose last day is a day of rest ends on the next working day (Bộ luật Dân sự 2015, Điều 148).
        """
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day that is `days` working days after `start`, or before it if negative.

        The day of the event is not counted (Bộ luật Dân sự 2015, Điều 147). Zero gives roll_forward(start).
        """
        if days == 0:
            return self.roll_forward(start)
        step = _ONE_DAY if days > 0 else -_ONE_DAY
        left, day = abs(days), start
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`.

        With end before start: minus the working days from `end` up to, not including, `start`. So it undoes
        add_working_days in both directions.
        """
        if end < start:
            return -sum(self.is_working_day(day) for day in _days(end, start))
        return sum(self.is_working_day(day) for day in _days(start + _ONE_DAY, end + _ONE_DAY))


def _days(start: date, stop: date) -> Iterable[date]:
    return (start + timedelta(days=offset) for offset in range((stop - start).days))


def _checked_year(day: date) -> int:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise VietError(f"Lịch ngày làm việc chỉ có từ năm {FIRST_YEAR} đến năm {LAST_YEAR}.")
    return day.year


@cache
def _library_rows(year: int) -> dict[date, DayRule]:
    # The make-up day of a swap may lie in another year than the day off.
    known = holiday_library.country_holidays("VN", years=(year - 1, year, year + 1), language="vi")
    rows = {day: DayRule(day, True, "Ngày làm bù", _SWAP_SOURCE) for day in known.weekend_workdays if day.year == year}
    rows.update({day: _holiday(day, name) for day, name in known.items() if day.year == year})
    return rows


def _holiday(day: date, name: str) -> DayRule:
    if name == "29 Tết":
        # So the library calls the day before the eve, which in a short last month is the 28th.
        name = "Nghỉ trước Giao thừa Tết Nguyên Đán"
    return DayRule(day, False, name, _source(day, name))


def _source(day: date, name: str) -> str:
    if name.startswith("Ngày nghỉ (thay"):
        return _SWAP_SOURCE
    if (day.month, day.day) == (11, 24):
        return _CULTURE_DAY_SOURCE
    if day >= date(2021, 1, 1):
        return "Bộ luật Lao động 2019, Điều 111 và Điều 112"
    if day >= date(2013, 5, 1):
        return "Bộ luật Lao động 2012, Điều 115"
    return "Bộ luật Lao động 1994, Điều 73"
