"""Which unions are old enough to be graded, and which days a year of grading has."""

from dataclasses import dataclass
from datetime import date, timedelta

from ketdoan.units.rules import months_after


@dataclass(frozen=True)
class Age:
    """How many months a union must have been at work: in general, and where it came out of a split or a merger."""

    months: int
    after_reorganisation: int


def eligible(day: date, founded: date, reorganised: date | None, age: Age) -> bool:
    """Whether a union is graded for a year that ends with a day. `reorganised` is the day of the split or the merger
    by which it came into being, or from which on others were part of it.

    Months are full at the end of the last day: who began on 01/12 has worked twelve months by the end of 30/11.
    """
    end = day + timedelta(days=1)
    if months_after(founded, age.months) <= end:
        return True
    return reorganised is not None and months_after(reorganised, age.after_reorganisation) <= end


def first_day(last: date) -> date:
    """The first day of the year that ends with a day."""
    return months_after(last + timedelta(days=1), -12)
