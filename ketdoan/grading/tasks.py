"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock


@job("grading.daily", "Nhắc gửi phiếu xếp loại", retries=3)
def daily() -> None:
    """What the clock does to score sheets each morning."""
    clock.remind_due()
