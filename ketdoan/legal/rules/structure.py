"""The clauses and points of an article, found in its text as it stands.

Clauses are numbered lines, “1.”, “1a.”; points lettered ones, “a)”, “đ)”, in the order of the Vietnamese alphabet. A
line counts only where it goes on from the one before, and not within quoted text, such as that which an amending act
puts in the place of another. Offsets are those of the text, so that a quotation is a slice of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .quoting import depth_after

#: Clauses and points that were repealed leave gaps: a number may be so many too high and still go on.
GAP = 3
#: The letters of points; f, j, w and z number none.
LETTERS = "abcdđeghiklmnopqrstuvxy"
CLAUSE = re.compile(r"[ \t]*(\d{1,3})([a-zđ]?)\.(?=\s|$)")
POINT = re.compile(r"[ \t]*([a-zđ])(\d?)\)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article: where it stands, and how it is cited. Neither clause nor point: the words before the first
    clause. A clause with points ends where its first point begins; `ends` is where all of it ends."""

    clause: str
    point: str
    start: int
    stop: int
    ends: int


def parts_of(text: str) -> list[Part]:
    """The parts of an article, in order; one for all of it where it has neither clauses nor points."""
    heads = list(_heads(text))
    if not heads:
        return [Part("", "", 0, len(text), len(text))]
    found = [Part("", "", 0, heads[0][0], heads[0][0])] if text[: heads[0][0]].strip() else []
    for place, (start, clause, point) in enumerate(heads):
        stop = heads[place + 1][0] if place + 1 < len(heads) else len(text)
        ends = stop if point else next((at for at, _, other in heads[place + 1 :] if not other), len(text))
        found.append(Part(clause, point, start, stop, ends))
    return found


def _heads(text: str) -> Iterator[tuple[int, str, str]]:
    """Where clauses and points begin: offset, clause, point."""
    clause, point, quoted = "", "", 0
    at = 0
    for line in text.splitlines(keepends=True):
        if quoted <= 0:
            if (found := CLAUSE.match(line)) and next_clause(clause, found[1], found[2]):
                clause, point = found[1] + found[2], ""
                yield at, clause, ""
            elif (found := POINT.match(line)) and next_point(point, found[1], found[2]):
                point = found[1] + found[2]
                yield at, clause, point
        quoted = depth_after(quoted, line)
        at += len(line)


def next_clause(before: str, number: str, letter: str, gap: int = GAP) -> bool:
    """Whether a clause may come after another: one of the next numbers, or one more letter of the same."""
    if not before:
        return number == "1"
    last, last_letter = re.match(r"(\d+)([a-zđ]?)", before).groups()  # type: ignore[union-attr]
    if int(number) == int(last):
        return letter > last_letter
    return 0 < int(number) - int(last) <= gap


def next_point(before: str, letter: str, digit: str, gap: int = GAP) -> bool:
    """Whether a point may come after another, by the Vietnamese alphabet: đ after d, a1 after a."""
    if letter not in LETTERS:
        return False
    if not before:
        return letter == "a"
    if letter == before[0]:
        return digit > before[1:]
    return 0 < LETTERS.index(letter) - LETTERS.index(before[0]) <= gap
