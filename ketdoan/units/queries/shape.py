"""The shape of a tree on a day, as arrays: every unit in preorder, so that a subtree is one slice.

Built from the edges and versions valid on the day; 125,000 units take a fraction of a second. A shape is kept in
the process until a unit changes anywhere. It knows all units: callers ask it about units that the actor may see.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Max, QuerySet

from ketdoan.core.rules import current_rules
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.search import among

from ..models import Change
from ..rules import DESCRIBING, LEVELS, Counts, Level

KEPT = 6


@dataclass(frozen=True, eq=False)
class Shape:
    """One tree on one day. The same day's shape is the same object until a unit changes anywhere.

    Arrays over positions 0..n-1 in preorder: `ids` of units, `parents` (position, -1 at a root), `ends` (the
    subtree of p is p..ends[p]-1), `depths`, `levels` (index into rules.LEVELS), `kinds` (index into `kind_codes`).
    """

    ids: np.ndarray
    parents: np.ndarray
    ends: np.ndarray
    depths: np.ndarray
    levels: np.ndarray
    kinds: np.ndarray
    kind_codes: tuple[str, ...]
    by_id: np.ndarray
    grassroots: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def position(self, unit_id: int) -> int | None:
        """Where a unit stands; None where it does not exist on the day."""
        place = int(np.searchsorted(self.ids, unit_id, sorter=self.by_id))
        if place == len(self.ids) or self.ids[self.by_id[place]] != unit_id:
            return None
        return int(self.by_id[place])

    def positions(self, unit_ids: np.ndarray) -> np.ndarray:
        """Positions of many units at once; -1 for those that do not exist on the day."""
        if not len(self.ids):
            return np.full(len(unit_ids), -1)
        places = np.minimum(np.searchsorted(self.ids, unit_ids, sorter=self.by_id), len(self.ids) - 1)
        found = self.by_id[places]
        return np.where(self.ids[found] == unit_ids, found, -1)

    def children(self, position: int) -> np.ndarray:
        """Positions of the units directly below."""
        start, end = position + 1, int(self.ends[position])
        return start + np.flatnonzero(self.parents[start:end] == position)

    def ancestors(self, position: int) -> list[int]:
        """Ids of the units above, the nearest first."""
        found = []
        above = int(self.parents[position])
        while above >= 0:
            found.append(int(self.ids[above]))
            above = int(self.parents[above])
        return found

    def grassroots_below(self, position: int) -> int:
        """Number of grassroots unions below a position."""
        return int(self.grassroots[self.ends[position]] - self.grassroots[position + 1])

    def counts(self, position: int) -> Counts:
        """Counts of the units below a position."""
        levels = self.levels[self.children(position)]
        return Counts(
            direct=len(levels),
            upper=int(np.count_nonzero(levels == LEVELS.index(Level.UPPER))),
            grassroots_direct=int(np.count_nonzero(levels == LEVELS.index(Level.GRASSROOTS))),
            grassroots_total=self.grassroots_below(position),
        )


def ids_below(unit_id: int, day: date, tree: str = LINE) -> list[int]:
    """The ids of a unit and of all that stood under it on a day; none where it did not exist."""
    follow = shape(day, tree)
    at = follow.position(unit_id)
    return [] if at is None else follow.ids[at : int(follow.ends[at])].tolist()


def below(rows: QuerySet, place: str, unit_id: int, day: date, tree: str = LINE) -> QuerySet:
    """Those of the rows whose unit, at the end of `place`, stood at or under a unit on a day."""
    ids = ids_below(unit_id, day, tree)
    return rows if len(ids) == len(shape(day, tree)) else rows.filter(among(ids, f"{place}_id"))


def shape_version(day: date) -> int:
    """While this number stays, so do the shapes of a day: the last change of the trees from that day or before."""
    return _version_on(day, structure_version())


def shape(day: date, tree: str = LINE) -> Shape:
    """The shape of a tree on a day."""
    version = structure_version()
    days = _change_days(version)
    # Days between two changes share one shape.
    key = (tree, bisect_right(days, day), version)
    kept = _kept.get(key)
    if kept is None:
        kept = _build(day, tree)
        _kept[key] = kept
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(key)
    return kept


_kept: OrderedDict[tuple[Any, ...], Shape] = OrderedDict()


_moment: ContextVar[int | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the trees as they are at the beginning of the block, without asking each time whether they changed."""
    token = _moment.set(structure_version())
    try:
        yield
    finally:
        _moment.reset(token)


def structure_version() -> int:
    """A number that grows with every change of the trees. Such changes are serialised, so the highest id will do."""
    if (known := _moment.get()) is not None:
        return known
    return _shaping().aggregate(last=Max("pk"))["last"] or 0


