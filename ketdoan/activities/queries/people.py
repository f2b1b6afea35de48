"""Whom a message about a task goes to: the accounts behind the posts of units."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from ketdoan.core.viet import today
from ketdoan.units.models import Post

ANSWER, ASSIGN = "activities.answer", "activities.assign"


def accounts_in(units: Collection[int] | QuerySet[Any], permission: str) -> set[int]:
    """The accounts of posts that hold a permission in one of the units today. Read across scopes: ids alone."""
    posts = Post._base_manager.filter(
        unit__in=units,
        valid__contains=today(),
        role__permissions__contains=[permission],
        person__account__is_active=True,
    )
    return set(posts.order_by().values_list("person__account_id", flat=True))
