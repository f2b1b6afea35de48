"""Whether the trees hold together after an act: everyone stands under a unit that exists, and nobody under itself."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.viet import format_date

# Names are looked up for the one row found, and steps taken edge by edge: joins would tempt the planner, which
# cannot know how short the way up is, to read whole tables.
NAMES = """
    SELECT (SELECT short_name FROM units_unit WHERE id = found.child_id),
           (SELECT short_name FROM units_unit WHERE id = found.parent_id), found.day
    FROM ({found} LIMIT 1) found
"""

OUTLIVES = NAMES.format(
    found="""
    SELECT e.child_id, e.parent_id, lower(e.valid) AS day FROM units_edge e
    WHERE e.child_id = ANY(%(children)s) AND e.replaced_at IS NULL AND NOT e.valid <@ coalesce((
        SELECT range_merge(range_agg(v.valid)) FROM units_unitversion v
        WHERE v.unit_id = e.parent_id AND v.replaced_at IS NULL
    ), 'empty')"""
)

# In the territory tree the line stands in on the days for which a unit has no territory edge.
STEPS = """
    SELECT e.child_id, e.parent_id, datemultirange(e.valid) - coalesce(CASE WHEN e.tree <> %(tree)s THEN (
        SELECT range_agg(o.valid) FROM units_edge o
        WHERE o.child_id = e.child_id AND o.replaced_at IS NULL AND o.tree = %(tree)s
    ) END, '{{}}') AS days
    FROM units_edge e
    WHERE e.child_id = {child} AND e.replaced_at IS NULL AND e.tree IN ('line', %(tree)s)
"""

WALK = """
    WITH RECURSIVE moved AS MATERIALIZED ({moved}),
    up(target, unit, days) AS (
        SELECT DISTINCT parent_id, parent_id, datemultirange(daterange(%(since)s, NULL)) FROM moved
      UNION
        SELECT up.target, s.parent_id, up.days * s.days
        FROM up CROSS JOIN LATERAL ({step} OFFSET 0) s
        WHERE s.days && up.days
    )
    SELECT moved.child_id, moved.parent_id, lower(up.days * moved.days) AS day
    FROM moved JOIN up ON up.target = moved.parent_id AND up.unit = moved.child_id AND up.days && moved.days
    ORDER BY 3
"""
CIRCLE = NAMES.format(
    found=WALK.format(moved=STEPS.format(child="ANY(%(children)s)"), step=STEPS.format(child="up.unit"))
)


def check_parents_last(children: Collection[int]) -> None:
    """Raise ValidationError where a unit stands under one that has ended or not begun."""
    found = _first(OUTLIVES, children=list(children))
    if found:
        child, parent, _ = found
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
