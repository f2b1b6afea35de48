"""Whom a message about a task goes to: the accounts behind the posts of units."""

from ketdoan.units.queries.posts import accounts_in

__all__ = ["ANSWER", "ASSIGN", "accounts_in"]

ANSWER, ASSIGN = "activities.answer", "activities.assign"
