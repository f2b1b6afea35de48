"""Which entries of the handbook a legal officer has checked, and the entries that legal officers published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max

from ketdoan.core.viet import local

from ..models import EntryCheck, OwnEntry
from ..rules.entries import EntryState


@dataclass(frozen=True)
class Check:
    """Who checked an entry that said what the digest was made of, and when."""

    digest: str
    by: str
    on: date


def version() -> tuple[int, int]:
    """Another one whenever an entry was published, withdrawn or checked, by whichever process: the last row and the
    number of rows, since they may become visible out of order."""
    seen = EntryCheck.objects.aggregate(last=Max("pk"), number=Count("pk"))
    return seen["last"] or 0, seen["number"]


def checks() -> dict[str, Check]:
    """The last word on each entry of which it says that it is right."""
    rows = EntryCheck.objects.select_related("post__person", "post__role", "post__unit")
    last = rows.order_by("code", "-pk").distinct("code")
    return {row.code: Check(row.digest, called(row.post), local(row.at).date()) for row in last if row.checked}


def published() -> Sequence[OwnEntry]:
    """The entries that legal officers published, of whichever unit: the handbook is everybody's."""
    return list(OwnEntry._base_manager.filter(state=EntryState.PUBLISHED).order_by("pk"))


def called(post: Any) -> str:
    """A legal officer as people are told of one: name, role and unit."""
    return f"{post.person.name}, {post.role.title}, {post.unit.short_name}" if post else ""
