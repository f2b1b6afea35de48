"""Counts the use of the platform for all units: a few statements, run by a job."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from ketdoan.core.viet import today
from ketdoan.units.rules import LEVELS, Level

from ..models import Counting

#: Sections and groups work through their grassroots union: as units they are not counted.
COUNTED = LEVELS[: LEVELS.index(Level.GRASSROOTS) + 1]

OWN = """
    CREATE TEMPORARY TABLE own_use AS
    SELECT u.id, u.path, u.territory_path, u.level = ANY(%(counted)s) AS counted, count(a.last_login) = 0 AS silent,
           count(o.person_id) AS officers, count(a.id) AS opened,
           count(a.id) FILTER (WHERE a.last_login >= %(week)s) AS week,
           count(a.id) FILTER (WHERE a.last_login >= %(month)s AND a.last_login < %(week)s) AS month,
           count(a.id) FILTER (WHERE a.last_login < %(month)s) AS longer
    FROM units_unit u
    LEFT JOIN (
        SELECT b.unit_id, s.person_id FROM units_appointment s JOIN units_body b ON b.id = s.body_id
        WHERE s.replaced_at IS NULL AND s.valid @> %(day)s::date
        UNION
        SELECT unit_id, person_id FROM units_post WHERE valid @> %(day)s::date
    ) o ON o.unit_id = u.id
    LEFT JOIN units_person p ON p.id = o.person_id
    LEFT JOIN core_account a ON a.id = p.account_id AND a.is_active
    WHERE u.ended_on IS NULL GROUP BY u.id
"""
# Each unit adds to itself and to every unit above it, in both trees.
ABOVE = """
    CREATE TEMPORARY TABLE units_above AS
    SELECT u.id, 'line' AS tree, unnest(string_to_array(trim(trailing '/' FROM u.path), '/'))::bigint AS unit_id
    FROM own_use u UNION ALL
    SELECT u.id, 'territory', unnest(string_to_array(trim(trailing '/' FROM u.territory_path), '/'))::bigint
    FROM own_use u
"""
KNOWN = "ANALYZE own_use, units_above"
# Rows that stay as they are, are not written again: most units are used as much as before.
USE = """
    INSERT INTO workspace_unituse AS known
           (unit_id, tree, silent, units, unused, officers, opened, week, month, longer)
    SELECT above.unit_id, above.tree, bool_or(u.silent) FILTER (WHERE u.id = above.unit_id),
           count(*) FILTER (WHERE u.counted), count(*) FILTER (WHERE u.counted AND u.silent),
           sum(u.officers), sum(u.opened), sum(u.week), sum(u.month), sum(u.longer)
    FROM own_use u JOIN units_above above ON above.id = u.id JOIN own_use head ON head.id = above.unit_id
    GROUP BY 1, 2
    ON CONFLICT (unit_id, tree) DO UPDATE SET silent = excluded.silent, units = excluded.units,
           unused = excluded.unused, officers = excluded.officers, opened = excluded.opened,
           week = excluded.week, month = excluded.month, longer = excluded.longer
    WHERE (known.silent, known.units, known.unused, known.officers, known.opened, known.week, known.month, known.longer)
          IS DISTINCT FROM (excluded.silent, excluded.units, excluded.unused, excluded.officers, excluded.opened,
                            excluded.week, excluded.month, excluded.longer)
"""
ENDED = "DELETE FROM workspace_unituse w USING units_unit u WHERE u.id = w.unit_id AND u.ended_on IS NOT NULL"
NO_ACTS = "DELETE FROM workspace_unitacts"
ACTS = """
    INSERT INTO workspace_unitacts (unit_id, tree, module, days_30, days_90)
    SELECT above.unit_id, above.tree, own.module, sum(own.days_30), sum(own.days_90)
    FROM (
        SELECT p.unit_id, split_part(e.action, '.', 1) AS module, count(*) FILTER (WHERE e.at >= %(month)s) AS days_30,
               count(*) AS days_90
        FROM core_auditentry e JOIN units_post p ON p.id = e.post_id
        WHERE e.at >= %(quarter)s GROUP BY 1, 2
    ) own JOIN units_above above ON above.id = own.unit_id GROUP BY 1, 2, 3
"""
DONE = "DROP TABLE own_use, units_above"


@transaction.atomic
def count_use() -> None:
    """Count anew. Reads all units: for the job alone."""
    now = timezone.now()
    spans = {"week": 7, "month": 30, "quarter": 90}
    values = {name: now - timedelta(days=days) for name, days in spans.items()}
    with connection.cursor() as cursor:
        for statement in (OWN, ABOVE, KNOWN, USE, ENDED, NO_ACTS, ACTS, DONE):
            cursor.execute(statement, {**values, "day": today(), "counted": [str(level) for level in COUNTED]})
    Counting.objects.update_or_create(pk=1, defaults={"at": now})
