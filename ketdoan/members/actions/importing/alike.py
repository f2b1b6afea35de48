"""Rows of one list that may be about one person: they bear the same name and the same birth, and nothing in them says
that they are two."""

from collections.abc import Hashable

from ...importing.said import MemberSaid
from .facts import numbers_of

#: What tells rows apart that bear one name and birth: the sex, and which kinds of numbers they have. Of one kind two
#: rows have different numbers: two rows with the same number are found before.
Mark = tuple[str, frozenset[str]]


def mark_of(said: MemberSaid) -> Mark:
    """What tells a row apart from others of its name and birth."""
    return said.sex, frozenset(kind for kind, _ in numbers_of(said))


def _may_be_one(one: Mark, other: Mark) -> bool:
    return not (one[1] & other[1]) and not (one[0] and other[0] and one[0] != other[0])


class Alike:
    """Rows by their name and birth; of each mark the first two, which is enough to tell whether there is another."""

    def __init__(self) -> None:
        self._held: dict[Hashable, dict[Mark, list[int]]] = {}

    def add(self, key: Hashable, mark: Mark, at: int) -> None:
        """Take in a row."""
        held = self._held.setdefault(key, {}).setdefault(mark, [])
        if len(held) < 2:
            held.append(at)

    def other(self, key: Hashable, mark: Mark, at: int) -> int | None:
        """The first of the other rows that may be about the same person; None where there is none."""
        marks = self._held.get(key, {})
        found = [row for held, rows in marks.items() if _may_be_one(held, mark) for row in rows if row != at]
        return min(found, default=None)
