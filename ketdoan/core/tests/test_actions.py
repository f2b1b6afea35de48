"""Actions: one transaction, one entry, the right asked for, and the same key does nothing twice."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from ketdoan.core import audit
from ketdoan.core.acting import SYSTEM, Actor, MissingPermission, acting, current_actor, keeping, kept
from ketdoan.core.actions import Act, action, do_part
from ketdoan.core.models import AuditEntry, Done, JobFault, Progress
from ketdoan.core.scope import Scope
from ketdoan.core.viet import local, today

OFFICER = Actor(5, 6, 7, "Văn phòng", Scope("7/"), frozenset({"t.make", "t.fail", "t.outer"}))
running = threading.Barrier(2, timeout=60)


@action("t.make", "Lập")
def make(act: Act, *, title: str, on: date | None = None, tags: Any = ()) -> JobFault:
    made = JobFault.objects.create(job_id=1, attempt=1, reason=title)
    act.record(unit_id=9, change={"on": on})
    return made


@action("t.watch", "Theo dõi", permission="t.make")
def watch(act: Act, *, title: str) -> Progress:
    made = Progress.objects.create(account_id=5, title=title)
    act.record(made)
    return made


@action("t.fail", "Hỏng")
def fail(act: Act, *, title: str, error: Exception) -> None:
    JobFault.objects.create(job_id=1, attempt=1, reason=title)
    act.record(unit_id=9)
    raise error


@action("t.bulk", "Hàng loạt", permission="t.make")
def bulk(act: Act, *, rows: list[str]) -> None:
    act.record_rows(rows)


@action("t.outer", "Việc ngoài")
def outer(act: Act, *, break_after: bool) -> None:
    make(title="inner")
    if break_after:
        raise ValidationError("Dừng.")


@action("t.whole", "Việc nhiều phần", permission="t.make")
def whole(act: Act, *, parts: list[Any]) -> None:
    for doing in parts:
        do_part(act, doing, title=doing.__name__)


@action("t.hidden", "Việc không được làm")
def hidden(act: Act, *, title: str) -> None:
    JobFault.objects.create(job_id=1, attempt=1, reason=title)


@action("t.secret", "Việc kín", permission="t.make", confidential=True)
def whisper(act: Act, *, title: str) -> JobFault:
    made = JobFault.objects.create(job_id=1, attempt=1, reason=title)
    act.record(made)
    return made


@pytest.fixture
def officer(db: None) -> Iterator[Actor]:
    with acting(OFFICER) as actor:
        yield actor


def titles() -> list[str]:
    return list(JobFault.objects.filter(job_id=1).order_by("pk").values_list("reason", flat=True))


def test_an_act_leaves_one_entry_that_says_who_what_and_why(officer: Actor) -> None:
    make(title="a", on=date(2025, 7, 1), why="theo đề nghị")
    entry = AuditEntry.objects.get()
    assert (entry.account_id, entry.post_id, entry.unit_id) == (5, 6, 9)
    assert (entry.action, entry.why, entry.change) == ("t.make", "theo đề nghị", {"on": "2025-07-01"})


def test_an_act_names_the_thing_it_was_about(officer: Actor) -> None:
    @action("t.make", "Lập")
    def touch(act: Act, *, thing: Done) -> None:
        act.record(thing)

    thing = Done.objects.create(key="k", action="x", inputs="")
    touch(thing=thing)
    entry = AuditEntry.objects.get()
    assert (entry.about, entry.about_id, entry.unit_id) == ("core.done", thing.pk, 7)


@pytest.mark.parametrize("error", [ValidationError({"title": "Sai."}), PermissionDenied("Không."), RuntimeError("x")])
def test_a_failed_act_leaves_nothing_behind(officer: Actor, error: Exception) -> None:
    with pytest.raises(type(error)):
        fail(title="a", error=error, key="k")
    assert (titles(), AuditEntry.objects.count(), Done.objects.count()) == ([], 0, 0)


def test_a_failed_act_may_be_repeated_under_its_key(officer: Actor) -> None:
    with pytest.raises(ValidationError):
        fail(title="a", error=ValidationError("Sai."), key="k")
    make(title="b", key="k")
    assert titles() == ["b"]


def test_an_act_inside_another_falls_with_it(officer: Actor) -> None:
    with pytest.raises(ValidationError):
        outer(break_after=True)
    assert (titles(), AuditEntry.objects.count()) == ([], 0)
    outer(break_after=False)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["t.make", "t.outer"]


def test_without_the_right_nothing_happens(db: None) -> None:
    other = Actor(5, 6, 7, "", Scope("7/"), frozenset({"t.other"}))
    for act in (lambda: make(title="a"), lambda: bulk(rows=[])):
        with acting(other), pytest.raises(MissingPermission) as refused:
            act()
        assert refused.value.permission == "t.make"
    with pytest.raises(PermissionDenied, match="Chưa chọn"):
        make(title="a")
    assert (titles(), AuditEntry.objects.count()) == ([], 0)


def test_the_system_may_do_everything_but_a_copy_of_it_may_not(db: None) -> None:
    with acting(SYSTEM):
        make(title="a")
    double = Actor(None, None, None, "Hệ thống", SYSTEM.scope, frozenset())
    with acting(double), pytest.raises(PermissionDenied):
        make(title="b")
    with pytest.raises(PermissionDenied):
        current_actor()


def test_the_same_key_does_it_once_and_returns_the_first_result(officer: Actor) -> None:
    first, again = make(title="a", key="k"), make(title="a", key="k")
    assert (first, titles(), AuditEntry.objects.count()) == (again, ["a"], 1)
    assert make(title="a", key="other") != first


def test_a_result_with_a_uuid_is_returned_again_under_its_key(officer: Actor) -> None:
    first, again = watch(title="a", key="k"), watch(title="a", key="k")
    assert (first.pk, Progress.objects.count()) == (again.pk, 1)
    entry = AuditEntry.objects.get()
    assert (entry.about, entry.about_id, entry.change) == ("core.progress", None, {"about_key": str(first.pk)})


def test_the_same_key_with_other_inputs_is_refused(officer: Actor) -> None:
    make(title="a", key="k")
    with pytest.raises(ValidationError, match="nội dung khác"):
        make(title="b", key="k")
    with pytest.raises(ValidationError, match="nội dung khác"):
        bulk(rows=[], key="k")
    assert titles() == ["a"]


def test_keys_of_two_accounts_do_not_meet(officer: Actor) -> None:
    make(title="a", key="k")
    with acting(Actor(50, 6, 7, "", Scope("7/"), OFFICER.permissions)):
        make(title="a", key="k")
    with acting(SYSTEM):
        make(title="a", key="k")
        make(title="a", key="k")
    assert len(titles()) == 3


def test_inputs_equal_in_sense_are_equal_for_the_key(officer: Actor) -> None:
    made = JobFault.objects.create(job_id=2, attempt=1, reason="x")
    first = make(title="a", tags={"b": {3, 1, 2}, "a": [made]}, key="k")
    same = JobFault.objects.get(pk=made.pk)
    assert make(title="a", tags={"a": (same,), "b": {1, 2, 3}}, key="k") == first


def test_a_bulk_act_is_one_entry_with_the_number_and_digest_of_its_rows(officer: Actor) -> None:
    bulk(rows=["1", "2", "3"])
    bulk(rows=["1", "2", "3"])
    bulk(rows=["1", "3", "2"])
    first, same, other = AuditEntry.objects.order_by("pk")
    assert first.change["rows"] == 3
    assert first.change == same.change != other.change


def test_two_requests_at_once_under_one_key_do_it_once(committing: None) -> None:
    """Both are sent before either has committed: the second waits for the first and gets its result."""
    results: list[Any] = []

    def send() -> None:
        with acting(OFFICER):
            running.wait()
            results.append(make(title="a", key="k").pk)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(titles()), AuditEntry.objects.count(), len(set(results)), len(results)) == (1, 1, 1, 2)


def waits_for_a_lock() -> bool:
    """Whether anybody in this database waits for somebody else's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def test_the_second_request_does_it_where_the_first_was_rolled_back(committing: None) -> None:
    started, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with acting(OFFICER), transaction.atomic():
            make(title="a", key="k")
            started.set()
            may_end.wait(60)
            transaction.set_rollback(True)
        connection.close()

    def second() -> None:
        with acting(OFFICER):
            make(title="a", key="k")
        connection.close()

    one = threading.Thread(target=first)
    one.start()
    assert started.wait(60)
    two = threading.Thread(target=second)
    two.start()
    while not waits_for_a_lock():
        two.join(0.05)
        assert two.is_alive()
    may_end.set()
    one.join()
    two.join()
    assert (titles(), AuditEntry.objects.count()) == (["a"], 1)


