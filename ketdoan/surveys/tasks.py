"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import asking


@job("surveys.daily", "Mở phiếu khảo sát đã hết hạn, trộn ý kiến đề xuất", retries=3)
def daily() -> None:
    """What the clock does to surveys each morning."""
    asking.daily()
