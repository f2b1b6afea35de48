"""Rows of the tree as a screen shows it: the units directly under one, on a day, through a lens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ketdoan.core.acting import current_actor
from ketdoan.core.scope import EVERYTHING, LINE, TERRITORY, current_scope

from ..models import Unit, UnitVersion
from ..rules import LEVELS, Counts, Lens
from .lens import View, look
from .shape import Shape

PAGE = 100


@dataclass(frozen=True)
class Node:
    """A unit in the tree. `name` and `kind` are those of the day; `below` says whether it opens; `key` is the unit's
    id as text, which a page need not format."""

    unit: Unit
    key: str
    name: str
    kind: str
    status: str
    counts: Counts
    below: bool


@dataclass(frozen=True)
class Branch:
    """Some of the units under one: `more` are left for the next page, `elsewhere` now belong to others and are
    counted but not shown."""

    nodes: Sequence[Node]
    more: int
    elsewhere: int


def roots(day: date, lens: Lens, fixed: date | None, tree: str = LINE) -> Branch:
    """Where the acting post's tree begins on a day: its own unit, or before that was founded, the units of its
    scope that had none of them above."""
    view = look(day, lens, fixed, tree)
    own = current_actor().unit_id
    at = view.follow.position(own) if own else None
    if own and at is not None:
        return _branch(view, np.array([at]), day, 0)
    visible = view.follow.positions(np.array(list(Unit.objects.values_list("pk", flat=True)), dtype=np.int64))
    visible = visible[visible >= 0]
    tops = visible[~np.isin(view.follow.parents[visible], visible)]
    return _branch(view, np.sort(tops), day, 0)


def children(unit: Unit, day: date, lens: Lens, fixed: date | None, tree: str = LINE, start: int = 0) -> Branch:
    """Units directly under a unit in the shape that the lens follows, from the `start`-th on."""
    view = look(day, lens, fixed, tree)
    at = view.follow.position(unit.pk)
    if at is None:
        return Branch((), 0, 0)
    return _branch(view, view.follow.children(at), day, start)


def _branch(view: View, positions: np.ndarray, day: date, start: int) -> Branch:
    ids = [int(pk) for pk in view.follow.ids[positions]]
    if not ids:
        return Branch((), 0, 0)
    units = Unit.objects.filter(pk__in=ids)
    order = {str(level): index for index, level in enumerate(LEVELS)}
    shown = sorted(units.only("pk", "level", "sort_key"), key=lambda u: (order.get(u.level, 9), u.sort_key))
    page = [unit.pk for unit in shown[start : start + PAGE]]
    versions = {v.unit_id: v for v in UnitVersion.objects.on(day).filter(unit__in=page)}
    units_by_id = Unit.objects.in_bulk(page)
    nodes = []
    for pk in page:
        unit, version, at = units_by_id[pk], versions.get(pk), view.follow.position(pk)
        assert at is not None, "the page was taken from this shape"
        nodes.append(
            Node(
                unit=unit,
                key=str(pk),
                name=version.short_name if version else unit.short_name,
                kind=version.kind if version else unit.kind,
                status=version.status if version else unit.status,
                counts=view.counts(at),
                below=bool(view.follow.ends[at] > at + 1),
            )
        )
    return Branch(nodes, max(len(shown) - start - PAGE, 0), len(ids) - len(shown))


def line_above(unit: Unit, day: date, tree: str = LINE) -> list[Unit]:
    """The units above one on a day, the top first. Their names may be shown; their pages open by scope."""
    ((_, above),) = lines_above([unit], day, tree)
    return above


def lines_above(units: Sequence[Unit], day: date, tree: str = LINE) -> list[tuple[Unit, list[Unit]]]:
    """Units, each with those above it on a day (see `line_above`)."""
    follow = look(day, tree=tree).follow
    ids = {unit.pk: _ids_above(unit, follow, tree) for unit in units}
    above = Unit._base_manager.in_bulk({pk for line in ids.values() for pk in line})
    return [(unit, [above[pk] for pk in ids[unit.pk]]) for unit in units]


def _ids_above(unit: Unit, follow: Shape, tree: str) -> list[int]:
    at = follow.position(unit.pk)
    if at is not None:
        return follow.ancestors(at)[::-1]
    path = unit.territory_path if tree == TERRITORY else unit.path
    return [int(part) for part in path.strip("/").split("/")[:-1]]


def may_open(unit: Unit) -> bool:
    """Whether the acting post sees a unit's page."""
    scope = current_scope()
    return scope is EVERYTHING or scope.holds(unit.territory_path if scope.tree == TERRITORY else unit.path)
