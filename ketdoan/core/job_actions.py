"""Acts of an administrator on background jobs."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from .actions import Act, action
from .jobs import manager

RIGHT = "core.jobs"


@action("core.jobs.retry", "Chạy lại công việc nền", permission=RIGHT)
def retry_job(act: Act, *, job_id: int) -> None:
    """Put a failed job back into the queue. Raises ValidationError where it is not a failed one."""
    _locked(job_id, "failed", "Chỉ chạy lại được công việc đã hỏng.")
    manager.retry_job_by_id(job_id, retry_at=timezone.now())
    act.record(change={"job": job_id})


@action("core.jobs.cancel", "Hủy công việc nền", permission=RIGHT)
def cancel_job(act: Act, *, job_id: int) -> None:
    """Take a waiting job out of the queue. Raises ValidationError where it does not wait."""
    _locked(job_id, "todo", "Chỉ hủy được công việc đang chờ.")
    manager.cancel_job_by_id(job_id)
    act.record(change={"job": job_id})


def _locked(job_id: int, status: str, otherwise: str) -> None:
    if not ProcrastinateJob.objects.select_for_update(of=("self",)).filter(pk=job_id, status=status).exists():
        raise ValidationError(otherwise)
