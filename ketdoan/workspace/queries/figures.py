"""Key figures of a post's scope: what each stock was at the ends of the last months, by the shape of each day."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

import numpy as np

from ketdoan.core.acting import Actor
from ketdoan.core.modules import Measure, measures
from ketdoan.core.viet import format_date, format_month, format_number, today
from ketdoan.units.queries.shape import shape, shape_version

MONTHS = 12
#: How long the figures of a measure that cannot tell whether they changed are kept: those of today, of days before.
FRESH_SECONDS, PAST_SECONDS = 300, 3_600
KEPT = 96
_kept: OrderedDict[Hashable, tuple[float, np.ndarray, np.ndarray]] = OrderedDict()


@dataclass(frozen=True)
class Figure:
    """A stock on the last of some days, and its course until then as (label, value) pairs."""

    measure: Measure
    day: date
    value: int
    series: list[tuple[str, int]]

    @property
    def note(self) -> str:
        """How it changed since the first of the days."""
        first, before = self.series[0]
        if before == self.value:
            return f"như cuối tháng {first}"
        verb = "tăng" if self.value > before else "giảm"
        return f"{verb} {format_number(abs(self.value - before))} từ {first}"


def month_ends(day: date) -> list[tuple[str, date]]:
    """The last days of the months before a day's, the oldest first, and the day itself; each with its label."""
    days = [(format_date(day), day)]
    last = day.replace(day=1) - timedelta(days=1)
    while len(days) < MONTHS:
        days.append((format_month(last), last))
        last = last.replace(day=1) - timedelta(days=1)
    return days[::-1]


def figures(actor: Actor, day: date) -> list[Figure]:
    """The stocks that say something of the actor's unit and those below it.

    One that never passed 1 in these months does not: a grassroots union is one grassroots union.
    """
    unit_id = actor.unit_id
    if unit_id is None:
        return []
    stocks = [measure for measure in measures().values() if measure.home and measure.nature == "stock"]
    courses: dict[str, list[tuple[str, int]]] = {measure.code: [] for measure in stocks}
    for label, then in month_ends(day):  # day by day: all figures of one day follow one shape
        for measure in stocks:
            courses[measure.code].append((label, total(measure, unit_id, then, actor.scope.tree)))
    found = [Figure(measure, day, courses[measure.code][-1][1], courses[measure.code]) for measure in stocks]
    return [figure for figure in found if max(value for _, value in figure.series) > 1]


def total(measure: Measure, unit_id: int, day: date, tree: str) -> int:
    """The figure of a unit and all that stood under it on a day; 0 where the unit did not exist."""
    ids, sums = _totals(measure, day, tree)
    place = int(np.searchsorted(ids, unit_id))
    return int(sums[place]) if place < len(ids) and ids[place] == unit_id else 0


def _totals(measure: Measure, day: date, tree: str) -> tuple[np.ndarray, np.ndarray]:
    """Of every unit of a day its total, by ids in order: worked out once for all who ask."""
    version = measure.version(day) if measure.version else 0
    key = (measure.code, tree, day, shape_version(day), version)
    kept = _kept.get(key)
    lasting = PAST_SECONDS if day < today() else FRESH_SECONDS
    if kept is None or (measure.version is None and monotonic() - kept[0] > lasting):
        kept = (monotonic(), *_worked_out(measure, day, tree))
        _kept[key] = kept
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept[1], kept[2]


def _worked_out(measure: Measure, day: date, tree: str) -> tuple[np.ndarray, np.ndarray]:
    follow = shape(day, tree)
    own = measure.values(day) if measure.values else {}
    units = np.fromiter(own, dtype=np.int64, count=len(own))
    values = np.fromiter(own.values(), dtype=np.float64, count=len(own))
    places = follow.positions(units)
    at_places = np.zeros(len(follow) + 1)
    np.add.at(at_places, places[places >= 0] + 1, values[places >= 0])
    running = np.cumsum(at_places)
    sums = running[follow.ends] - running[: len(follow)]
    return follow.ids[follow.by_id].astype(np.int32), np.rint(sums[follow.by_id]).astype(np.int64)
