"""Keeps the columns of Unit that copy history: what each unit is called today, and its paths in the two trees."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.viet import today

from ..models import Edge, Lineage, Unit, UnitVersion
from ..queries.kinds import level_of
from ..rules import ENDED_STATUS, ChangeKind
from .names import unit_names

PATHS = {LINE: "path", TERRITORY: "territory_path"}


def refresh(unit_ids: Iterable[int]) -> None:
    """Bring units up to date with history, and with them the paths of all that hang below them."""
    units = list(Unit._base_manager.filter(pk__in=set(unit_ids)))
    _refresh_names(units, today())
    for tree, column in PATHS.items():
        _refresh_paths(units, tree, column)


def _refresh_names(units: list[Unit], day: date) -> None:
    versions: dict[int, UnitVersion] = {}
    for version in UnitVersion._base_manager.filter(unit__in=units, replaced_at=None).order_by("valid"):
        if version.since <= day or version.unit_id not in versions:
            versions[version.unit_id] = version
    ended_statuses = _ended_statuses([unit.pk for unit in units])
    changed = []
    for unit in units:
        version = versions[unit.pk]
        ended = version.until is not None and version.until <= day
        wanted = unit_names(unit.code, version.__dict__) | {
            "level": level_of(version.kind),
            "ended_on": version.until if ended else None,
        }
        if ended:
            wanted["status"] = ended_statuses.get(unit.pk, "dissolved")
        if any(getattr(unit, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(unit, name, value)
            changed.append(unit)
    Unit._base_manager.bulk_update(
        changed, ["kind", "level", "name", "short_name", "status", "words", "sort_key", "ended_on"], batch_size=1_000
    )


def _ended_statuses(unit_ids: list[int]) -> dict[int, str]:
    """What ended units are shown as; one without a successor was dissolved."""
    rows = (
        Lineage.objects.filter(source__in=unit_ids).order_by("change__on", "pk").values_list("source", "change__kind")
    )
    return {source: ENDED_STATUS[ChangeKind(kind)] for source, kind in rows}


RE_PATH = """
    WITH moved AS (
        SELECT u.{path} AS old, coalesce(p.{path}, '') || u.id || '/' AS new
        FROM unnest(%s::bigint[], %s::bigint[]) AS m(id, parent)
        JOIN units_unit u ON u.id = m.id
        LEFT JOIN units_unit p ON p.id = m.parent
    ), below AS (
        SELECT DISTINCT ON (d.id) d.id, moved.new || substr(d.{path}, length(moved.old) + 1) AS path
        FROM moved JOIN units_unit d ON d.{path} >= moved.old AND d.{path} < moved.old || '~'
        WHERE moved.old <> moved.new
        ORDER BY d.id, length(moved.old) DESC
    )
    UPDATE units_unit u SET {path} = below.path FROM below WHERE u.id = below.id
"""


def _refresh_paths(units: list[Unit], tree: str, column: str) -> None:
    """Re-path units with all that hangs below them, those under another moving unit after it."""
    above = parents_today(units, tree)
    heights: dict[int, int] = {}

    def height(pk: int) -> int:
        if pk not in heights:
            parent = above[pk]
            heights[pk] = 1 + height(parent) if parent in above else 0
        return heights[pk]

    for step in range(max(map(height, above), default=-1) + 1):
        group = [pk for pk in above if heights[pk] == step]
        with connection.cursor() as cursor:
            cursor.execute(RE_PATH.format(path=column), [group, [above[pk] for pk in group]])


def parents_today(units: list[Unit], tree: str) -> dict[int, int | None]:
    """Under whom units hang now: the parent; once ended, the successor that keeps the archive, else the last parent;
    before they begin, the first parent. In the territory tree the line stands in where no edge is given."""
    day = today()
    found: dict[int, int | None] = {unit.pk: None for unit in units}
    edges = Edge._base_manager.filter(child__in=list(found), replaced_at=None).order_by("valid")
    for wanted in (LINE, tree):
        begun: set[int] = set()
        for edge in edges:
            if edge.tree == wanted and (edge.since <= day or edge.child_id not in begun):
                found[edge.child_id] = edge.parent_id
                begun.add(edge.child_id)
        if tree == LINE:
            break
    ended = [unit.pk for unit in units if unit.ended_on and unit.ended_on <= day]
    rows = Lineage.objects.filter(source__in=ended).order_by("-share", "-target_id").values_list("source", "target")
    return found | dict(rows)
