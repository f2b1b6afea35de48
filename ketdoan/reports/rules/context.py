"""What is known beside a report, by which can be told why its figures do not agree. All of it may be missing."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

#: Figures by cell, of those that are known.
Numbers = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Part:
    """A unit whose figures are put together in a report. Where it has not `reported` they are those of its draft or of
    the registers, if they are known; `last` are those of its report before. What is no unit, such as adjustments, has
    no `code`, and is never suspected."""

    code: str
    name: str
    figures: Numbers = field(default_factory=dict)
    reported: bool = True
    last: Numbers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A unit that came in the period with all its members or, where `members` is below 0, went with them; its figures,
    as far as they are known."""

    code: str
    name: str
    on: date
    members: int
    figures: Numbers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What registers say of the cells at the `cut_off`: `now`, and as they did when the report was handed in (`then`);
    what they say at other likely `days`. The parts of a consolidated report, the units that moved, and which cells
    follow from others rather than being written (`computed`).

    Who knows why a figure differs from that of the registers, since the unit has told, leaves it out of `now`.
    """

    cut_off: date | None = None
    now: Numbers = field(default_factory=dict)
    then: Numbers = field(default_factory=dict)
    days: Mapping[date, Numbers] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    moves: Sequence[Move] = ()
    computed: frozenset[str] = frozenset()


def likely_days(cut_off: date, reported: date) -> list[date]:
    """Other days to which somebody may have counted: the ends of the months around the cut-off, among them those of the
    calendar's and of the union's year and half-year, and the day of the report."""
    found = [month_end(cut_off, months) for months in (-1, 0, 1)]
    return [day for day in dict.fromkeys([*found, reported]) if day != cut_off]


def month_end(day: date, months: int) -> date:
    """The last day of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])
