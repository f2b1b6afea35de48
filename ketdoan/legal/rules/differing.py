"""What two versions of a text do not have in common, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
#: Stretches of more words are shown as taken out and put in: comparing takes the square of their length.
MOST_WORDS = 3_000
SAME, OUT, IN = "same", "out", "in"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both versions, only in the earlier one (`out`), or only in the later one (`in`)."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The two texts as one, in order. The pieces that are not `in` are the earlier text, those not `out` the later."""
    found: list[Piece] = []
    for piece in _by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if piece.text and found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Lines first, so that a clause that moved on is not mixed with its neighbours; then the words of what differs."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[a:b], after[c:d]
        if tag == "equal":
            yield Piece(SAME, "".join(old))
        elif tag == "replace" and len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                yield from _by_words(one, other)
        else:
            yield from _by_words("".join(old), "".join(new))


def _by_words(before: str, after: str) -> Iterator[Piece]:
    one, two = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(one), len(two)) > MOST_WORDS:
        yield Piece(OUT, before)
        yield Piece(IN, after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(one[a:b]))
        else:
            yield Piece(OUT, "".join(one[a:b]))
            yield Piece(IN, "".join(two[c:d]))
