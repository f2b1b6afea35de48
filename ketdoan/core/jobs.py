"""Background jobs: work that a worker does after the transaction that asked for it.

    @job("members.build_cards", "Tạo thẻ đoàn viên", retries=3)
    def build_cards(*, batch_id: int) -> None: ...

    build_cards.later(batch_id=7)                                  # as the system
    build_cards.later(actor=current_actor(), once="7", batch_id=7)  # as who asks; waiting at most once

A job is put into the queue on the caller's own connection: if the transaction is rolled back, there is no job.
A worker that dies gives its jobs to the next one, so every job must bear being run again from its beginning.
Arguments are ids and codes, never a person's data: they stay in the database in clear.
"""

import logging
import re
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from croniter import croniter
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager
from procrastinate.periodic import PeriodicTask
from procrastinate.tasks import configure_task

from .acting import SYSTEM, Actor, acting
from .models import JobFault
from .modules import modules
from .viet import ZONE

LONGEST_WAIT = timedelta(hours=1)
LONGEST_WORD = 64
LONG_NUMBER = re.compile(r"\d[\d .]{6,}\d")
PACKAGE = Path(__file__).resolve().parent.parent

log = logging.getLogger(__name__)
registry: dict[str, "Job"] = {}
# Inside the worker the app has a connector of its own; jobs queued by a job belong to that job's transaction too.
manager = JobManager(DjangoConnector())


class JobFailed(Exception):
    """What the queue and its log are told of a failure: its kind. `final` if trying again cannot help."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.final = isinstance(error, ValidationError | PermissionDenied)


class Patience(BaseRetryStrategy):
    """Try again so many times, after 4, 16, 64 … seconds, at most an hour; a refusal is never tried again."""

    def __init__(self, retries: int) -> None:
        self.retries = retries

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """When to try again; None to give up."""
        if job.attempts >= self.retries or (isinstance(exception, JobFailed) and exception.final):
            return None
        wait = min(timedelta(seconds=4 ** min(job.attempts + 1, 10)), LONGEST_WAIT)
        return RetryDecision(retry_at=timezone.now() + wait)


class Job:
    """A verb function that the worker runs. `title` names it to people."""

    def __init__(self, name: str, title: str, verb: Callable[..., None], retries: int) -> None:
        self.name, self.title, self.verb, self.retries = name, title, verb, retries
        self.task = app.task(name=name, retry=Patience(retries), pass_context=True)(self._work)

    def later(
        self, *, actor: Actor | None = None, once: str | None = None, at: datetime | None = None, **ids: Any
    ) -> int | None:
        """Queue the job; returns its number. It is seen by the worker when the transaction commits.

        It runs as `actor` if given, with the rights that the post then has; else as the system. While a job with
        the same `once` waits, no second one is queued, and None is returned.
        """
        for value in ids.values():
            _must_be_plain(value)
        if actor is not None and actor is not SYSTEM:
            ids["acting_as"] = [actor.account_id, actor.post_id]
        lock = f"{self.name}:{once}" if once else None
        deferrer = configure_task(name=self.name, job_manager=manager, queueing_lock=lock, schedule_at=at)
        try:
            with transaction.atomic():
                return deferrer.defer(**ids)
        except AlreadyEnqueued:
            return None

    def _work(
        self,
        context: JobContext,
        *,
        acting_as: tuple[int, int] | None = None,
        timestamp: int | None = None,  # of periodic jobs: when it was due
        **ids: Any,
    ) -> None:
        try:
            with acting(_actor(acting_as)):
                self.verb(**ids)
        except Exception as error:  # noqa: BLE001 - every failure is recorded and handed on
            _keep(context.job, error)
            # The original error must not reach the queue's log: its message may quote a person's data.
            raise JobFailed(error) from None


def job(name: str, title: str, *, retries: int = 5) -> Callable[[Callable[..., None]], Job]:
    """Make a job of a verb function. Its name stays the same for ever: waiting jobs are found by it."""

    def declare(verb: Callable[..., None]) -> Job:
        registry[name] = Job(name, title, verb, retries)
        return registry[name]

    return declare


def _must_be_plain(value: Any) -> None:
    if isinstance(value, list | tuple):
        for item in value:
            _must_be_plain(item)
    elif isinstance(value, str):
        if len(value) > LONGEST_WORD:
            raise TypeError("a job takes ids and codes, no text")
    elif not isinstance(value, int | None):
        raise TypeError(f"a job takes ids and codes, not {type(value).__name__}")


def _actor(acting_as: tuple[int, int] | None) -> Actor:
    if acting_as is None:
        return SYSTEM
    actor: Actor | None = import_string(settings.ACTOR_OF_POST)(*acting_as)
    if actor is None:
        raise PermissionDenied("Vị trí công tác đã giao việc này không còn hiệu lực.")
    return actor


def _keep(queued: QueuedJob, error: Exception) -> None:
    try:
        JobFault.objects.create(
            job_id=queued.id or 0, attempt=queued.attempts + 1, reason=_reason(error), place=_place(error)
        )
    except DatabaseError as lost:
        log.error("the fault of job %s was not kept: %s", queued.id, type(lost).__name__)


def _reason(error: Exception) -> str:
    """A failure in words that may be kept: those written for people, without any long number they may quote; of
    other errors only the kind, since databases and libraries quote the data they stumbled on."""
    if isinstance(error, ValidationError):
        return LONG_NUMBER.sub("…", " ".join(error.messages))
    return str(error) if isinstance(error, PermissionDenied) else f"Lỗi chương trình ({type(error).__name__})."


def _place(error: Exception) -> str:
    """Where in the program an error arose: file, line and function, without any values."""
    own = [
        f"{Path(frame.filename).relative_to(PACKAGE)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if PACKAGE in Path(frame.filename).parents and Path(frame.filename) != Path(__file__)
    ]
    return own[-1] if own else ""


# --- what the worker needs


class LocalPeriodic(PeriodicTask):
    """A periodic task whose cron line is read in Vietnam's time."""

    @cached_property
    def croniter(self) -> croniter:
        return croniter(self.cron, timezone.now().astimezone(ZONE))


def register_schedule() -> None:
    """Tell the worker which jobs the modules want run by the clock."""
    for module in modules():
        for periodic in module.schedule:
            task = periodic.task.task
            app.periodic_registry.periodic_tasks[(task.name, periodic.name)] = LocalPeriodic(
                task=task,
                cron=periodic.cron,
                periodic_id=periodic.name,
                configure_kwargs={"queueing_lock": task.name},
            )


def seconds_since_heartbeat() -> float | None:
    """How long ago the worker heard of last was heard of, by the database's clock; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (age,) = cursor.fetchone()
    return None if age is None else float(age)
