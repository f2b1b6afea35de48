"""Who acts: an account working as one post at a time. Set once per request or job, read everywhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied

from .scope import EVERYTHING, Scope, within

T = TypeVar("T")


class MissingPermission(PermissionDenied):
    """The acting post lacks a named right. In words it is called by its title: people do not know its code."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission

    def __str__(self) -> str:
        from .modules import (  # here, since modules are registered for actors and know of them
            members_rights,
            permissions,
        )

        title = {**members_rights(), **permissions()}.get(self.permission)
        what = f"quyền “{title}”" if title else "quyền làm việc này"
        return f"Vị trí công tác đang dùng chưa có {what}."


@dataclass(frozen=True)
class Actor:
    """One account in one post, or as a member in the app.

    `unit_id` is the post's unit, `label` what the top bar shows, `permissions` the named rights of its role. A member
    acts without a post, as `person_id`; `unit_id` is then the unit of the membership.
    """

    account_id: int | None
    post_id: int | None
    unit_id: int | None
    label: str
    scope: Scope
    permissions: frozenset[str]
    person_id: int | None = None

    def may(self, permission: str) -> bool:
        """Whether the post holds a named permission; the system itself holds all."""
        return self is SYSTEM or permission in self.permissions

    def must(self, permission: str) -> None:
        """Raise MissingPermission where the permission is missing."""
        if not self.may(permission):
            raise MissingPermission(permission)


SYSTEM = Actor(None, None, None, "Hệ thống", EVERYTHING, frozenset())
_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current_actor() -> Actor:
    """The actor in force. Raises PermissionDenied where nobody acts."""
    actor = _actor.get()
    if actor is None:
        raise PermissionDenied("Chưa chọn vị trí công tác.")
    return actor


def somebody() -> Actor | None:
    """The actor in force, or None: for the frame of a page, which is drawn for visitors too."""
    return _actor.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Run a block as this actor, inside the actor's scope."""
    token = _actor.set(actor)
    try:
        with within(actor.scope):
            yield actor
    finally:
        _actor.reset(token)


_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping() -> Iterator[None]:
    """A block, as for one page, in which what several parts ask alike is read once (see `kept`)."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def kept(name: str, read: Callable[[], T]) -> T:
    """What is known under a name within `keeping`, read where it is not yet; outside, read each time."""
    known = _kept.get()
    if known is None:
        return read()
    if name not in known:
        known[name] = read()
    found: T = known[name]
    return found


def forget() -> None:
    """Let everything be read anew: something has been written."""
    known = _kept.get()
    if known:
        known.clear()
