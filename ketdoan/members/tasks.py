"""Background jobs of the module."""

from datetime import timedelta

from django.db import transaction

from ketdoan.core.jobs import job
from ketdoan.core.viet import today

from .actions import deriving

__all__ = ["refresh_due"]

#: How long the worker may have been away without an event that took hold meanwhile being missed.
AWAY = timedelta(days=31)


@job("members.refresh_due", "Cập nhật đoàn viên có thay đổi đến hạn", retries=3)
def refresh_due() -> None:
    """Bring up to date the members for whom something began or ended: events entered ahead take hold on their day."""
    with transaction.atomic():
        deriving.refresh_due(today() - AWAY)
