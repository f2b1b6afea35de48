"""Rows of one list that may be about one person: they bear the same name and the same birth, and nothing in them says
that they are two."""

from collections.abc import Hashable
from functools import cache
from typing import Any

from ...importing.said import MemberSaid
from .facts import numbers_of

#: What tells rows apart that bear one name and birth: the sex, and which kinds of numbers they have. Of one kind two
#: rows have different numbers: two rows with the same number are found before.
Mark = tuple[str, frozenset[str]]


def mark_of(said: MemberSaid) -> Mark:
    """What tells a row apart from others of its name and birth."""
    return _mark(said.sex, tuple(kind for kind, _ in numbers_of(said)))


@cache
def _mark(sex: str, kinds: tuple[str, ...]) -> Mark:
    """One object for all rows that are marked alike, of which there are few."""
    return sex, frozenset(kinds)


def _may_be_one(one: Mark, other: Mark) -> bool:
    return not (one[1] & other[1]) and not (one[0] and other[0] and one[0] != other[0])


class Alike:
    """Rows by their name and birth; of each mark the first two, which is enough to tell whether there is another.
    Of a long list most rows stand alone: a mark and a row in turn take less room than any structure."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[Any, ...]] = {}

    def add(self, key: Hashable, mark: Mark, at: int) -> None:
        """Take in a row."""
        held = self._held.get(key, ())
        if held[::2].count(mark) < 2:
            self._held[key] = (*held, mark, at)

    def other(self, key: Hashable, mark: Mark, at: int) -> int | None:
        """The first of the other rows that may be about the same person; None where there is none."""
        held = self._held.get(key, ())
        found = (row for one, row in zip(held[::2], held[1::2], strict=True) if row != at and _may_be_one(one, mark))
        return min(found, default=None)
