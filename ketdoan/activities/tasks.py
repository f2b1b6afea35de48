"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock


@job("activities.daily", "Nhắc việc, gửi việc lặp lại", retries=3)
def daily() -> None:
    """What the clock does to tasks each morning."""
    clock.follow_units()
    clock.repeat_due()
    clock.remind_due()


@job("activities.follow_units", "Chuyển việc theo đơn vị tiếp nhận", retries=3)
def follow_units() -> None:
    """Bring open tasks to where their units are, after a reorganisation."""
    clock.follow_units()
