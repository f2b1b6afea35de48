"""How far a target is: which reports tell of it, what they come to, and where that leads.

The forecast is plain arithmetic that anybody can do again. A flow that has come to 300 in the first half comes to 600
in all; a stock that has grown from 1.000 to 1.030 in the first half grows to 1.060. Where the reports of last year tell
how much of the year's flow or growth there was by the same moment, that share stands for the share of time. What is a
share of something else is forecast as its two parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from .figures import UNKNOWN, Figure
from .targets import Reached, reached

#: The union's year and that of the calendar begin a month apart: by so much may a report's days lie beside a target's.
BESIDE = timedelta(days=31)
#: Of less than this share of the time (or of last year's figure) nothing is foretold.
EARLY = Fraction(1, 10)
LEAST, MOST = (">", ">="), ("<", "<=")
Days = tuple[date, date]


def belongs(report: Days, target: Days) -> bool:
    """Whether a report tells of a target's days: its middle lies in them, and its ends no more than a month beside."""
    middle, beside = report[0] + (report[1] - report[0]) / 2, _beside(target)
    inside = target[0] - beside <= report[0] and report[1] <= target[1] + beside
    return inside and target[0] <= middle <= target[1]


def covers(until: date, target: Days) -> bool:
    """Whether reports up to a day tell of all of a target's time."""
    return until >= target[1] - _beside(target)


def _beside(target: Days) -> timedelta:
    """A month, but of a short time no more than a quarter of it."""
    return min(BESIDE, (target[1] - target[0]) / 4)


def apart(spans: Sequence[Days]) -> list[int]:
    """Which of some spans, none over another, hold the most days together; of equal ones the fewest, by their places in
    the order of days. A year told as a whole and by its halves counts once."""
    order = sorted(range(len(spans)), key=lambda at: spans[at][1])
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for position, at in enumerate(order):
        first, last = spans[at]
        before = next(k for k in range(position, -1, -1) if k == 0 or spans[order[k - 1]][1] < first)
        days, fewer, chosen = best[before]
        taken = (days + (last - first).days + 1, fewer - 1, (*chosen, at))
        best.append(max(best[-1], taken, key=lambda one: one[:2]))
    return list(best[-1][2])


def chosen(spans: Sequence[Days], over_time: str) -> list[int]:
    """From which reports of some spans a figure is taken: those that add up, the first or the last one; what must not
    be added over time, like distinct people of a year, from the one of the most days."""
    if not spans:
        return []
    places = range(len(spans))
    match over_time:
        case "sum":
            return apart(spans)
        case "first":
            return [min(places, key=lambda at: spans[at])]
        case "none":
            return [max(places, key=lambda at: (spans[at][1] - spans[at][0], spans[at][1]))]
        case _:
            return [max(places, key=lambda at: (spans[at][1], spans[at][0]))]


def total(figures: Sequence[Figure]) -> Figure:
    """What figures come to; with bounds of one side a bound, with bounds of both sides not known."""
    if not figures or any(figure.value is None for figure in figures):
        return Figure()
    lower, upper = (any(figure.sign in signs for figure in figures) for signs in (LEAST, MOST))
    if lower and upper:
        return Figure(state=UNKNOWN)
    value = sum((figure.value or Decimal(0) for figure in figures), Decimal(0))
    sign = figures[0].sign if len(figures) == 1 else ">=" if lower else "<=" if upper else "="
    return Figure(value, sign)


def share(over: Figure, under: Figure) -> Figure:
    """So many in a hundred; of nothing there is none, and of a bound only where it can be said on which side."""
    if over.value is None or not under.value:
        return Figure()
    value = 100 * over.value / under.value
    if under.sign == "=":
        return Figure(value, over.sign)
    turned = {">": "<", ">=": "<=", "<": ">", "<=": ">="}[under.sign]
    return Figure(value, turned) if over.sign == "=" else Figure(state=UNKNOWN)


@dataclass(frozen=True, slots=True)
class Season:
    """Last year: a flow's figure up to the same moment and of all of it; a stock's, also as the year began."""

    then: Decimal
    end: Decimal
    begun: Decimal = Decimal(0)

    @property
    def gone(self) -> Fraction:
        """Which share of the year's flow or growth there was by then; 0 where there was none."""
        whole = self.end - self.begun
        return Fraction(self.then - self.begun) / Fraction(whole) if whole else Fraction(0)


def ahead(now: Decimal, gone: Fraction, season: Season | None = None, begun: Decimal | None = Decimal(0)) -> Decimal:
    """Where a figure leads that has come to `now` when `gone` of its time had passed, from what it was as it `begun`
    (0 for a flow). A stock of which nobody knows what it was stays as it is."""
    if begun is None:
        return now
    by_season = season.gone if season else Fraction(0)
    passed = by_season if by_season >= EARLY else gone
    leads = Fraction(begun) + (Fraction(now) - Fraction(begun)) / passed
    return Decimal(leads.numerator) / Decimal(leads.denominator)


def rounded(value: Decimal, places: int) -> Decimal:
    """A forecast as it is shown and judged."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class Standing(StrEnum):
    """What is said of a target."""

    EXCEEDED = "exceeded"
    REACHED = "reached"
    MISSED = "missed"
    LIKELY = "likely"
    SLOW = "slow"
    RISK = "risk"
    OPEN = "open"


WORDS = {
    Standing.EXCEEDED: "Vượt",
    Standing.REACHED: "Đạt",
    Standing.MISSED: "Không đạt",
    Standing.LIKELY: "Có khả năng đạt",
    Standing.SLOW: "Chậm tiến độ",
    Standing.RISK: "Có nguy cơ vượt mức",
    Standing.OPEN: "Chưa kết luận được",
}
TONES = {
    Standing.EXCEEDED: "green",
    Standing.REACHED: "green",
    Standing.MISSED: "red",
    Standing.LIKELY: "blue",
    Standing.SLOW: "yellow",
    Standing.RISK: "yellow",
    Standing.OPEN: "grey",
}


def standing(aim: tuple[str, Decimal], outcome: Figure, *, over: bool, grows: bool, leads: Decimal | None) -> Standing:
    """What is said of a target (its sign and value): by its outcome where that is `over` or, as something that only
    `grows`, cannot be undone; else by where it `leads`."""
    sign, value = aim
    told = reached(sign, value, outcome)
    if told == Reached.OPEN:
        return Standing.OPEN
    if over or (grows and _decided(aim, outcome, told)):
        return _final(aim, outcome, told)
    if leads is None:
        return Standing.OPEN
    if reached(sign, value, Figure(leads)) == Reached.REACHED:
        return Standing.LIKELY
    return Standing.RISK if leads > value else Standing.SLOW


def _decided(aim: tuple[str, Decimal], outcome: Figure, told: Reached) -> bool:
    """Whether more of it changes nothing."""
    sign, value = aim
    if sign in LEAST:
        return told == Reached.REACHED
    return told == Reached.MISSED and outcome.value is not None and outcome.value >= value


def _final(aim: tuple[str, Decimal], outcome: Figure, told: Reached) -> Standing:
    sign, value = aim
    if told == Reached.MISSED:
        return Standing.MISSED
    beyond = sign == ">=" and outcome.value is not None and outcome.value > value
    return Standing.EXCEEDED if beyond else Standing.REACHED
