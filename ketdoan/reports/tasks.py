"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock
from .queries.sources import count_widest


@job("reports.widest", "Đếm số liệu danh sách của đơn vị rất lớn", retries=1)
def widest() -> None:
    """Keep what the registers say of the largest units at hand."""
    count_widest()


@job("reports.daily", "Nhắc nộp báo cáo", retries=3)
def daily() -> None:
    """What the clock does to reports each morning."""
    clock.remind_due()
    clock.forget_countings()
