"""Background jobs of the module."""

from datetime import timedelta

from django.db import transaction

from ketdoan.core.jobs import job
from ketdoan.core.viet import today

from .actions import clock, deriving, erasing

__all__ = ["apply_retention", "daily", "follow_transfers", "refresh_due"]

#: How long the worker may have been away without an event that took hold meanwhile being missed.
AWAY = timedelta(days=31)


@job("members.refresh_due", "Cập nhật đoàn viên có thay đổi đến hạn", retries=3)
def refresh_due() -> None:
    """Bring up to date the members for whom something began or ended: events entered ahead take hold on their day."""
    with transaction.atomic():
        deriving.refresh_due(today() - AWAY)


@job("members.daily", "Nhắc chuyển sinh hoạt, xóa nội dung đơn hết hạn", retries=3)
def daily() -> None:
    """What the clock does to transfers and applications each morning."""
    clock.daily()


@job("members.follow_transfers", "Đưa yêu cầu chuyển theo đơn vị tiếp nhận", retries=3)
def follow_transfers() -> None:
    """Bring open requests to where their units and persons are, after a reorganisation."""
    clock.follow_transfers()


@job("members.retain", "Xóa dữ liệu đoàn viên hết thời hạn lưu", retries=3)
def apply_retention() -> None:
    """Destroy what the dated rules say is kept no longer."""
    erasing.apply_retention()
