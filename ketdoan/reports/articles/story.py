"""An article as the checks see it: its figures in their sentences, and the words between them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ketdoan.core.viet import VietError, parse_date

from .model import DATE, FIGURE, Mention
from .plain import Plain
from .words import words

_END = re.compile(r"\n|[.!?…](?=\s|$)|\.{2,}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the text and the figures in it; `paragraph` counts the lines of the text."""

    start: int
    end: int
    paragraph: int
    figures: Sequence[Mention]

    def inside(self, start: int, end: int) -> Sequence[Mention]:
        """The figures between two places."""
        first, last = (bisect_left(self.figures, place, key=lambda one: one.start) for place in (start, end))
        return self.figures[first:last]


class Story:
    """The text with what was read in it."""

    def __init__(self, text: Plain, found: Sequence[Mention]) -> None:
        self.text, self.mentions = text, found
        self.figures = [one for one in found if one.kind == FIGURE]

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that have figures, and those between them."""
        found, at, start, paragraph = [], 0, 0, 0
        for end, breaks in self._ends():
            inside = []
            while at < len(self.figures) and self.figures[at].start < end:
                inside.append(self.figures[at])
                at += 1
            found.append(Sentence(start, end, paragraph, inside))
            start, paragraph = end, paragraph + breaks
        return found

    def _ends(self) -> Iterator[tuple[int, bool]]:
        inside = {place for one in self.mentions for place in range(one.start, one.end)}
        for match in _END.finditer(self.text.lower):
            last = re.search(r"(\S{1,8})$", self.text.lower[max(0, match.start() - 8) : match.start()])
            abbreviated = match[0] == "." and last is not None and last[1] in words().abbreviations
            if match.start() not in inside and not abbreviated:
                yield match.end(), match[0] == "\n"
        yield len(self.text.lower), True

    def between(self, one: Mention, other: Mention) -> str:
        """The words from one figure to another."""
        return self.text.lower[one.end : other.start]

    def before(self, sentence: Sentence, at: int) -> str:
        """The words that lead to a figure of a sentence, from the figure before it."""
        start = sentence.figures[at - 1].end if at else sentence.start
        return self.text.lower[start : sentence.figures[at].start]

    def after(self, sentence: Sentence, at: int) -> str:
        """The words that follow a figure of a sentence, up to the next figure."""
        last = at + 1 == len(sentence.figures)
        end = sentence.end if last else sentence.figures[at + 1].start
        return self.text.lower[sentence.figures[at].end : end]

    def words_of(self, sentence: Sentence) -> str:
        """A sentence in lower case."""
        return self.text.lower[sentence.start : sentence.end]

    @cached_property
    def dates(self) -> list[int]:
        """Where the dates of the text begin."""
        return [one.start for one in self.mentions if one.kind == DATE]

    def dated(self, sentence: Sentence) -> bool:
        """Whether a sentence names a day, a month or a year."""
        return bisect_left(self.dates, sentence.start) < bisect_left(self.dates, sentence.end)

    @cached_property
    def day(self) -> date | None:
        """The first whole date of the text: as a rule that on which it was printed."""
        for mention in self.mentions:
            if mention.kind == DATE and (found := re.search(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", mention.text)):
                try:
                    return parse_date(re.sub(r"[.-]", "/", found[0]))
                except VietError:
                    continue
        return None


def told(figure: Mention) -> str:
    """A figure as a sentence of a finding shows it: as it is written, with its unit."""
    if figure.unit == "%":
        return f"{figure.text}%"
    return f"{figure.text} {figure.unit}".strip()
