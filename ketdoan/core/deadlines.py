"""What awaits somebody, grouped by how near its deadline is; how far a deadline is, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from .modules import InboxItem

#: Codes and titles of the groups, the most pressing first.
GROUPS = {
    "qua-han": "Quá hạn",
    "hom-nay": "Hôm nay",
    "tuan-nay": "Trong tuần này",
    "sau-do": "Sau đó",
    "khong-han": "Không hạn",
}


def distance(due: date, day: date) -> str:
    """How far a last day is, as seen on a day."""
    days = (due - day).days
    if days > 0:
        return f"còn {days} ngày đến hạn"
    return f"đã quá hạn {-days} ngày" if days else "đến hạn hôm nay"


def step_reached(due: date, day: date, steps: Iterable[int]) -> int | None:
    """The last of some days, counted from a last day, that has come; None before the first."""
    return max((step for step in steps if due + timedelta(days=step) <= day), default=None)


@dataclass(frozen=True)
class Group:
    """Items whose deadlines are about as near."""

    code: str
    title: str
    items: list[InboxItem] = field(default_factory=list)


def group_of(due: date | None, day: date) -> str:
    """The group of a deadline as seen on a day. A week ends with its Sunday."""
    if due is None:
        return "khong-han"
    if due <= day:
        return "qua-han" if due < day else "hom-nay"
    return "tuan-nay" if due <= day + timedelta(days=6 - day.weekday()) else "sau-do"


def by_deadline(items: Iterable[InboxItem], day: date) -> list[Group]:
    """The groups that hold any items, in order; items keep theirs."""
    groups = {code: Group(code, title) for code, title in GROUPS.items()}
    for item in items:
        groups[group_of(item.due, day)].items.append(item)
    return [group for group in groups.values() if group.items]
