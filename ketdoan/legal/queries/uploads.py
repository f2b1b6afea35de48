"""Files that wait to enter the library, as the screens show them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ketdoan.core.models import Progress
from ketdoan.core.viet import fold

from ..models import LegalAct, Upload
from ..rules.checking import Fault
from .comparing import Met, State, compare, key_of
from .reading import Said, Taking, taking_of

MOST_FAULTS = 30
_HEADING = re.compile(r"dieu\s*\d")


@dataclass(frozen=True)
class Line:
    """A line that may be corrected: its number, its text, and whether it was."""

    number: int
    text: str
    fixed: bool


@dataclass(frozen=True)
class ShownFault:
    """Something that is wrong with an upload, with the lines where it may be."""

    words: str
    lines: Sequence[Line]


def lines_of(upload: Upload) -> list[str]:
    """The lines of an upload as the keeper corrected them."""
    lines = upload.lines.split("\n")
    for number, text in upload.fixes.items():
        if 0 < int(number) <= len(lines):
            lines[int(number) - 1] = text
    return lines


def taking(upload: Upload) -> Taking:
    """What importing an upload would do."""
    return taking_of(lines_of(upload), Said(upload.number, upload.since, upload.kind, upload.title))


def faults_of(upload: Upload, faults: Sequence[Fault]) -> list[ShownFault]:
    """Faults with their lines, and the lines before them that look like headings which were mistyped."""
    lines = lines_of(upload)
    return [
        ShownFault(str(fault), [_line(upload, lines, at) for at in _places(lines, fault)])
        for fault in faults[:MOST_FAULTS]
    ]


def _line(upload: Upload, lines: Sequence[str], number: int) -> Line:
    return Line(number, lines[number - 1], str(number) in upload.fixes)


def _places(lines: Sequence[str], fault: Fault) -> Iterator[int]:
    """The lines to look at for a fault."""
    if not fault.line:
        return
    for number in range(fault.line - 1, 0, -1):
        if lines[number - 1].startswith("Điều ") and fault.words.startswith("sau Điều"):
            break
        if _HEADING.match(fold(lines[number - 1])) and fault.words.startswith("sau Điều"):
            yield number
    yield fault.line


@dataclass(frozen=True)
class ActOfPage:
    """An act on a page of the codification: what the articles of it come to."""

    number: str
    held: LegalAct | None
    articles: int
    new: int
    changed: int


def acts_of_page(rows: Sequence[dict[str, Any]]) -> list[ActOfPage]:
    """The acts of a page of the codification, those with the most articles first."""
    filled = [row for row in rows if row["text"].strip()]
    held = {act.key: act for act in LegalAct.objects.filter(key__in={key_of(row) for row in filled})}
    by_act: dict[str, list[tuple[str, Met]]] = {}
    for row, met in zip(filled, compare(filled, held), strict=True):
        by_act.setdefault(key_of(row), []).append((row["law_id"], met))
    found = [
        ActOfPage(
            told[0][0], held.get(key), len(told), sum(met.state in {State.NEW, State.VERSION} for _, met in told),
            sum(met.state == State.CHANGED for _, met in told),
        )
        for key, told in by_act.items()
    ]  # fmt: skip
    return sorted(found, key=lambda act: -act.articles)


def running(upload: Upload) -> Progress | None:
    """The work on an upload that is under way."""
    progress = Progress.objects.filter(pk=upload.progress).first() if upload.progress else None
    return progress if progress and not progress.over else None
