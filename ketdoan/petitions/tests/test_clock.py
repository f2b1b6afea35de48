"""What the clock does day by day: what is overdue is reminded, then goes up exactly once, however often it runs."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from django.db import transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Notification
from ketdoan.petitions.actions import clock, filing, handling, promises
from ketdoan.petitions.actions.promises import Pledge
from ketdoan.petitions.models import Petition, Step, Voice
from ketdoan.petitions.rules.states import Move, State
from ketdoan.petitions.tests.union import Petitions, as_member, as_post, now
from ketdoan.units.actions.posts import end_post

FIRST, DAYS = date(2026, 3, 2), 60
#: As shipped: days from the last one on which is reminded, and on which a petition goes up.
STEPS, UP = (-2, 0, 1, 3, 7, 14), 5


@pytest.fixture
def union(db):
    return Petitions()


def on(day):
    return time_machine.travel(f"{day} 09:00+07:00", tick=False)


def morning(day, times=1):
    with on(day), acting(SYSTEM):
        for _ in range(times):
            clock.daily()


def told(held, unit, word):
    """How many times each handler of a unit was told something of a petition, at most."""
    rows = Notification.objects.filter(category="petition", key__startswith=f"petition:{held.pk}:{unit.pk}:")
    per_account = Counter(rows.filter(title__contains=word).values_list("account", flat=True))
    return max(per_account.values(), default=0)


def reminded(held, unit):
    return Notification.objects.filter(key__startswith=f"petition:{held.pk}:{unit.pk}:", key__contains=":step:").count()


def test_over_sixty_days_each_overdue_petition_is_reminded_then_goes_up_exactly_once(union):
    """Random petitions, some of them answered on a random day, against a count by hand of what the days ask for."""
    random, filed, answers = Random(7), {}, {}
    starts = sorted(random.randrange(16) for _ in range(16))
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        with on(day):
            for _ in range(starts.count(number)):
                held = union.file(random.choice(union.members), topic=random.choice(["meal", "safety", "wage"]))
                filed[held.pk] = held.due
                if random.random() < 0.5:
                    answers[held.pk] = day + timedelta(days=random.randrange(25))
        morning(day, times=random.choice([1, 1, 2]))
        with on(day):
            for pk, when in answers.items():
                held = Petition._base_manager.get(pk=pk)
                if when == day and held.desk_id == union.a.pk:
                    with as_post(union.chair):
                        handling.answer(petition=held, text="Đã làm việc với công ty, sẽ sửa.")
    assert len(answers) > 5
    for pk, due in filed.items():
        held, up = now(Petition(pk=pk)), due + timedelta(days=UP)
        answered = answers.get(pk, date.max)
        # What is answered on a day is still waiting in that day's morning.
        rises = up <= answered
        escalations = Step._base_manager.filter(petition=held, move=Move.ESCALATED)
        assert [step.on for step in escalations] == ([up] if rises else [])
        assert held.desk == (union.province if rises else union.a)
        last = min(answered, up - timedelta(days=1))
        assert reminded(held, union.a) == sum(due + timedelta(days=step) <= last for step in STEPS)
        if rises:
            assert (told(held, union.a, "tự chuyển"), told(held, union.province, "chờ giải quyết")) == (1, 1)
            assert held.due > up
            assert reminded(held, union.province) == sum(
                held.due + timedelta(days=step) < FIRST + timedelta(days=DAYS) for step in STEPS
            )


def test_a_run_that_fails_leaves_nothing_and_is_made_up_for_by_the_next(union):
    held = union.file(union.members[0])
    day = held.due + timedelta(days=UP)

    def count():
        return Step._base_manager.filter(move=Move.ESCALATED).count(), Notification.objects.count()

    before = count()
    with on(day), acting(SYSTEM):
        with transaction.atomic():
            clock.escalate()
            transaction.set_rollback(True)  # the machine stopped before the commit
        assert count() == before
        assert now(held).desk == union.a
        for _ in range(3):
            clock.daily()
    assert count()[0] == 1
    assert (now(held).desk, now(held).escalated_on) == (union.province, day)


def test_days_missed_by_the_clock_are_made_up_for_at_once(union):
    held = union.file(union.members[0])
    morning(held.due + timedelta(days=40))
    assert now(held).escalated_on == held.due + timedelta(days=40)
    assert now(held).due > held.due + timedelta(days=40)


def test_what_nobody_above_handles_stays_and_is_reminded_on(union):
    with acting(SYSTEM):
        end_post(post=union.province_chair, since=date.today())  # noqa: DTZ011
    held = union.file(union.members[0])
    for days in (1, UP, 7, 14):
        morning(held.due + timedelta(days=days))
    assert (now(held).desk, now(held).escalated_on) == (union.a, None)
    assert reminded(held, union.a) == 4


def test_while_the_sender_is_asked_the_days_stand_still_and_begin_anew_with_the_answer(union):
    held = union.file(union.members[0])
    with as_post(union.chair):
        handling.ask_back(petition=held, text="Anh chị làm ca nào, xưởng nào?")
    later = held.due + timedelta(days=UP + 9)
    morning(later)
    assert (now(held).state, now(held).escalated_on) == (State.ASKED, None)
    with on(later), as_member(union.members[0]):
        filing.add(petition=held, text="Ca hai, xưởng may số 2.")
    assert (now(held).state, now(held).due > later) == (State.ACCEPTED, True)


def test_a_petition_looked_at_again_does_not_go_up_a_second_time(union):
    held = union.file(union.members[0])
    up = held.due + timedelta(days=UP)
    morning(up)
    with on(up), as_post(union.province_chair):
        handling.answer(petition=held, text="Đã làm việc với công ty, sẽ sửa.")
    with on(up), as_member(union.members[0]):
        filing.rate(petition=held, satisfied=False, text="Vẫn chưa thấy sửa gì.")
    morning(now(held).due + timedelta(days=UP + 1))
    assert Step._base_manager.filter(move=Move.ESCALATED).count() == 1


def test_petitions_without_a_handler_go_on_to_the_next(union):
    held = union.file(union.members[0])
    with acting(SYSTEM):
        end_post(post=union.chair, since=date.today())  # noqa: DTZ011
        clock.daily()
    assert now(held).desk == union.province


def test_promises_are_reminded_before_and_after_their_day_once_a_step(union):
    held, until = union.file(union.members[0]), date.today() + timedelta(days=60)  # noqa: DTZ011
    with as_post(union.chair):
        handling.answer(petition=held, text="Đã làm việc với công ty, sẽ sửa.")
        promises.promise(petition=held, pledge=Pledge("Công ty", "Sửa quạt thông gió", until))
    found = []
    for days in (-9, -3, -1, 0, 1, 30):
        morning(until + timedelta(days=days), times=2)
        found.append(Notification.objects.filter(key__contains=":promise:").count())
    assert found == [0, 1, 1, 2, 3, 4]


def test_what_stands_in_a_petition_goes_a_time_after_it_ended_and_the_count_stays(union):
    held = union.file(union.members[0])
    with as_post(union.chair):
        handling.answer(petition=held, text="Đã làm việc với công ty, sẽ sửa.")
    goes = now(held).goes_on
    assert goes == date.today() + timedelta(days=1095)  # noqa: DTZ011
    for day, gone in ((goes - timedelta(days=1), False), (goes, True)):
        morning(day)
        assert now(held).gone == gone
    assert [voice.person for voice in Voice._base_manager.all()] == [None]
