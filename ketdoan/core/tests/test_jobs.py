"""Background jobs: run after the commit, as who asked, again after a failure or a dead worker; and their progress."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, transaction
from django.test import RequestFactory
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from ketdoan.core import jobs, tasks, upkeep
from ketdoan.core.acting import SYSTEM, Actor, acting, current_actor
from ketdoan.core.job_actions import cancel_job, retry_job
from ketdoan.core.jobs import Patience, job
from ketdoan.core.models import Account, AuditEntry, JobFault, Progress
from ketdoan.core.progress import BROKEN, begin, follow
from ketdoan.core.scope import Scope
from ketdoan.core.viet import ZONE
from ketdoan.core.views.jobs import job_list

seen: list[Any] = []
ACTOR = Actor(11, 22, 33, "Văn phòng", Scope("33/"), frozenset({"t.act"}))


def actor_22(account_id: int, post_id: int) -> Actor | None:
    return ACTOR if (account_id, post_id) == (11, 22) else None


@job("test.see", "Ghi lại", retries=2)
def see(*, number: int) -> None:
    seen.append((number, current_actor()))


@job("test.fail", "Hỏng", retries=2)
def fail(*, kind: str) -> None:
    if kind == "input":
        raise ValidationError({"name": "Tên còn trống."})
    if kind == "number":
        raise ValidationError("Số 001201012345 đã có; điện thoại 0912 345 678 sai.")
    if kind == "right":
        raise PermissionDenied("Không có quyền.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Nguyễn Thị Bí Mật'::int")


@job("test.chain", "Xếp việc rồi bỏ", retries=0)
def queue_and_roll_back() -> None:
    with transaction.atomic():
        see.later(number=99)
        transaction.set_rollback(True)
    see.later(number=100)


@pytest.fixture(autouse=True)
def clean(committing: None, settings: Any) -> None:
    """An empty queue, and a test's own way to find the actor of a post."""
    settings.ACTOR_OF_POST = "ketdoan.core.tests.test_jobs.actor_22"
    seen.clear()


def work() -> None:
    """Run what is due, as the worker does."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def states() -> list[tuple[str, str]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "status"))


def make_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def test_a_job_runs_as_the_system_unless_told_otherwise() -> None:
    see.later(number=1)
    see.later(number=2, actor=ACTOR)
    work()
    assert seen == [(1, SYSTEM), (2, ACTOR)]
    assert [state for _, state in states()] == ["succeeded", "succeeded"]


def test_a_job_of_a_post_that_has_ended_is_refused_for_good() -> None:
    gone = Actor(11, 23, 33, "", Scope("33/"), frozenset())
    number = see.later(number=1, actor=gone)
    work()
    assert seen == []
    assert states() == [("test.see", "failed")]
    assert "không còn hiệu lực" in JobFault.objects.get(job_id=number).reason


def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with transaction.atomic():
        see.later(number=1)
        transaction.set_rollback(True)
    assert states() == []


def test_a_job_queued_by_a_job_belongs_to_its_transaction() -> None:
    queue_and_roll_back.later()
    work()
    assert [number for number, _ in seen] == [100]


def test_a_job_waits_at_most_once_under_its_key_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        first = see.later(number=1, once="a")
        second = see.later(number=1, once="a")
        other = see.later(number=1, once="b")
    assert (first is not None, second, other is not None) == (True, None, True)
    assert len(states()) == 2


@pytest.mark.parametrize("value", ["x" * 65, {"a": 1}, 1.5, timezone.now(), [{"a": 1}]])
def test_a_job_takes_no_text_nor_objects(value: Any) -> None:
    with pytest.raises(TypeError):
        see.later(number=value)
    assert states() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("input", "Tên còn trống."),
        ("right", "Không có quyền."),
        ("number", "Số … đã có; điện thoại … sai."),
    ],
)
def test_a_refusal_is_not_tried_again_and_tells_no_identifier(
    caplog: pytest.LogCaptureFixture, kind: str, words: str
) -> None:
    number = fail.later(kind=kind)
    work()
    assert states() == [("test.fail", "failed")]
    assert JobFault.objects.get(job_id=number).reason == words
    assert "Error" in caplog.text
    assert words not in caplog.text
    assert "0912" not in caplog.text


def test_a_failure_is_tried_again_as_often_as_declared() -> None:
    number = fail.later(kind="database")
    for _ in range(4):
        work()
        make_due()
    assert states() == [("test.fail", "failed")]
    assert list(JobFault.objects.filter(job_id=number).order_by("pk").values_list("attempt", flat=True)) == [1, 2, 3]


def test_neither_the_log_nor_the_table_of_faults_quotes_data(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    number = fail.later(kind="database")
    work()
    fault = JobFault.objects.get(job_id=number)
    assert fault.reason == "Lỗi chương trình (DataError)."
    assert fault.place.startswith("core/tests/test_jobs.py:")
    assert fault.place.endswith(" fail")
    assert "Bí Mật" not in caplog.text


def test_the_waits_grow_to_an_hour_at_most() -> None:
    for attempts, seconds in ((0, 4), (1, 16), (2, 64), (3, 256), (20, 3600)):
        queued = jobs.QueuedJob(
            id=1, queue="q", lock=None, queueing_lock=None, task_name="t", priority=0, attempts=attempts
        )
        before = timezone.now()
        decision = Patience(30).get_retry_decision(exception=RuntimeError(), job=queued)
        after = timezone.now()
        assert decision is not None
        assert before <= decision.retry_at - timedelta(seconds=seconds) <= after


def hold(number: int, seconds: int, attempts: int = 0) -> None:
    """Make it look as if a worker had taken the job and last been heard of so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker, attempts, number],
        )


