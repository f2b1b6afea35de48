"""Spells that begin or end under a unit in a period, and what units bring to it and take from it as they move.

Events count where they happened: each by who stood above its unit just before. A person moved within the unit's own
subtree has neither come nor gone. What is left between opening and closing is structural: members who came, or went,
with their units.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from ketdoan.core.search import among
from ketdoan.units.queries.ancestry import DAY_ONE
from ketdoan.units.queries.crossing import Area

from ..models import Spell
from ..models.spells import COUNTING
from ..rules import COUNTED, EventKind


class End(NamedTuple):
    """One end of a spell: the names of its unit, its day, and the path that tells who stood above it."""

    unit: str
    day: str
    path: str


CAME, WENT, SOURCE = (
    End("unit", "since", "path"),
    End("unit", "until", "out_path"),
    End("from_unit", "since", "from_path"),
)


def events_inside(area: Area, end: End, which: Q, rows: QuerySet[Spell] | None = None) -> QuerySet[Spell]:
    """The spells of which one end lies in an area, of those of which `which` holds. Unscoped, unless `rows` are."""
    where = COUNTING & area.during(end.day) & which
    return (Spell._base_manager.all() if rows is None else rows).filter(where & _is_inside(area, end, where))


def _is_inside(area: Area, end: End, where: Q) -> Q:
    stood = area.under
    crossed = [Q(among(stood.crossed.tolist(), f"{end.unit}_id"))] if len(stood.crossed) else []
    told = _each_once(where, [*crossed, Q(**{f"{end.path}__isnull": False})], *end)
    pks, units, days, paths = zip(*told, strict=True) if told else ((), (), (), ())
    found = np.array(pks, dtype=np.int64)[area.inside(units, days, paths)]
    steady = Q(among(stood.steady.tolist(), f"{end.unit}_id")) & Q(**{f"{end.path}__isnull": True})
    return (steady | Q(among(found.tolist()))) if len(found) else steady


def _each_once(where: Q, ways: Sequence[Q], *fields: str) -> list[Any]:
    """The spells of which `where` holds and any of the ways does: key and fields. Each way is asked for by itself, since
    it has an index of its own."""
    found: dict[int, Any] = {}
    for way in ways:
        rows = Spell._base_manager.filter(where & way).order_by("since", "pk").values_list("pk", *fields)
        found |= {row[0]: row for row in rows}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Move:
    """A person who moved from one unit to another: by which event, and whether either lies in the area."""

    event: int
    kind: str
    source: int
    on: date
    came: bool
    went: bool


def moves(area: Area, kind: EventKind) -> Iterator[Move]:
    """Those who moved over the border of an area."""
    stood = area.under
    ever, steady = stood.ever.tolist(), stood.steady.tolist()
    plain = Q(path__isnull=True, from_path__isnull=True)
    within = Q(among(steady, "unit_id")) & Q(among(steady, "from_unit_id")) & plain
    where = COUNTING & area.during("since") & Q(came=kind.value) & ~within
    ways = [Q(among(ever, "unit_id")), Q(among(ever, "from_unit_id")), Q(path__isnull=False)]
    told = _each_once(where, ways, "came_event", "since", "unit", "path", "from_unit", "from_path")
    if not told:
        return
    _, events, days, units, paths, sources, from_paths = zip(*told, strict=True)
    came, went = area.inside(units, days, paths).tolist(), area.inside(sources, days, from_paths).tolist()
    for event, source, day, to, from_here in zip(events, sources, days, came, went, strict=True):
        if to != from_here:
            yield Move(event, kind.value, source or 0, day, to, from_here)


@dataclass(frozen=True, slots=True)
class Brought:
    """Members whom a unit brought on a day, or took along where `number` is below 0."""

    unit: int
    on: date
    number: int


def brought(area: Area) -> list[Brought]:
    """What units brought to an area and took from it, by unit and day."""
    found: dict[tuple[int, date], int] = defaultdict(int)
    for unit, day, number in [*_with_units(area), *_told_by_paths(area)]:
        found[unit, day] += number
    for move in moves(area, EventKind.STRUCTURE):
        found[move.source, move.on] += 1 if move.came else -1
    return [Brought(unit, on, number) for (unit, on), number in sorted(found.items()) if number]


def _with_units(area: Area) -> Iterator[tuple[int, date, int]]:
    """The members on the day before of units that came or went as they are."""
    stood = area.under
    query = """
        SELECT c.unit, c.day, c.sign * count(*) FROM unnest(%s::bigint[], %s::int[], %s::int[]) c (unit, day, sign)
        JOIN members_spell s ON s.unit_id = c.unit AND s.since < %s + c.day
            AND (s.until IS NULL OR s.until >= %s + c.day) AND s.standing = ANY(%s)
        GROUP BY c.unit, c.day, c.sign
    """
    columns = [stood.crossed.tolist(), stood.days.tolist(), stood.signs.tolist()]
    with connection.cursor() as cursor:
        cursor.execute(query, [*columns, DAY_ONE, DAY_ONE, [str(one) for one in COUNTED]])
        for unit, day, number in cursor.fetchall():
            yield unit, DAY_ONE + timedelta(days=day), number


def _told_by_paths(area: Area) -> Iterator[tuple[int, date, int]]:
    """What is to be added for spells that began or ended before, or after, the tree changed on the same day."""
    began = area.during("since") & Q(path__isnull=False)
    ended = area.during("until") & Q(out_path__isnull=False)
    told = _each_once(COUNTING, [began, ended], "unit", "since", "until", "path", "out_path")
    if not told:
        return
    _, units, since, until, paths, out_paths = zip(*told, strict=True)
    never = [None] * len(told)
    ends = [day or first for day, first in zip(until, since, strict=True)]
    first, begin = area.inside(units, since, never).astype(int), area.inside(units, since, paths).astype(int)
    last, end = area.inside(units, ends, never).astype(int), area.inside(units, ends, out_paths).astype(int)
    for at, (unit, on, off) in enumerate(zip(units, since, until, strict=True)):
        if area.since <= on < area.until:
            yield unit, on, int((end if off == on else first)[at] - begin[at])
        if off is not None and off != on and area.since <= off < area.until:
            yield unit, off, int(end[at] - last[at])
