"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock

__all__ = ["daily", "follow_desks"]


@job("welfare.daily", "Nhắc, chuyển, xóa đề nghị thăm hỏi, trợ cấp theo hạn", retries=3)
def daily() -> None:
    """What the clock does each morning."""
    clock.daily()


@job("welfare.follow_desks", "Chuyển đề nghị thăm hỏi, trợ cấp theo đơn vị", retries=3)
def follow_desks() -> None:
    """Bring cases to where they can be decided on, after a reorganisation."""
    clock.follow_desks()