def test_the_parts_of_an_act_are_told_in_its_one_entry(officer: Actor) -> None:
    whole(parts=[make, watch])
    entry = AuditEntry.objects.get()
    progress = Progress.objects.get()
    assert (entry.action, titles()) == ("t.whole", ["make"])
    assert entry.change["parts"] == [
        {"act": "t.make", "about": "", "about_id": None, "on": None},
        {"act": "t.watch", "about": "core.progress", "about_id": None, "about_key": str(progress.pk)},
    ]


def test_a_part_for_which_the_right_is_missing_undoes_the_whole(officer: Actor) -> None:
    with pytest.raises(MissingPermission):
        whole(parts=[make, hidden])
    assert (titles(), AuditEntry.objects.count()) == ([], 0)


def test_the_record_of_a_confidential_act_does_not_lead_to_who_did_it(officer: Actor) -> None:
    made = whisper(title="a", key="k")
    entry, done = AuditEntry.objects.get(), Done.objects.get()
    assert (entry.account_id, entry.post_id, entry.unit_id, entry.about_id) == (None, None, None, made.pk)
    assert (local(entry.at).hour, local(entry.at).minute, local(entry.at).date()) == (0, 0, today())
    assert (done.account_id, done.key == "k") == (None, False)


def test_a_confidential_act_is_done_once_under_a_key_and_another_account_has_keys_of_its_own(officer: Actor) -> None:
    assert whisper(title="a", key="k") == whisper(title="a", key="k")
    with acting(replace(OFFICER, account_id=55)):
        whisper(title="b", key="k")
    assert titles() == ["a", "b"]


def test_the_entries_of_confidential_acts_stand_in_the_chain(officer: Actor) -> None:
    whisper(title="a")
    assert audit.seal() == 1
    assert [fault for fault in audit.faults() if fault.entry_id] == []


def test_what_is_kept_for_a_page_is_read_once_until_an_act_is_done(db: None) -> None:
    numbers = iter(range(9))

    def told() -> int:
        return kept("number", lambda: next(numbers))

    assert [told(), told()] == [0, 1]
    with acting(OFFICER), keeping():
        assert [told(), told()] == [2, 2]
        make(title="Việc")
        assert [told(), told()] == [3, 3]
    assert told() == 4
