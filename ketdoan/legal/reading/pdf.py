"""The lines of a PDF that holds text: running heads and page numbers left out, broken lines joined again, notes at the
foot of pages brought to the end.

A PDF knows no paragraphs. A line goes on into the next unless something says otherwise: the next one begins as a
heading, clause or point does, stands further below or in another weight, or this one ends far from the margin.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from ketdoan.core.viet import VietError

from .kinds import BROKEN, LOCKED, SCANNED, TOO_LARGE
from .tables import EDGE, lines_of_row

PAGES = 1_500
#: Letters that a page of text has at least; the part of pages that must have as many.
LETTERS, TEXT_PAGES = 40, 0.3
#: Lines at the top and at the foot of a page that may be running ones; on how many pages one has to stand.
_EDGE, _OFTEN = 2, 3
_FULL, _GAP, _RAISED, _SMALL = 0.75, 1.4, 1.5, 0.86
#: How wide letters are to their height, at most: capitals, small ones, spaces; by how many heights cells of a table
#: stand apart at least.
_CAPITAL, _SMALL_LETTER, _SPACE, _APART = 0.78, 0.52, 0.3, 1.5
_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(r"[-–—\s]*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$")
_BEGINS = re.compile(
    r"[“\"]?(?:Điều\s+\d+[a-zđ]?\s*[.:]|(?:Phần|Chương|Mục|Tiểu mục|PHẦN|CHƯƠNG|MỤC)\s+(?:thứ\s|[IVXLC\d])|"
    r"\d{1,3}[a-zđ]?\.(?:\[\d+\])?\s|[a-zđ]\d?\)(?:\[\d+\])?\s|[-+–]\s|\[\d+\]|Căn cứ\s|Theo đề nghị|Số\s*:|Nơi nhận)"
)
_ENDED = re.compile(r"[.;:!?…”\"]\s*$")
_NOTE = re.compile(r"\[(\d+)\]")


@dataclass
class _Line:
    """A line: its text, height on the page, size and weight; `note` is the number of the note that begins with it."""

    text: str
    y: float
    size: float
    bold: bool
    page: int
    note: str = ""


def lines_of_pdf(content: bytes) -> list[str]:
    """The lines of a PDF. Raises VietError where it is locked, broken, too long, or a scan."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise VietError(LOCKED)
        if len(reader.pages) > PAGES:
            raise VietError(TOO_LARGE)
        pages = [list(_page_lines(page, number)) for number, page in enumerate(reader.pages)]
    except (PyPdfError, OSError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as error:
        raise VietError(BROKEN) from error
    _refuse_scan(pages)
    body, notes = _parted(_without_running(pages))
    return [*_joined(body), *_joined(notes)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text as a page draws it: where it begins, its size and weight."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


def _page_lines(page: Any, number: int) -> Iterator[_Line]:
    """The lines of a page in reading order, each from the pieces that the page draws."""
    pieces: list[_Piece] = []

    def take(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        x, y = (tm[4] * cm[at] + tm[5] * cm[at + 2] + cm[at + 4] for at in (0, 1))
        bold = "Bold" in str((font or {}).get("/BaseFont", ""))
        pieces.append(_Piece(text, x, y, abs(size) * (abs(tm[3] * cm[3]) or 1.0), bold))

    page.extract_text(visitor_text=take)
    row: list[_Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        row.append(replace(piece, text=first))
        for other in others:
            yield from _line(row, number)
            row = [replace(piece, text=other)]
    yield from _line(row, number)


def _line(row: Sequence[_Piece], number: int) -> Iterator[_Line]:
    told = [piece for piece in row if piece.text.strip()]
    if not told:
        return
    main = max(told, key=lambda piece: (len(piece.text), -piece.y))
    note = ""
    cells: list[list[str]] = [[]]
    end = 0.0
    for piece in row:
        text = piece.text
        small = piece.y > main.y + _RAISED or piece.size < _SMALL * main.size
        if text.strip().isdigit() and small and piece.size <= main.size:
            note = note if any(cells[0]) else text.strip()
            text = f"\x01{text.strip()}\x02"
        if text.strip():
            if end and piece.x - end > _APART * main.size:
                cells.append([])
            end = piece.x + _width(piece.text.rstrip()) * main.size
        cells[-1].append(text)
    texts = [re.sub(r"\s+", " ", "".join(cell)).strip() for cell in cells]
    words = texts[0] if len(texts) == 1 else next(lines_of_row([[text] for text in texts]))
    yield _Line(words, main.y, main.size, main.bold, number, note)


def _width(text: str) -> float:
    """About how wide a text is to its height."""
    capitals, spaces = sum(ch.isupper() for ch in text), text.count(" ")
    return _CAPITAL * capitals + _SPACE * spaces + _SMALL_LETTER * (len(text) - capitals - spaces)


def _refuse_scan(pages: Sequence[Sequence[_Line]]) -> None:
    told = sum(sum(ch.isalpha() for line in page for ch in line.text) >= LETTERS for page in pages)
    if not told or told < TEXT_PAGES * len(pages):
        raise VietError(SCANNED)


def _without_running(pages: Sequence[list[_Line]]) -> list[list[_Line]]:
    """The pages without running heads and feet: page numbers, and what stands on several pages but for its numbers."""
    edges = [{*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))} for page in pages]
    often = Counter(
        words
        for page, edge in zip(pages, edges, strict=True)
        for words in {_NUMBER.sub("#", page[at].text) for at in edge}
    )
    return [
        [
            line
            for at, line in enumerate(page)
            if at not in edge or not (_PAGE.match(line.text) or _runs(line.text, often, len(pages)))
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _runs(text: str, often: Counter[str], pages: int) -> bool:
    return pages >= _OFTEN and often[_NUMBER.sub("#", text)] >= max(_OFTEN, pages // 3) and not _BEGINS.match(text)


def _parted(pages: Sequence[Sequence[_Line]]) -> tuple[list[_Line], list[_Line]]:
    """The lines of the text, and those of notes at the feet of pages. Raised numbers become marks of notes where the
    foot of the page has such a note; others, as in m², are what they are."""
    body: list[_Line] = []
    notes: list[_Line] = []
    usual = median(line.size for page in pages for line in page) if any(pages) else 0
    for page in pages:
        foot = next(
            (at for at, line in enumerate(page) if line.note and line.size < usual and _all_small(page[at:], usual)),
            len(page),
        )
        numbers = {line.note for line in page[foot:] if line.note}
        for at, line in enumerate(page):
            line.text = re.sub(
                "\x01(\\d+)\x02\\s?" if at >= foot else "\x01(\\d+)\x02",
                lambda found, numbers=numbers: f"[{found[1]}]" if found[1] in numbers else found[1],
                line.text,
            )
            if at >= foot and line.note:
                line.text = _NOTE.sub(r"[\1] ", line.text, count=1)
            (notes if at >= foot else body).append(line)
    return body, notes


def _all_small(lines: Iterable[_Line], usual: float) -> bool:
    return all(line.size < usual for line in lines)


def _joined(lines: Sequence[_Line]) -> list[str]:
    """Lines as paragraphs."""
    if not lines:
        return []
    lengths = sorted(len(line.text) for line in lines)
    full = _FULL * lengths[int(0.9 * (len(lengths) - 1))]
    gaps = [one.y - two.y for one, two in pairwise(lines) if one.page == two.page and one.y > two.y]
    gap = _GAP * median(gaps) if gaps else 0.0
    found = [lines[0].text]
    for before, line in pairwise(lines):
        if _goes_on(before, line, full, gap):
            found[-1] += line.text if before.text.endswith("-") and line.text[:1].isupper() else f" {line.text}"
        else:
            found.append(line.text)
    return found


def _goes_on(before: _Line, line: _Line, full: float, gap: float) -> bool:
    """Whether a line belongs to the paragraph of the one before it."""
    if _BEGINS.match(line.text) or before.bold != line.bold:
        return False
    if before.text.startswith(EDGE) or line.text.startswith(EDGE):
        return False
    lower = line.text[:1].islower()
    if len(before.text) < full:
        return lower and not _ENDED.search(before.text)
    apart = before.page == line.page and gap and before.y - line.y > gap
    return lower or not (apart or (before.text.isupper() and not line.text.isupper()))