@lru_cache(maxsize=2)
def _change_days(version: int) -> list[date]:
    """The days on which anything changed, in order, as of a version of the structure."""
    return list(_shaping().order_by("on").values_list("on", flat=True).distinct())


@lru_cache(maxsize=64)
def _version_on(day: date, version: int) -> int:
    return _shaping().filter(pk__lte=version, on__lte=day).aggregate(last=Max("pk"))["last"] or 0


def _shaping() -> QuerySet[Change]:
    """Changes by which the trees look different; the others only name or describe a unit, and are not serialised."""
    return Change._base_manager.exclude(kind__in=[str(kind) for kind in DESCRIBING])


ROWS = """
    SELECT array_agg(v.unit_id), array_agg(coalesce({parent}, 0)),
           array_agg(array_position(%(kinds)s::text[], v.kind::text))
    FROM units_unitversion v
    LEFT JOIN units_edge l ON l.child_id = v.unit_id AND l.tree = 'line'
         AND l.replaced_at IS NULL AND l.valid @> %(day)s::date
    {more}
    WHERE v.replaced_at IS NULL AND v.valid @> %(day)s::date
"""
LINE_ROWS = ROWS.format(parent="l.parent_id", more="")
TERRITORY_ROWS = ROWS.format(
    parent="t.parent_id, l.parent_id",
    more="""LEFT JOIN units_edge t ON t.child_id = v.unit_id AND t.tree = 'territory'
         AND t.replaced_at IS NULL AND t.valid @> %(day)s::date""",
)


def _build(day: date, tree: str) -> Shape:
    levels_of = kind_levels()
    codes = tuple(levels_of)
    with connection.cursor() as cursor:
        cursor.execute(TERRITORY_ROWS if tree == TERRITORY else LINE_ROWS, {"kinds": list(codes), "day": day})
        ids, parent_ids, kinds = (np.array(column or [], dtype=np.int64) for column in cursor.fetchone())
    level_codes = np.array([LEVELS.index(Level(levels_of[code])) for code in codes], dtype=np.int8)
    return arrange(ids, parent_ids, kinds - 1, level_codes, codes)


def kind_levels() -> dict[str, str]:
    """The level of every kind of unit that ever existed."""
    return {row.selector["kind"]: row.value["level"] for row in current_rules() if row.key == "units.kind"}


def arrange(
    ids: np.ndarray, parent_ids: np.ndarray, kinds: np.ndarray, level_codes: np.ndarray, codes: tuple[str, ...]
) -> Shape:
    """Put units into preorder, siblings by id. A unit whose parent does not exist on the day stands as a root."""
    by_id = np.argsort(ids)
    ids, parent_ids, kinds = ids[by_id], parent_ids[by_id], kinds[by_id]
    n = len(ids)
    place = np.minimum(np.searchsorted(ids, parent_ids), max(n - 1, 0))
    parents = np.where(ids[place] == parent_ids, place, -1) if n else np.zeros(0, dtype=np.int64)
    depths, order = _levels(parents)
    sizes = np.ones(n, dtype=np.int64)
    for row in reversed(order[1:]):
        np.add.at(sizes, parents[row], sizes[row])
    starts = np.zeros(n, dtype=np.int64)
    for depth, unsorted in enumerate(order):
        row = unsorted[np.argsort(parents[unsorted], kind="stable")]
        group = parents[row]
        before = np.cumsum(sizes[row]) - sizes[row]
        first = np.concatenate(([True], group[1:] != group[:-1]))
        base = np.maximum.accumulate(np.where(first, before, 0))
        starts[row] = before - base + (starts[group] + 1 if depth else 0)
    preorder = np.argsort(starts)
    levels = level_codes[kinds[preorder]] if n else np.zeros(0, dtype=np.int8)
    above = parents[preorder]
    sorted_ids = ids[preorder]
    grassroots = np.concatenate(([0], np.cumsum(levels == LEVELS.index(Level.GRASSROOTS))))
    return Shape(
        ids=sorted_ids,
        parents=np.where(above >= 0, starts[above], -1) if n else above,
        ends=(starts + sizes)[preorder],
        depths=depths[preorder],
        levels=levels,
        kinds=kinds[preorder],
        kind_codes=codes,
        by_id=np.argsort(sorted_ids),
        grassroots=grassroots,
    )


def _levels(parents: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Depth of every unit, and the units of each depth."""
    depths = np.full(len(parents), -1, dtype=np.int64)
    row = np.flatnonzero(parents < 0)
    order: list[np.ndarray] = []
    while len(row):
        depths[row] = len(order)
        order.append(row)
        row = np.flatnonzero((depths < 0) & (depths[parents] == len(order) - 1) & (parents >= 0))
    if (depths < 0).any():
        raise RuntimeError("the tree holds a circle")
    return depths, order
