"""Two officers at the same member at the same moment: one wins, the other is told."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import today
from ketdoan.members.actions import intakes
from ketdoan.members.actions.people import leave
from ketdoan.members.actions.transferring import accept, introduce, refuse_transfer
from ketdoan.members.models import Intake, Member, TransferRequest
from ketdoan.members.queries.stock import stock
from ketdoan.units.factories import make_unit
from ketdoan.units.tests.committing import committing
from ketdoan.units.tests.test_plan_rivals import WRITTEN, at_once, waits_for_a_lock

from .test_applying import AN, batch, paper
from .test_applying import World as Applied
from .test_transfers import World

DAY = date(2026, 6, 1)


@pytest.fixture
def committed(django_db_setup, django_db_blocker, monkeypatch):
    """A database in which threads commit; what they leave is cleared."""
    with committing(django_db_blocker, monkeypatch, clear):
        yield


def clear():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {WRITTEN}, core_datakey, core_notification CASCADE")


@pytest.fixture
def world(committed):
    with acting(SYSTEM):
        found = World()
        make_unit("grassroots_union", "C", found.provinces[0])
        return found


def parted(results, kind):
    """What was done, and what was refused."""
    return [one for one in results if isinstance(one, kind)], [one for one in results if not isinstance(one, kind)]


def test_of_two_who_ask_for_one_member_at_once_one_is_told_of_the_other(world):
    verbs = [lambda code=code: introduce(member=world.member, to_code=code, on=DAY) for code in ("B", "C")]
    done, refused = parted(at_once(*verbs), TransferRequest)
    assert len(done) == 1
    assert f"yêu cầu chuyển sinh hoạt số {done[0].pk}" in refused[0].messages[0]


def test_of_two_answers_at_once_the_first_counts(world):
    with acting(SYSTEM):
        request = introduce(member=world.member, to_code="B", on=DAY)
    results = at_once(
        lambda: accept(request=request, on=DAY), lambda: refuse_transfer(request=request, refusal="debts")
    )
    done, refused = parted(results, TransferRequest)
    assert len(done) == 1
    assert "Yêu cầu này đã giải quyết" in refused[0].messages[0]
    with acting(SYSTEM):
        now = stock(today())
        held = TransferRequest.objects.get()
    assert now.of(world.source.pk) + now.of(world.to.pk) == 1
    assert now.of(world.to.pk) == (held.state == "accepted")


def test_an_answer_waits_for_a_leave_under_way_and_moves_nobody(world):
    with acting(SYSTEM):
        request = introduce(member=world.member, to_code="B", on=DAY)
    left, may_end, results = threading.Event(), threading.Event(), []

    def leaving():
        with acting(SYSTEM), transaction.atomic():
            leave(members=[world.member], on=date(2026, 5, 1), reason="request")
            left.set()
            may_end.wait(60)
        connection.close()

    def answering():
        with acting(SYSTEM):
            try:
                results.append(accept(request=request, on=DAY))
            except ValidationError as refused:
                results.append(refused)
        connection.close()

    rival = threading.Thread(target=leaving)
    rival.start()
    assert left.wait(60)
    waiting = threading.Thread(target=answering)
    waiting.start()
    while waiting.is_alive() and not waits_for_a_lock():
        waiting.join(0.05)
    may_end.set()
    rival.join()
    waiting.join()
    assert "không còn là đoàn viên" in results[0].messages[0]
    with acting(SYSTEM):
        assert Member.objects.get(pk=world.member.pk).state == "left"
        assert stock(today()).of(world.top.pk) == 0


def test_of_two_who_admit_a_batch_at_once_one_admits_and_the_other_is_told(committed):
    with acting(SYSTEM):
        world = Applied()
        intake = batch(world, AN)
    verbs = [lambda: intakes.admit_intake(intake=intake, on=DAY, paper=paper(world))] * 2
    done, refused = parted(at_once(*verbs), Intake)
    assert len(done) == 1
    assert "có thể bởi người khác vừa xong" in refused[0].messages[0]
    with acting(SYSTEM):
        assert stock(today()).of(world.first.pk) == 1
