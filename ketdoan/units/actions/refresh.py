"""Keeps the columns of Unit that copy history: what each unit is called today, and its paths in the two trees.

A unit that has ended is shown as on its last day, one that has not begun as on its first.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from ketdoan.core.viet import today

from ..models import Edge, Unit, UnitVersion
from ..queries.heirs import endings, heirs
from ..queries.shape import kind_levels
from ..rules import ENDED_STATUS, ChangeKind
from .names import unit_names

COPIES = ["kind", "level", "name", "short_name", "status", "words", "sort_key", "ended_on"]


class Above(NamedTuple):
    """Under whom a unit hangs in the two trees."""

    unit: int
    line: int | None
    territory: int | None


def refresh(unit_ids: Iterable[int], moved: Iterable[int] = ()) -> None:
    """Bring units up to date with history, and with them the paths of all that hang below them. Of those that only
    `moved`, just the paths."""
    ids = set(unit_ids)
    refresh_names(ids)
    refresh_paths(ids.union(moved))


def refresh_due(after: date) -> None:
    """Bring up to date what history says begins or ends on a day later than `after`, up to today. Run daily."""
    due = Q(valid__startswith__gt=after, valid__startswith__lte=today())
    due |= Q(valid__endswith__gt=after, valid__endswith__lte=today())
    versions = UnitVersion._base_manager.filter(due, replaced_at=None).values_list("unit", flat=True)
    edges = Edge._base_manager.filter(due, replaced_at=None).values_list("child", flat=True)
    refresh([*versions, *edges])


def refresh_names(unit_ids: Iterable[int]) -> None:
    """Bring up to date what units are called, of which kind they are, and whether they have ended.

    They are locked before their history is read: whoever writes last has then seen what the others wrote.
    """
    day, unit_ids = today(), list(unit_ids)
    units = list(Unit._base_manager.filter(pk__in=unit_ids).order_by("pk").select_for_update(no_key=True))
    versions: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion._base_manager.filter(unit__in=unit_ids, replaced_at=None).order_by("valid"):
        versions.setdefault(version.unit_id, []).append(version)
    ended_by = dict(endings(unit_ids).order_by("pk").values_list("source", "change__kind"))
    levels = kind_levels()
    changed = []
    for unit in units:
        history = versions[unit.pk]
        version = next((v for v in reversed(history) if v.since <= day), history[0])
        ended_on = version.until if version is history[-1] and version.until and version.until <= day else None
        wanted: dict[str, Any] = unit_names(unit.code, version.__dict__)
        wanted |= {"level": levels[version.kind], "ended_on": ended_on}
        if ended_on:
            wanted["status"] = ENDED_STATUS[ChangeKind(ended_by.get(unit.pk, ChangeKind.DISSOLVE))]
        if any(getattr(unit, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(unit, name, value)
            changed.append(unit)
    Unit._base_manager.bulk_update(changed, COPIES, batch_size=1_000)


MOVED = """
    SELECT DISTINCT ON (d.id) d.id, moved.new || substr(d.{path}, length(moved.old) + 1) AS path
    FROM (
        SELECT u.{path} AS old, coalesce(p.{path}, '') || u.id || '/' AS new
        FROM unnest(%(units)s::bigint[], %({path})s::bigint[]) AS m(id, parent)
        JOIN units_unit u ON u.id = m.id
        LEFT JOIN units_unit p ON p.id = m.parent
        WHERE u.{path} <> coalesce(p.{path}, '') || u.id || '/'
    ) moved JOIN units_unit d ON d.{path} >= moved.old AND d.{path} < moved.old || '~'
    ORDER BY d.id, length(moved.old) DESC
"""
RE_PATH = f"""
    WITH line AS ({MOVED.format(path="path")}), territory AS ({MOVED.format(path="territory_path")})
    UPDATE units_unit u
    SET path = coalesce(line.path, u.path), territory_path = coalesce(territory.path, u.territory_path)
    FROM line FULL JOIN territory ON territory.id = line.id
    WHERE u.id = coalesce(line.id, territory.id)
    RETURNING u.id
