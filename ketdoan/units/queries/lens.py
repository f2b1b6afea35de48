"""Counts of a past day's units in another day's shape: what the past looks like in today's tree."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from ketdoan.core.scope import LINE
from ketdoan.core.viet import today

from ..rules import LEVELS, Counts, Lens, Level
from .heirs import heirs
from .shape import KEPT, Shape, shape

UPPER, GRASSROOTS = LEVELS.index(Level.UPPER), LEVELS.index(Level.GRASSROOTS)


@dataclass(frozen=True)
class View:
    """Units that existed on one day (`then`), counted in the shape of another (`follow`); often the same.

    A unit that has ended meanwhile counts where its successor stands (a split one at its first successor); one
    without a successor counts nowhere.
    """

    then: Shape
    follow: Shape

    @cached_property
    def places(self) -> np.ndarray:
        """For each unit of `then` its position in `follow`; -1 for none."""
        return places_in(self.then, self.follow)

    @cached_property
    def _grassroots(self) -> np.ndarray:
        """Running number of grassroots unions of `then` placed before each position of `follow`."""
        here = self.places[(self.places >= 0) & (self.then.levels == GRASSROOTS)]
        return np.concatenate(([0], np.cumsum(np.bincount(here, minlength=len(self.follow)))))

    def grassroots(self, position: int) -> int:
        """Number of grassroots unions that belong below a position of `follow`, or were merged into it."""
        if self.then is self.follow:
            return self.follow.grassroots_below(position)
        inside = int(self._grassroots[self.follow.ends[position]] - self._grassroots[position])
        own = self.then.position(int(self.follow.ids[position]))
        return inside - int(own is not None and self.then.levels[own] == GRASSROOTS)

    def counts(self, position: int) -> Counts:
        """Counts of the units that belong below a position of `follow`."""
        if self.then is self.follow:
            return self.follow.counts(position)
        placed = np.maximum(self.places, 0)
        direct = self.then.levels[(self.places > position) & (self.follow.parents[placed] == position)]
        return Counts(
            direct=len(direct),
            upper=int(np.count_nonzero(direct == UPPER)),
            grassroots_direct=int(np.count_nonzero(direct == GRASSROOTS)),
            grassroots_total=self.grassroots(position),
        )


def shape_day(lens: Lens, day: date, fixed: date | None = None) -> date:
    """The day whose shape a lens follows for figures of `day`."""
    if lens is Lens.AS_IT_WAS:
        return day
    return fixed if lens is Lens.FIXED and fixed else today()


def look(day: date, lens: Lens = Lens.AS_IT_WAS, fixed: date | None = None, tree: str = LINE) -> View:
    """Units of a day as a lens shows them."""
    return _view(shape(day, tree), shape(shape_day(lens, day, fixed), tree))


@lru_cache(maxsize=KEPT)
def _view(then: Shape, follow: Shape) -> View:
    return View(then, follow)


def counts(unit_id: int, day: date, lens: Lens = Lens.AS_IT_WAS, fixed: date | None = None, tree: str = LINE) -> Counts:
    """How many units existing on `day` belong under a unit, in the shape that the lens follows.

    All zero where the unit itself does not exist in that shape.
    """
    view = look(day, lens, fixed, tree)
    position = view.follow.position(unit_id)
    return Counts(0, 0, 0, 0) if position is None else view.counts(position)


def places_in(then: Shape, follow: Shape) -> np.ndarray:
    """For each unit of one shape its position in another: its own, else that of what it became; -1 for none."""
    places = follow.positions(then.ids)
    missing = np.flatnonzero(places < 0)
    if not len(missing):
        return places
    successors = _successors([int(pk) for pk in then.ids[missing]], follow)
    for index in missing:
        places[index] = _heir(int(then.ids[index]), successors, follow)
    return places


def _successors(ended: list[int], follow: Shape) -> dict[int, list[int]]:
    """What became of units that are not in a shape, and of their successors that are not in it either."""
    found: dict[int, list[int]] = {}
    while ended:
        found |= heirs(ended)
        targets = {target for source in ended for target in found.get(source, [])} - found.keys()
        ended = [target for target in targets if follow.position(target) is None]
    return found


def _heir(unit_id: int, successors: dict[int, list[int]], follow: Shape) -> int:
    for target in successors.get(unit_id, []):
        position = follow.position(target)
        found = position if position is not None else _heir(target, successors, follow)
        if found >= 0:
            return found
    return -1
