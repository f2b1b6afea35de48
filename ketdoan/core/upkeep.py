"""What the installation does for itself: takes up held jobs and clears what is no longer needed."""

from contextlib import suppress
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from .jobs import manager, registry
from .models import JobFault, Progress

STALLED_SECONDS = 30  # a worker's heart beats every 10 seconds
KEEP_JOBS_HOURS = 24 * 30
KEEP_FAULTS = timedelta(days=365)
DEATHS_ALLOWED = 5
DIED = "Tiến trình xử lý bị dừng giữa chừng quá nhiều lần."


def retry_held_jobs(seconds: float = STALLED_SECONDS) -> int:
    """Put jobs back into the queue whose worker has not been heard of for so many seconds. Returns how many.

    Jobs are written so that running one again does no harm; which attempt it is stays counted. A job under which
    worker after worker dies is given up. One that waits once at most is left where another of its kind waits already:
    it is taken up when that one has run.
    """
    held = list(async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=seconds))
    again = 0
    for job in held:
        known = registry.get(job.task_name)
        with suppress(UniqueViolation), transaction.atomic():
            if job.attempts >= DEATHS_ALLOWED + (known.retries if known else 0):
                JobFault.objects.create(job_id=job.id or 0, attempt=job.attempts + 1, reason=DIED)
                async_to_sync(manager.finish_job)(job, Status.FAILED, delete_job=False)
            else:
                async_to_sync(manager.retry_job)(job)
                again += 1
    return again


def clear_old_jobs() -> None:
    """Delete the records of jobs that ended well more than a month ago; failed ones stay until somebody looks."""
    async_to_sync(manager.delete_old_jobs)(nb_hours=KEEP_JOBS_HOURS, include_cancelled=True)
    JobFault.objects.filter(at__lt=timezone.now() - KEEP_FAULTS).delete()
    Progress.objects.filter(created_at__lt=timezone.now() - timedelta(hours=KEEP_JOBS_HOURS)).delete()
