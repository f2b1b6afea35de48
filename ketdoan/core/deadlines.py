"""What awaits somebody, grouped by how near its deadline is."""

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
