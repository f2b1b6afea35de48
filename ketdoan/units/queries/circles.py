"""Whether a move would make a circle on any day it lasts."""

from datetime import date
from typing import Any

from django.db import connection

from ketdoan.core.history import span
from ketdoan.core.scope import TERRITORY

WALK = """
    WITH RECURSIVE up(unit, days) AS (
        SELECT %(parent)s::bigint, %(days)s::daterange
      UNION
        SELECT e.parent_id, up.days * e.valid
        FROM up JOIN units_edge e ON e.child_id = up.unit AND e.tree = ANY(%(trees)s)
             AND e.replaced_at IS NULL AND e.valid && up.days
        WHERE up.unit <> %(child)s
    )
    SELECT lower(days) FROM up WHERE unit = %(child)s ORDER BY 1 LIMIT 1
"""


def first_circle(child: int, parent: int, since: date, until: date | None, tree: str) -> date | None:
    """The first day in [since, until) on which `parent` stands below `child` (or is it); None where it never does.

    In the territory tree the edges of both trees count, since the line stands in where it says nothing.
    """
    trees = ["line", TERRITORY] if tree == TERRITORY else [tree]
    inputs: dict[str, Any] = {"parent": parent, "child": child, "days": span(since, until), "trees": trees}
    with connection.cursor() as cursor:
        cursor.execute(WALK, inputs)
        row = cursor.fetchone()
    return row[0] if row else None
