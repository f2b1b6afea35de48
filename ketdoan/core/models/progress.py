"""How far long work has come."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

SILENT = timedelta(minutes=2)


class Progress(models.Model):
    """One piece of long work, watched by the account that asked for it.

    `account_id` is no foreign key: the row is written beside the work's own transaction and must not wait for locks.
    """

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATES = [(WAITING, "Đang chờ"), (RUNNING, "Đang xử lý"), (DONE, "Đã xong"), (FAILED, "Không thành")]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-created_at"], name="progress_account")]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down; None while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def over(self) -> bool:
        """Whether the work has ended, well or not."""
        return self.state in (self.DONE, self.FAILED)

    @property
    def silent(self) -> bool:
        """Whether running work has not been heard of for a while: its worker may have been stopped."""
        return self.state == self.RUNNING and timezone.now() - self.updated_at > SILENT
