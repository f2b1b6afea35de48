"""A month as a calendar shows it: weeks of days, each with its holiday, its lunar day and what falls on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ketdoan.core.acting import Actor
from ketdoan.core.modules import Event, InboxItem, calendar
from ketdoan.core.viet import LunarDay, WorkCalendar, lunar_day

WEEK = 7
#: The years of which the working calendar is known.
FIRST_YEAR, LAST_YEAR = 2000, 2098


@dataclass(frozen=True)
class Day:
    """One day of the calendar. `holiday` names what makes it other than its weekday: a rest, or work in lieu."""

    date: date
    inside: bool
    today: bool
    working: bool
    holiday: str
    lunar: LunarDay
    events: list[Event]

    @property
    def css(self) -> str:
        """The classes by which its place in the table is drawn."""
        marks = (("out", not self.inside), ("now", self.today), ("rest", not self.working))
        return " ".join(name for name, holds in marks if holds)

    @property
    def lunar_text(self) -> str:
        """The lunar day; with its month on the first and fifteenth, and wherever a month begins."""
        shown = self.lunar.day in (1, 15) or self.date.day == 1
        return f"{self.lunar.day}/{self.lunar.month}" if shown else str(self.lunar.day)


def month(first: date, today: date, events: Iterable[Event]) -> list[list[Day]]:
    """The weeks, from Monday on, that touch the month beginning with `first`."""
    falling: dict[date, list[Event]] = defaultdict(list)
    for event in events:
        falling[event.day].append(event)
    special = {row.date: row for year in {first.year, first.year + 1} for row in _special(year)}
    weeks = []
    start, end = grid(first)
    for offset in range(0, (end - start).days + 1, WEEK):
        days = [start + timedelta(days=offset + n) for n in range(WEEK)]
        weeks.append(
            [
                Day(
                    date=day,
                    inside=day.month == first.month,
                    today=day == today,
                    working=special[day].working if day in special else day.weekday() < WEEK - 2,
                    holiday=special[day].name if day in special else "",
                    lunar=lunar_day(day),
                    events=falling[day],
                )
                for day in days
            ]
        )
    return weeks


def grid(first: date) -> tuple[date, date]:
    """The first and the last day that the calendar of a month shows: whole weeks."""
    last = next_month(first) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=WEEK - 1 - last.weekday())


def next_month(first: date) -> date:
    """The first day of the month after one."""
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first: date) -> date:
    """The first day of the month before one."""
    return (first - timedelta(days=1)).replace(day=1)


def falling(actor: Actor, items: Iterable[InboxItem], first: date, last: date) -> list[Event]:
    """What is due or happens from `first` to `last`: deadlines of the inbox first, on each day."""
    due = [Event(i.due, i.title, i.url, i.detail, i.icon) for i in items if i.due and first <= i.due <= last]
    return sorted([*due, *calendar(actor, first, last)], key=lambda event: event.day)


def _special(year: int) -> list:
    return WorkCalendar().special_days(year)
