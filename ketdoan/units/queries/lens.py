"""Counts of a past day's units in another day's shape: what the past looks like in today's tree."""

from collections import defaultdict
from datetime import date

import numpy as np

from ketdoan.core.scope import LINE
from ketdoan.core.viet import today

from ..models import Lineage
from ..rules import LEVELS, Counts, Lens, Level
from .shape import Shape, shape


def shape_day(lens: Lens, day: date, fixed: date | None = None) -> date:
    """The day whose shape a lens follows for figures of `day`."""
    if lens is Lens.AS_IT_WAS:
        return day
    return fixed if lens is Lens.FIXED and fixed else today()


def counts(unit_id: int, day: date, lens: Lens = Lens.AS_IT_WAS, fixed: date | None = None, tree: str = LINE) -> Counts:
    """How many units existing on `day` belong under a unit, in the shape that the lens follows.

    A unit that has ended meanwhile counts where its successor stands (a split one at its first successor); one
    without a successor counts nowhere. All zero where the unit itself does not exist in that shape.
    """
    follow = shape(shape_day(lens, day, fixed), tree)
    position = follow.position(unit_id)
    if position is None:
        return Counts(0, 0, 0, 0)
    if lens is Lens.AS_IT_WAS:
        return follow.counts(position)
    return _restated(shape(day, tree), follow, position)


def _restated(then: Shape, follow: Shape, position: int) -> Counts:
    places = places_in(then, follow)
    below = (places > position) & (places < follow.ends[position])
    direct = below & (follow.parents[np.maximum(places, 0)] == position)
    upper, grassroots = (then.levels == LEVELS.index(level) for level in (Level.UPPER, Level.GRASSROOTS))
    merged_here = (places == position) & (then.ids != follow.ids[position])
    return Counts(
        direct=int(np.count_nonzero(direct)),
        upper=int(np.count_nonzero(direct & upper)),
        grassroots_direct=int(np.count_nonzero(direct & grassroots)),
        grassroots_total=int(np.count_nonzero((below | merged_here) & grassroots)),
    )


def places_in(then: Shape, follow: Shape) -> np.ndarray:
    """For each unit of one shape its position in another: its own, else that of what it became; -1 for none."""
    places = follow.positions(then.ids)
    missing = np.flatnonzero(places < 0)
    if not len(missing):
        return places
    heirs: dict[int, list[int]] = defaultdict(list)
    # "all" sorts before "part": whole successors come first.
    for source, target in Lineage.objects.order_by("share", "target_id").values_list("source_id", "target_id"):
        heirs[source].append(target)
    for index in missing:
        places[index] = _heir(int(then.ids[index]), heirs, follow, set())
    return places


def _heir(unit_id: int, heirs: dict[int, list[int]], follow: Shape, seen: set[int]) -> int:
    for target in heirs.get(unit_id, []):
        if target in seen:
            continue
        seen.add(target)
        position = follow.position(target)
        found = position if position is not None else _heir(target, heirs, follow, seen)
        if found >= 0:
            return found
    return -1
