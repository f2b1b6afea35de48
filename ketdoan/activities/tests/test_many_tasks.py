"""A unit that owes hundreds of tasks: what the home reads of them."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ketdoan.activities.factories import make_officer
from ketdoan.activities.models import Assignment, Task
from ketdoan.activities.queries.inbox import tasks_of
from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.units.factories import make_unit

pytestmark = pytest.mark.django_db
MANY = 300
#: Blocks that may be read for each task: its assignment, itself and its issuer by their indexes, each of few levels.
BLOCKS = 15


def send_many(issuer, unit, number):
    tasks = [Task(unit=issuer, title=f"Việc {n}", state="sent", sent_at=timezone.now()) for n in range(number)]
    Assignment._base_manager.bulk_create(
        Assignment(task=task, unit=unit, begun_on=today(), due=today() + timedelta(days=n % 60 - 10))
        for n, task in enumerate(Task._base_manager.bulk_create(tasks))
    )


def blocks_read(read):
    """How many blocks of the database the statements take that a function sends."""
    sent = []

    def keep(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        found = list(read())
    total = 0
    with connection.cursor() as cursor:
        for sql, params in sent:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            ((told,),) = cursor.fetchall()
            plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
            total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return found, total


def test_tasks_just_sent_are_read_once_each_though_the_planner_has_not_heard_of_them(db):
    province = make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))
    unit = make_unit("grassroots_union", "A", province)
    actor = make_officer(unit)
    send_many(province, unit, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE activities_task, activities_assignment, units_unit")
    send_many(province, unit, MANY)
    with acting(actor):
        items, blocks = blocks_read(lambda: tasks_of(actor))
    assert len(items) == MANY + 1
    assert blocks < BLOCKS * MANY, blocks