def test_a_dead_workers_job_is_taken_up_and_a_live_ones_left() -> None:
    held, running = see.later(number=1), see.later(number=2)
    assert held is not None
    assert running is not None
    hold(held, 40)
    hold(running, 5)
    assert upkeep.retry_held_jobs() == 1
    work()
    assert [number for number, _ in seen] == [1]
    assert states() == [("test.see", "succeeded"), ("test.see", "doing")]


def test_a_dead_workers_job_waits_while_another_like_it_is_in_the_queue() -> None:
    """Of a job that waits once at most there may be one running and one waiting when the worker is killed."""
    held = see.later(once="x", number=1)
    assert held is not None
    hold(held, 40)
    assert see.later(once="x", number=2) is not None
    assert upkeep.retry_held_jobs() == 0
    work()
    assert upkeep.retry_held_jobs() == 1
    work()
    assert [number for number, _ in seen] == [2, 1]


def test_the_minutes_job_takes_up_held_jobs_inside_the_worker() -> None:
    held = see.later(number=1)
    assert held is not None
    hold(held, 40)
    tasks.retry_held_jobs.later()
    work()
    work()
    assert [number for number, _ in seen] == [1]


def test_a_job_under_which_workers_keep_dying_is_given_up() -> None:
    number = see.later(number=1)
    assert number is not None
    hold(number, 40, attempts=upkeep.DEATHS_ALLOWED + 2)
    assert upkeep.retry_held_jobs() == 0
    assert states() == [("test.see", "failed")]
    assert JobFault.objects.get(job_id=number).reason == upkeep.DIED


def test_the_schedule_is_read_in_vietnams_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    jobs.register_schedule()
    daily = app.periodic_registry.periodic_tasks[("core.backup", "daily")]
    noon = datetime(2026, 3, 2, 12, tzinfo=ZONE)
    due = daily.croniter.get_next(ret_type=float, start_time=noon.timestamp())
    assert datetime.fromtimestamp(due, ZONE) == datetime(2026, 3, 3, 2, 30, tzinfo=ZONE)


def test_the_heartbeat_is_the_youngest_workers() -> None:
    assert jobs.seconds_since_heartbeat() is None
    number = see.later(number=1)
    assert number is not None
    hold(number, 300)
    hold(number, 20)
    assert 20 <= (jobs.seconds_since_heartbeat() or 0) < 25


# --- progress


def bar_row(progress: Progress) -> tuple[str, int, int, str]:
    progress.refresh_from_db()
    return progress.state, progress.done, progress.total, progress.message


