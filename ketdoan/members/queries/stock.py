"""How many members each unit had on a day, and all below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, Q

from ketdoan.core.scope import LINE
from ketdoan.core.search import among
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.lens import View, look
from ketdoan.units.queries.shape import Shape, ids_below
from ketdoan.units.rules import Lens

from ..models import Spell
from ..models.spells import COUNTING
from ..rules import COUNTED, Standing
from .columns import SEXES, spells


@dataclass(frozen=True, eq=False)
class Stock:
    """Members by the positions of a shape: `before[p]` of all units before p in preorder."""

    follow: Shape
    before: np.ndarray

    def of(self, unit_id: int) -> int:
        """The members of a unit and all below it; 0 where the unit does not exist in the shape."""
        at = self.follow.position(unit_id)
        return 0 if at is None else int(self.before[self.follow.ends[at]] - self.before[at])

    @property
    def each(self) -> np.ndarray:
        """The members of each unit of the shape and all below it, by position."""
        return self.before[self.follow.ends] - self.before[np.arange(len(self.follow))]

    def among(self, units: np.ndarray) -> np.ndarray:
        """The same as `of`, for many units."""
        at = self.follow.positions(units)
        if not len(self.follow):
            return np.zeros_like(units)
        there = np.maximum(at, 0)
        return np.where(at >= 0, self.before[self.follow.ends[there]] - self.before[there], 0)


def own_members(
    day: date, standings: Sequence[str] = COUNTED, sex: str | None = None, among_units: Sequence[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Ids of the units that had members of their own at the end of a day, and how many each; of one sex and of certain
    units alone, if given."""
    if among_units is None and tuple(standings) == tuple(COUNTED) and (kept := spells()):
        by_sex = kept.by_sex(day)
        told = by_sex.sum(axis=1) if sex is None else by_sex[:, SEXES.index(sex)]
        there = np.flatnonzero(told)
        return there, told[there]
    asked: dict[str, Any] = {"day": day, "standings": [str(one) for one in standings], "sex": sex, "units": among_units}
    narrowed = "AND sex = %(sex)s" if sex is not None else ""
    narrowed += " AND unit_id = ANY(%(units)s)" if among_units is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_OWN.format(narrowed=narrowed), asked)
        units, numbers = cursor.fetchone()
    return np.array(units or [], dtype=np.int64), np.array(numbers or [], dtype=np.int64)


_OWN = """
    SELECT array_agg(unit_id), array_agg(number) FROM (
        SELECT unit_id, count(*) AS number FROM members_spell
        WHERE since <= %(day)s AND (until IS NULL OR until > %(day)s) AND standing = ANY(%(standings)s) {narrowed}
        GROUP BY unit_id) found
"""


def stock(
    day: date,
    lens: Lens = Lens.AS_IT_WAS,
    fixed: date | None = None,
    tree: str = LINE,
    *,
    sex: str | None = None,
    standings: Sequence[str] = COUNTED,
    among_units: Sequence[int] | None = None,
) -> Stock:
    """Members at the end of a day, in the shape that the lens follows. Members of units that have ended by then count
    where the successors stand."""
    units, numbers = own_members(day, standings, sex, among_units)
    return stood(look(day, lens, fixed, tree), units, numbers)


def stood(view: View, units: np.ndarray, numbers: np.ndarray) -> Stock:
    """The stock that the units' own members make up."""
    then = view.then.positions(units)
    placed = np.where(then >= 0, view.places[np.maximum(then, 0)], -1) if len(view.then) else then
    inside = placed >= 0
    own = np.bincount(placed[inside], weights=numbers[inside], minlength=len(view.follow)).astype(np.int64)
    return Stock(view.follow, np.concatenate(([0], np.cumsum(own))))


@dataclass(frozen=True)
class Counted:
    """The members of a unit and all below it on a day, and what some of them are."""

    members: int
    women: int
    suspended: int


def counted(unit: Unit, day: date, tree: str = LINE) -> Counted:
    """The same as `stock` says of one unit, by its rows alone."""
    rows = Spell._base_manager.filter(COUNTING, among(ids_below(unit.pk, day, tree), "unit_id"), since__lte=day)
    found = rows.exclude(until__lte=day).aggregate(
        members=Count("pk"),
        women=Count("pk", filter=Q(sex=Person.FEMALE)),
        suspended=Count("pk", filter=Q(standing=Standing.SUSPENDED.value)),
    )
    return Counted(**found)


def suspended(day: date, tree: str = LINE) -> Stock:
    """Those of the members who have suspended union life."""
    return stock(day, tree=tree, standings=[Standing.SUSPENDED])
