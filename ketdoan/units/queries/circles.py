"""Whether the trees hold together after an act: everyone stands under a unit that exists, and nobody under itself."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.viet import format_date

OUTLIVES = """
    SELECT c.short_name, p.short_name
    FROM units_edge e
    JOIN units_unit c ON c.id = e.child_id
    JOIN units_unit p ON p.id = e.parent_id
    WHERE e.child_id = ANY(%(children)s) AND e.replaced_at IS NULL AND NOT e.valid <@ coalesce((
        SELECT range_merge(range_agg(v.valid)) FROM units_unitversion v
        WHERE v.unit_id = e.parent_id AND v.replaced_at IS NULL
    ), 'empty')
    LIMIT 1
"""

# In the territory tree the line stands in on the days for which a unit has no territory edge.
CIRCLE = """
    WITH RECURSIVE steps AS NOT MATERIALIZED (
        SELECT e.child_id, e.parent_id, datemultirange(e.valid) - coalesce(CASE WHEN e.tree <> %(tree)s THEN (
            SELECT range_agg(o.valid) FROM units_edge o
            WHERE o.child_id = e.child_id AND o.replaced_at IS NULL AND o.tree = %(tree)s
        ) END, '{}') AS days
        FROM units_edge e
        WHERE e.replaced_at IS NULL AND e.tree IN ('line', %(tree)s)
    ), up(target, unit, days) AS (
        SELECT DISTINCT parent_id, parent_id, datemultirange(daterange(%(since)s, NULL))
        FROM steps WHERE child_id = ANY(%(children)s)
      UNION
        SELECT up.target, s.parent_id, up.days * s.days
        FROM up JOIN steps s ON s.child_id = up.unit AND s.days && up.days
    )
    SELECT c.short_name, p.short_name, lower(up.days * s.days)
    FROM steps s
    JOIN up ON up.target = s.parent_id AND up.unit = s.child_id AND up.days && s.days
    JOIN units_unit c ON c.id = s.child_id
    JOIN units_unit p ON p.id = s.parent_id
    WHERE s.child_id = ANY(%(children)s)
    ORDER BY 3
    LIMIT 1
"""


def check_parents_last(children: Collection[int]) -> None:
    """Raise ValidationError where a unit stands under one that has ended or not begun."""
    found = _first(OUTLIVES, children=list(children))
    if found:
        child, parent = found
        raise ValidationError({"parent": f"{parent} không tồn tại suốt thời gian {child} trực thuộc."})


def check_standing(children: Collection[int], since: date) -> None:
    """Raise ValidationError where a unit stands under one that has ended or not begun, or under itself, on any day
    from `since` on, in either tree. Called after `children` were given new parents, before the act is kept."""
    check_parents_last(children)
    for tree in (LINE, TERRITORY):
        circle = _first(CIRCLE, children=list(children), since=since, tree=tree)
        if circle:
            child, parent, day = circle
            raise ValidationError({"parent": f"{parent} đứng dưới {child} vào ngày {format_date(day)}."})


def _first(sql: str, **inputs: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, inputs)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
