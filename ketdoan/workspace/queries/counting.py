"""Counts the use of the platform for all units: a few statements, run by a job."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from ketdoan.core.viet import today

from ..models import Counting

# Rows that stay as they are, are not written again: most units are used as much as an hour ago.
USE = """
    INSERT INTO workspace_unituse AS known (unit_id, officers, opened, week, month, longer)
    SELECT u.id, count(o.person_id), count(a.id), count(a.id) FILTER (WHERE a.last_login >= %(week)s),
           count(a.id) FILTER (WHERE a.last_login >= %(month)s AND a.last_login < %(week)s),
           count(a.id) FILTER (WHERE a.last_login < %(month)s)
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
    ON CONFLICT (unit_id) DO UPDATE SET officers = excluded.officers, opened = excluded.opened,
           week = excluded.week, month = excluded.month, longer = excluded.longer
    WHERE (known.officers, known.opened, known.week, known.month, known.longer)
          IS DISTINCT FROM (excluded.officers, excluded.opened, excluded.week, excluded.month, excluded.longer)
"""
ENDED = "DELETE FROM workspace_unituse w USING units_unit u WHERE u.id = w.unit_id AND u.ended_on IS NOT NULL"
NO_ACTS = "DELETE FROM workspace_unitacts"
ACTS = """
    INSERT INTO workspace_unitacts (unit_id, module, days_30, days_90)
    SELECT p.unit_id, split_part(e.action, '.', 1), count(*) FILTER (WHERE e.at >= %(month)s), count(*)
    FROM core_auditentry e JOIN units_post p ON p.id = e.post_id
    WHERE e.at >= %(quarter)s GROUP BY 1, 2
"""


@transaction.atomic
def count_use() -> None:
    """Count anew. Reads all units: for the job alone."""
    now = timezone.now()
    spans = {"week": 7, "month": 30, "quarter": 90}
    values = {name: now - timedelta(days=days) for name, days in spans.items()} | {"day": today()}
    with connection.cursor() as cursor:
        for statement in (USE, ENDED, NO_ACTS, ACTS):
            cursor.execute(statement, values)
    Counting.objects.update_or_create(pk=1, defaults={"at": now})