"""  # noqa: S608 - made of this module's own texts


def refresh_paths(unit_ids: Iterable[int]) -> None:
    """Bring the paths of units, and of all that hang below them, up to date with the trees."""
    rows = parents_today(list(set(unit_ids)))
    inputs: dict[str, list[int | None]] = {"units": [row.unit for row in rows]}
    inputs |= {"path": [row.line for row in rows], "territory_path": [row.territory for row in rows]}
    parents = {above for row in rows for above in (row.line, row.territory)}
    # A parent that moves in the same step passes its new path on in the next one.
    while True:
        with connection.cursor() as cursor:
            cursor.execute(RE_PATH, inputs)
            moved = {pk for (pk,) in cursor.fetchall()}
        if parents.isdisjoint(moved):
            return


# The days are compared bound by bound: "valid @> day" would have PostgreSQL read the whole index of validities.
PARENTS = """
    WITH life AS (
        SELECT unit_id, min(lower(valid)) AS since, max(coalesce(upper(valid), 'infinity')) AS until
        FROM units_unitversion WHERE unit_id = ANY(%(units)s) AND replaced_at IS NULL GROUP BY unit_id
    ), shown AS (
        SELECT unit_id, least(greatest(%(today)s::date, since), until - 1) AS day, until,
               until <= %(today)s::date AS ended
        FROM life
    )
    SELECT s.unit_id, l.parent_id, coalesce(t.parent_id, l.parent_id), CASE WHEN s.ended THEN s.until END
    FROM shown s
    LEFT JOIN LATERAL (
        SELECT parent_id FROM units_edge
        WHERE child_id = s.unit_id AND tree = 'line' AND replaced_at IS NULL
              AND lower(valid) <= s.day AND coalesce(s.day < upper(valid), true) LIMIT 1
    ) l ON true
    LEFT JOIN LATERAL (
        SELECT parent_id FROM units_edge
        WHERE child_id = s.unit_id AND tree = 'territory' AND replaced_at IS NULL
              AND lower(valid) <= s.day AND coalesce(s.day < upper(valid), true) LIMIT 1
    ) t ON true
"""


class Last(NamedTuple):
    """Under whom a unit stands today or stood on its last day, and since when it is no more."""

    unit: int
    line: int | None
    territory: int | None
    ended: date | None

    @property
    def parents(self) -> set[int]:
        """The parents in both trees."""
        return {pk for pk in (self.line, self.territory) if pk is not None}


def parents_today(unit_ids: list[int]) -> list[Above]:
    """Under whom units hang now: the parent; once ended, the heir that keeps the archive, else the last parent;
    before they begin, the first parent. In the territory tree the line stands in where no edge is given."""
    rows = _last_parents(unit_ids)
    taken_over = heirs([row.unit for row in rows if row.ended])
    alone = [row for row in rows if row.ended and row.unit not in taken_over]
    gone = {row.unit: row.ended for row in _last_parents(list({pk for row in alone for pk in row.parents}))}
    by_heirs = [Above(unit, took[0], took[0]) for unit, took in taken_over.items()]
    return [*by_heirs, *(_above(row, gone) for row in rows if row.unit not in taken_over)]


def _above(row: Last, gone: Mapping[int, date | None]) -> Above:
    """Under whom a unit without an heir hangs; `gone` says of last parents of ended units when these ended."""
    if row.ended and row.ended in [gone[pk] for pk in row.parents]:
        return Above(row.unit, _kept(row.line, row.ended, "line"), _kept(row.territory, row.ended, "territory"))
    return Above(row.unit, row.line, row.territory)


def _kept(parent: int | None, day: date, tree: str) -> int | None:
    """Under whom a unit without an heir hangs that ended on a day: its last parent. One that ended on that day too
    after handing over to others is passed over where these ended with it: the unit may be one of them."""
    while parent is not None:
        own = at = _last(parent)
        while at.ended == day and (taken_over := heirs([at.unit])):
            at = _last(taken_over[at.unit][0])
        if at.ended != day or at is own:
            break
        parent = getattr(own, tree)
    return parent


def _last(unit: int) -> Last:
    (row,) = _last_parents([unit])
    return row


def _last_parents(unit_ids: list[int]) -> list[Last]:
    with connection.cursor() as cursor:
        cursor.execute(PARENTS, {"units": unit_ids, "today": today()})
        return [Last(*row) for row in cursor.fetchall()]