def test_progress_is_seen_while_the_works_transaction_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ketdoan.core.progress.WRITE_EVERY_SECONDS", 0)
    progress = begin("Nhập danh sách", 11)
    other = connections.create_connection("default")
    with follow(progress.pk, total=10) as bar, transaction.atomic():
        bar.step(4)
        with other.cursor() as cursor:
            cursor.execute("SELECT state, done, total FROM core_progress WHERE id = %s", [progress.pk])
            assert cursor.fetchone() == ("running", 4, 10)
        bar.finish("Đã nhập 10 dòng.", url="/x/")
    other.close()
    assert bar_row(progress) == ("done", 4, 10, "Đã nhập 10 dòng.")


def test_progress_of_failed_work_stays_failed_after_the_rollback() -> None:
    progress = begin("Nhập danh sách", 11, total=3)
    with pytest.raises(ValidationError), follow(progress.pk, total=3), transaction.atomic():
        raise ValidationError("Tệp không đọc được.")
    assert bar_row(progress) == ("failed", 0, 3, "Tệp không đọc được.")
    with pytest.raises(DatabaseError), follow(progress.pk, total=3), connection.cursor() as cursor:
        cursor.execute("SELECT 'Nguyễn'::int")
    assert bar_row(progress)[3] == BROKEN


def test_progress_asked_for_in_a_rolled_back_transaction_does_not_exist() -> None:
    with transaction.atomic():
        begin("Nhập danh sách", 11)
        transaction.set_rollback(True)
    assert not Progress.objects.exists()


def test_small_steps_are_written_seldom() -> None:
    progress = begin("Nhập danh sách", 11)
    before = Progress.objects.get(pk=progress.pk).updated_at
    with follow(progress.pk, total=5_000) as bar:
        for _ in range(5_000):
            bar.step()
        written = Progress.objects.get(pk=progress.pk)
        assert written.done < 5_000
    assert bar_row(progress)[:2] == ("done", 5_000)
    assert progress.updated_at > before


def test_running_work_that_is_not_heard_of_is_called_silent() -> None:
    progress = begin("Nhập danh sách", 11)
    assert not progress.silent
    progress.state, progress.updated_at = Progress.RUNNING, timezone.now() - timedelta(minutes=3)
    assert progress.silent


# --- the screen


ADMIN = Actor(11, 22, 33, "Quản trị", Scope("33/"), frozenset({"core.jobs"}))


def failed_job() -> int:
    number = fail.later(kind="input")
    work()
    assert number is not None
    return number


def test_a_failed_job_is_shown_with_its_error_and_run_again() -> None:
    number = failed_job()
    request = RequestFactory().get("/")
    request.user = Account(username="a", pk=11)
    request.session = {}  # type: ignore[assignment]
    with acting(ADMIN):
        shown = job_list(request).content.decode()
        retry_job(job_id=number, why="")
    assert "Tên còn trống." in shown
    assert f"/he-thong/cong-viec/{number}/chay-lai/" in shown
    assert "không hoạt động" in shown
    assert states() == [("test.fail", "todo")]
    assert AuditEntry.objects.get().change == {"job": number}


def test_a_waiting_job_can_be_cancelled_and_a_failed_one_not() -> None:
    waiting = see.later(number=1)
    number = failed_job_beside(waiting)
    with acting(ADMIN):
        with pytest.raises(ValidationError, match="đang chờ"):
            cancel_job(job_id=number)
        with pytest.raises(ValidationError, match="đã hỏng"):
            retry_job(job_id=waiting)
        cancel_job(job_id=waiting)
    work()
    assert seen == []
    assert states() == [("test.see", "cancelled"), ("test.fail", "failed")]


def failed_job_beside(waiting: int | None) -> int:
    """A failed job, while the other one still waits for its time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE id = %s", [waiting]
        )
    return failed_job()


def test_jobs_are_kept_from_those_without_the_right() -> None:
    number = failed_job()
    with acting(ACTOR), pytest.raises(PermissionDenied):
        retry_job(job_id=number)
    assert states() == [("test.fail", "failed")]
