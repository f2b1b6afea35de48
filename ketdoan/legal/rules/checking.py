"""What is wrong with the numbers of an act: articles, clauses and points that do not go on from the ones before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .quoting import depth_after
from .structure import CLAUSE, LETTERS, POINT, next_clause, next_point


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a text, and in which line, from 1; 0 where it is of no line."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"Dòng {self.line}: {self.words}" if self.line else self.words


def follows(before: str, after: str) -> bool:
    """Whether an article may come right after another: 61 or 60a after 60."""
    one, letter = int(re.sub(r"\D", "", before)), before.lstrip("0123456789")
    two, other = int(re.sub(r"\D", "", after)), after.lstrip("0123456789")
    return (two == one and other > letter) or (two == one + 1 and not other)


def faults_between(articles: Sequence[tuple[str, int]]) -> Iterator[Fault]:
    """Articles, given by number and line, that do not follow each other, or do not begin with the first."""
    if articles and articles[0][0] != "1":
        yield Fault(articles[0][1], f"văn bản bắt đầu từ Điều {articles[0][0]}.")
    for (before, _), (after, line) in pairwise(articles):
        if not follows(before, after):
            yield Fault(line, f"sau Điều {before} là Điều {after}.")


def faults_within(text: str, lines: Sequence[int], no: str) -> Iterator[Fault]:
    """Clauses and points of an article that lack the one before them: repealed, or lost on the way. `lines` says
    in which line of the act each line of the text stands."""
    clause, point, quoted = "", "", 0
    for at, one in zip(lines, text.split("\n"), strict=False):
        if quoted <= 0 and (found := CLAUSE.match(one)) and next_clause(clause, found[1], found[2]):
            if not next_clause(clause, found[1], found[2], gap=1):
                yield Fault(at, f"Điều {no}: sau khoản {clause} là khoản {found[1]}{found[2]}.")
            clause, point = found[1] + found[2], ""
        elif quoted <= 0 and (found := POINT.match(one)):
            if told := _wrong_point(point, found[1], found[2]):
                where = f"khoản {clause} Điều {no}" if clause else f"Điều {no}"
                yield Fault(at, f"{where}: {told}.")
            if next_point(point, found[1], found[2]):
                point = found[1] + found[2]
        quoted = depth_after(quoted, one)


def _wrong_point(before: str, letter: str, digit: str) -> str:
    """What is wrong with a point after another; "" where nothing is, or where it is no point of the alphabet."""
    if next_point(before, letter, digit, gap=1) or letter not in LETTERS:
        return ""
    if not before:
        return f"không có điểm a trước điểm {letter}{digit}" if letter in LETTERS[1:4] else ""
    if letter == "a" and not digit:
        return f"điểm a đứng sau điểm {before} mà không có khoản mới"
    return f"sau điểm {before} là điểm {letter}{digit}" if next_point(before, letter, digit) else ""
