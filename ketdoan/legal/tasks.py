"""Background jobs of the module."""

from ketdoan.core.jobs import job

from .actions import clock
from .actions.uploading import forget_uploads, read_upload, take_upload

__all__ = ["forget_uploads", "read_upload", "take_upload"]


@job("legal.daily", "Nhắc, chuyển, xóa câu hỏi pháp luật theo hạn", retries=3)
def daily() -> None:
    """What the clock does to the cases of legal desks each morning."""
    clock.daily()


@job("legal.follow_desks", "Chuyển câu hỏi pháp luật theo đơn vị", retries=3)
def follow_desks() -> None:
    """Bring cases to where legal officers are, after a reorganisation."""
    clock.follow_desks()
