"""Background jobs of the module."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from ketdoan.core.jobs import job
from ketdoan.core.viet import today

from .actions import campaigns, checking, clock, columns, deriving, erasing, finding, requests_clock
from .actions.importing.acts import forget_imports

__all__ = [
    "apply_retention",
    "check_records",
    "daily",
    "find_duplicates",
    "find_duplicates_among",
    "follow_transfers",
    "forget_imports",
    "keep_columns",
    "look_again",
    "look_at_batch",
    "refresh_due",
    "remind_reviews",
]

#: How long the worker may have been away without an event that took hold meanwhile being missed.
AWAY = timedelta(days=31)


@job("members.refresh_due", "Cập nhật đoàn viên có thay đổi đến hạn", retries=3)
def refresh_due() -> None:
    """Bring up to date the members for whom something began or ended: events entered ahead take hold on their day."""
    with transaction.atomic():
        deriving.refresh_due(today() - AWAY)


@job("members.daily", "Nhắc chuyển sinh hoạt, xóa nội dung đơn hết hạn", retries=3)
def daily() -> None:
    """What the clock does each morning to transfers, applications and what members ask of their data."""
    clock.daily()
    requests_clock.follow_requests()
    requests_clock.remind_of_requests()


@job("members.follow_transfers", "Đưa yêu cầu chuyển theo đơn vị tiếp nhận", retries=3)
def follow_transfers() -> None:
    """Bring open requests to where their units and persons are, after a reorganisation."""
    clock.follow_transfers()
    requests_clock.follow_requests()


@job("members.find_duplicates", "Tìm hồ sơ có thể trùng", retries=3)
def find_duplicates() -> None:
    """Look for duplicates of all whose record has changed since the last time."""
    finding.find_changed()


@job("members.find_duplicates_among", "Tìm hồ sơ có thể trùng của một số người", retries=3)
def find_duplicates_among(*, person_ids: list[int]) -> None:
    """Look for duplicates of a few people, at once after what their records say has changed."""
    finding.find_among(person_ids)


@job("members.look_at_batch", "Rà soát, tìm hồ sơ có thể trùng trong một đợt ghi", retries=3)
def look_at_batch(*, batch: str) -> None:
    """Check the records of those of one batch, such as an import, and look for duplicates of theirs."""
    checking.check_batch(batch)
    finding.find_in_batch(batch)


def look_again(person_ids: Collection[int]) -> None:
    """Queue the search for duplicates of a few people whose records changed; of many the nightly one takes care."""
    if 0 < len(person_ids) <= checking.AT_ONCE:
        find_duplicates_among.later(person_ids=sorted(person_ids))


@job("members.check_records", "Rà soát hồ sơ đoàn viên", retries=3)
def check_records() -> None:
    """Compare numbers that are new with what else records say, and bring all findings up to date."""
    checking.check_numbers()
    checking.check_all()


@job("members.remind_reviews", "Nhắc hạn rà soát dữ liệu đoàn viên", retries=3)
def remind_reviews() -> None:
    """Remind the units of what open campaigns still ask of them."""
    campaigns.remind()


@job("members.retain", "Xóa dữ liệu đoàn viên hết thời hạn lưu", retries=3)
def apply_retention() -> None:
    """Destroy what the dated rules say is kept no longer."""
    erasing.apply_retention()


@job("members.keep_columns", "Ghi lại các cột số liệu của sổ đoàn viên lớn", retries=3)
def keep_columns() -> None:
    """Write the columns of a large register anew, so that little has changed since."""
    columns.keep_columns()
