"""Draws of what is true of a person and of when things happened, and how a whole is shared out exactly."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, repeat
from random import Random
from typing import TypeVar

from ketdoan.units.demo.names import FEMALE, person_name, sex_of

from ..rules import LeaveReason

T = TypeVar("T")

YOUNGEST, OLDEST = 19, 59
#: Why people leave, with the weight of each reason.
REASONS = {
    LeaveReason.WORK_ENDED: 46,
    LeaveReason.RETIRED: 40,
    LeaveReason.REQUEST: 8,
    LeaveReason.OTHER: 4,
    LeaveReason.DIED: 2,
}


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """A total in whole parts by weights, exactly: what is left over goes to the largest remainders, the first of
    equals."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    ranked = sorted(range(len(weights)), key=lambda at: parts[at] - exact[at])
    for at in ranked[: total - sum(parts)]:
        parts[at] += 1
    return parts


def shared(total: int, among: Sequence[T], weights: Sequence[float]) -> Iterator[T]:
    """Each of these as often as is its share of the total."""
    for one, times in zip(among, share_out(total, weights), strict=True):
        yield from repeat(one, times)


def day_in(random: Random, first: date, last: date) -> date:
    """A day from a first to a last one."""
    return first + timedelta(days=random.randint(0, max(0, (last - first).days)))


def joining_day(random: Random, first: date, last: date) -> date:
    """The day on which one of those joined whom a unit has on the last day: mostly long ago."""
    return first + timedelta(days=int((last - first).days * random.random() ** 3))


def reason(random: Random) -> str:
    """Why somebody leaves."""
    return random.choices(list(REASONS), list(REASONS.values()))[0].value


def birth(random: Random, joined: date, last: date, *, retired: bool = False) -> date:
    """A day of birth by which somebody was of working age from the day of joining to the last day; who retires then
    was at the age for it."""
    year = joined.year - int(random.triangular(YOUNGEST + 1, 40, 24))
    if retired:
        year = min(joined.year - YOUNGEST - 1, last.year - random.randint(56, 61))
    return date(max(year, last.year - OLDEST - 2 * retired), random.randint(1, 12), random.randint(1, 28))


def named(random: Random, women: float) -> tuple[str, str]:
    """A name and a sex; women come with the given share."""
    sex = sex_of(random, women)
    return person_name(random, sex), sex


class Numbers:
    """Phones and numbers of papers, each drawn once. All are well formed and none was given out: 050 is no network's
    code, and the serial numbers run on by one."""

    def __init__(self, first: int = 1) -> None:
        self._next = count(first)

    def draw(self, random: Random, born: date, sex: str) -> dict[str, str]:
        """The phone and numbers of one person."""
        number = next(self._next)
        return {
            "phone": f"0500{number:06}",
            "citizen_id": citizen_id(random.choice(["072", "072", "072", "080", "080", "079"]), born, sex, number),
            "social_insurance": f"729{number:07}",
        }


def citizen_id(province: str, born: date, sex: str, number: int) -> str:
    """A number of the form of a citizen's: province, century with sex, year, serial number."""
    century_and_sex = 2 * (born.year // 100 - 19) + (sex == FEMALE)
    return f"{province}{century_and_sex}{born.year % 100:02}{(900_000 + number) % 1_000_000:06}"
