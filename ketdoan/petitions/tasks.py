"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock


@job("petitions.daily", "Nhắc, chuyển, xóa phản ánh theo hạn", retries=3)
def daily() -> None:
    """What the clock does to petitions each morning."""
    clock.daily()


@job("petitions.follow_desks", "Chuyển phản ánh theo đơn vị", retries=3)
def follow_desks() -> None:
    """Bring petitions to where handlers are, after a reorganisation."""
    clock.follow_desks()
