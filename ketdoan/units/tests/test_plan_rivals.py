"""Two officers at the same plan at the same moment."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.units.actions import plans, reorganisation
from ketdoan.units.models import Change, Plan

from .committing import committing
from .planning import DAY, found_union, move, paper, plan_of, unit

WRITTEN = "units_unit, core_auditentry, core_auditseal, core_auditpending, core_done"


@pytest.fixture
def approved(django_db_setup, django_db_blocker, monkeypatch):
    """An approved plan in a database in which threads commit; what they leave is cleared."""
    with committing(django_db_blocker, monkeypatch, clear):
        with acting(SYSTEM):
            found_union()
            plan = plan_of(move("A", "W"), ("absorb", {"units": ["V"], "into": "W"}))
            plans.submit(plan=plan)
            plans.approve(plan=plan)
        yield plan


def clear():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {WRITTEN} CASCADE")


def at_once(*doing):
    """Run functions at the same moment, each on a connection of its own; what each gave or raised."""
    start, results = threading.Barrier(len(doing), timeout=60), []

    def run(verb):
        with acting(SYSTEM):
            start.wait()
            try:
                results.append(verb())
            except ValidationError as refused:
                results.append(refused)
        connection.close()

    threads = [threading.Thread(target=run, args=[verb]) for verb in doing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_of_two_officers_executes_and_the_other_is_told(approved):
    results = at_once(*[lambda: plans.execute(plan=approved, paper=paper())] * 2)
    done = [result for result in results if isinstance(result, Plan)]
    (refused,) = (result for result in results if not isinstance(result, Plan))
    assert len(done) == 1
    assert refused.messages == ["Phương án này đã thực hiện rồi, có thể bởi người khác vừa xong."]
    with acting(SYSTEM):
        assert Change.objects.filter(decision=done[0].decision_id).count() == 2


def test_a_plan_waits_for_an_act_under_way_and_sees_what_it_did(approved):
    moved, may_end = threading.Event(), threading.Event()

    def other_act():
        with acting(SYSTEM), transaction.atomic():
            reorganisation.move(units=[unit("C")], parent=unit("V"), since=DAY)
            moved.set()
            may_end.wait(60)
        connection.close()

    rival = threading.Thread(target=other_act)
    rival.start()
    assert moved.wait(60)
    results = []

    def execute():
        with acting(SYSTEM):
            try:
                results.append(plans.execute(plan=approved, paper=paper()))
            except ValidationError as refused:
                results.append(refused)
        connection.close()

    waiting = threading.Thread(target=execute)
    waiting.start()
    while waiting.is_alive() and not waits_for_a_lock():
        waiting.join(0.05)
    may_end.set()
    rival.join()
    waiting.join()
    assert "bước 2: ĐV V" in results[0].messages[0]
    with acting(SYSTEM):
        assert Plan.objects.get(pk=approved.pk).state == "approved"


def waits_for_a_lock():
    """Whether anybody in this database waits for somebody else's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])
