"""Background jobs of the core. The worker finds jobs through this file, so those of other files are named here."""

from . import backups, drafts, kept_files, upkeep
from .delivering import deliver, deliver_due
from .digest import send_digest, send_digests
from .jobs import job

__all__ = [
    "backup",
    "clear_old_jobs",
    "deliver",
    "deliver_due",
    "forget_old_drafts",
    "retry_held_jobs",
    "send_digest",
    "send_digests",
]


@job("core.backup", "Sao lưu hằng ngày", retries=3)
def backup() -> None:
    """Back up once a day and delete the backups that are no longer needed."""
    backups.make("daily")
    backups.prune()


@job("core.retry_held_jobs", "Nhận lại công việc dở dang", retries=0)
def retry_held_jobs() -> None:
    """Take up the jobs of workers that ended without finishing them."""
    upkeep.retry_held_jobs()


@job("core.clear_old_jobs", "Dọn các công việc nền cũ", retries=0)
def clear_old_jobs() -> None:
    """Delete the records of jobs that ended long ago."""
    upkeep.clear_old_jobs()


@job("core.forget_old_drafts", "Dọn bản nháp cũ", retries=0)
def forget_old_drafts() -> None:
    """Delete drafts of forms that nobody came back to."""
    drafts.forget_old_drafts()
    kept_files.forget_kept_files()
