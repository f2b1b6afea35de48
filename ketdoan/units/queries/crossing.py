"""Who stood under a unit in a period: on each of its days, or from a day on, or up to one.

Units come under another one, and go from under it, as they are founded or moved, they themselves or one above them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from django.db.models import Q

from ketdoan.core.scope import LINE

from .ancestry import Ancestry, ancestry, day_number
from .shape import structure_version


@dataclass(frozen=True, eq=False)
class Under:
    """Units at or under a unit in a period. `ever` are all that ever were, `steady` those that were on each day (or
    from the day on which they began), as far as they did not cross.

    A crossing is a unit (`crossed`, the same ones may cross again) that came under the unit on one of `days`, where
    `signs` is 1, or went from under it, where it is -1. Those that do not exist on the day before are among them.
    """

    ever: np.ndarray
    steady: np.ndarray
    crossed: np.ndarray
    days: np.ndarray
    signs: np.ndarray


def under(top: int, since: date, until: date, tree: str = LINE) -> Under:
    """Who stood at or under a unit on the days [since, until)."""
    return _under(top, since, until, tree, structure_version())


@lru_cache(maxsize=32)
def _under(top: int, since: date, until: date, tree: str, version: int) -> Under:
    above = ancestry(tree)
    ever = above.ever_below(np.array([top], dtype=np.int64))
    nothing = np.zeros(0, dtype=np.int64)
    found = [(nothing, nothing, nothing), *_crossings(above, top, ever, since, until)]
    crossed, days, signs = (np.concatenate(column) for column in zip(*found, strict=True))
    rest = np.setdiff1d(ever, crossed)
    last = day_number(until - timedelta(days=1))
    steady = rest[above.under(top, rest, np.full_like(rest, last))]
    return Under(ever, steady, crossed, days, signs)


def _crossings(
    above: Ancestry, top: int, ever: np.ndarray, since: date, until: date
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    for day, changed in above.changed(since, until, ever):
        # A unit crosses only with the lowest of those above it (or itself) whose edge changed.
        crossing = changed[_step(above, top, changed, day) != 0]
        if len(crossing):
            units = above.ever_below(crossing)
            step = _step(above, top, units, day)
            there = step != 0
            yield units[there], np.full(np.count_nonzero(there), day), step[there]


def _step(above: Ancestry, top: int, units: np.ndarray, day: int) -> np.ndarray:
    """Of each unit whether it came under another on a day (1), went from under it (-1), or neither."""
    before, after = (above.under(top, units, np.full_like(units, on)).astype(np.int64) for on in (day - 1, day))
    return after - before


@dataclass(frozen=True)
class Area:
    """A unit with all below it on the days [since, until), in a tree."""

    unit: int
    since: date
    until: date
    tree: str = LINE

    @property
    def under(self) -> Under:
        """Who stood there."""
        return under(self.unit, self.since, self.until, self.tree)

    def during(self, day: str) -> Q:
        """The condition that a day of a row lies in the period."""
        return Q(**{f"{day}__gte": self.since, f"{day}__lt": self.until})

    def inside(self, units: Sequence[int | None], days: Sequence[date], paths: Sequence[str | None]) -> np.ndarray:
        """Of each unit whether it stood here on its day: as the path tells, where there is one."""
        ids = np.array([unit or 0 for unit in units], dtype=np.int64)
        on = np.array([day_number(day) for day in days], dtype=np.int64)
        stood = ancestry(self.tree).under(self.unit, ids, on) if len(ids) else np.zeros(0, dtype=bool)
        told = np.array([path is not None for path in paths], dtype=bool)
        by_path = np.array([f"/{self.unit}/" in f"/{path}" for path in paths], dtype=bool)
        return np.where(told, by_path, stood)
