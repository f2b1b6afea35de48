"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock


@job("reports.daily", "Nhắc nộp báo cáo", retries=3)
def daily() -> None:
    """What the clock does to reports each morning."""
    clock.remind_due()
    clock.forget_countings()
