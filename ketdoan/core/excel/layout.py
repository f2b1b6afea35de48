"""Finding the header of a sheet, and what is remembered of how it is laid out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from ketdoan.core.viet import fold

from .book import Sheet

#: The header begins within so many rows and has at most so many.
SEARCHED, HEADER_ROWS = 60, 3
#: Sheets that explain the others.
GUIDES = {"huong dan", "vi du", "danh muc"}
_NUMBER_ROW = re.compile(r"\(?\d{1,2}\)?|[A-Z]|\(\d+\)\s*=.*")


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out: how many rows stand before the data, the headings, the code of each column or "".

    A sheet with `used` False is left out of the import.
    """

    sheet: str
    first: int
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    used: bool = True

    @property
    def places(self) -> dict[str, int]:
        """Where each column stands."""
        return {code: at for at, code in enumerate(self.fields) if code}

    @property
    def signature(self) -> str:
        """What the sheet's header is remembered by."""
        return "|".join(fold(heading) for heading in self.headings)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Layout":
        """As `to_json` gave it."""
        return cls(kept["sheet"], kept["first"], tuple(kept["headings"]), tuple(kept["fields"]), kept["used"])


class Mark(NamedTuple):
    """What was found about a cell when the file was opened, by looking at its whole column.

    `kind` says what; where the text was changed, `old` is how it stood. A cell that is corrected loses its mark.
    """

    kind: str
    old: str = ""


_NOTHING: Mapping[Any, Any] = MappingProxyType({})  # for the many rows of which there is nothing to say


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: which sheet, its number there as Excel shows it, and its texts.

    `more` holds what the officer added by the codes of columns that the sheet lacks; `left_out` what is not to be read.
    `marks` are by place.
    """

    sheet: int
    number: int
    cells: Sequence[str]
    left_out: bool = False
    more: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    marks: Mapping[int, Mark] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Header:
    """Where a header stands: for each column the texts above it, and how many rows stand before the data."""

    parts: list[list[str]]
    first: int

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of each column as one text."""
        return tuple(" ".join(parts) for parts in self.parts)


def find_header(sheet: Sheet, score: Callable[[list[list[str]]], int]) -> Header | None:
    """The header that scores best; `score` says how well headings would do, 0 where they would not."""
    best: tuple[int, int, Header] | None = None
    for top in range(0 if fold(sheet.name) in GUIDES else min(SEARCHED, len(sheet.rows))):
        for height in range(1, HEADER_ROWS + 1):
            if top + height > len(sheet.rows) or not all(sheet.rows[top : top + height]):
                break
            parts = _headings(sheet, top, height)
            worth = score(parts)
            if worth and (best is None or worth - height > best[0]):  # a row that adds nothing is no part of it
                best = (worth - height, top, Header(parts, top + height))
    if best is None:
        return None
    _, _, header = best
    numbered = header.first < len(sheet.rows) and numbers_columns(sheet.rows[header.first])
    return Header(header.parts, header.first + 1) if numbered else header


def no_header(sheet: Sheet) -> Layout:
    """The layout of a sheet without a header: left out, its columns named as Excel names them."""
    width = max(map(len, sheet.rows), default=0)
    # The rows are data for all that is known: what stands in them must not be kept as headings.
    return Layout(sheet.name, 0, tuple(f"Cột {column_letter(at)}" for at in range(width)), ("",) * width, used=False)


def column_letter(at: int) -> str:
    """A column as Excel names it: A, B, … AA."""
    return (column_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def remembered(found: Layout, kept: Sequence[Layout]) -> Layout:
    """The layout with the meanings that a sheet with the same header was given before."""
    earlier = next((layout for layout in kept if layout.signature == found.signature), None)
    if earlier is None or not found.headings:
        return found
    return Layout(found.sheet, found.first, found.headings, earlier.fields, earlier.used)


def numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3) or A, B, 1, 2."""
    texts = [cell.strip() for cell in row if cell.strip()]
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    return (
        len(texts) > 2
        and all(map(_NUMBER_ROW.fullmatch, texts))
        and numbers == sorted(set(numbers))
        and len(numbers) > 1
    )


def data_rows(sheet: int, layout: Layout, rows: Sequence[Sequence[str]]) -> Iterator[Row]:
    """The rows below a header that may say something: neither empty nor the signatures at the end."""
    body = list(rows[layout.first :])
    filled = [sum(bool(cell.strip()) for cell in row) for row in body]
    last = max((at for at, number in enumerate(filled) if number > 1), default=-1)
    if last < 0 or sum(map(bool, layout.fields)) < 2:
        last = max((at for at, number in enumerate(filled) if number), default=-1)
    for at, row in enumerate(body[: last + 1]):
        if filled[at]:
            yield Row(sheet, layout.first + at + 1, row)


def most(sample: Sequence[str], fits: Callable[[str], Any]) -> bool:
    """Whether more than half of some texts fit."""
    return bool(sample) and sum(map(bool, map(fits, sample))) * 2 > len(sample)


def _headings(sheet: Sheet, top: int, height: int) -> list[list[str]]:
    """For each column the texts above it, from the top down; a merged heading stands above each of its columns."""
    rows = [[cell.strip() for cell in row] for row in sheet.rows[top : top + height]]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    spans = [area for area in sheet.merged if top <= area[0] < top + height]
    for upper, left, _, right in spans:
        text = rows[upper - top][left] if left < width else ""
        for at in range(left, min(right + 1, width)):
            rows[upper - top][at] = text
    if not spans:
        for higher, lower in pairwise(rows):
            for at in range(1, width):
                if not higher[at] and lower[at]:
                    higher[at] = higher[at - 1]
    parts = [list(dict.fromkeys(row[at] for row in rows if row[at])) for at in range(width)]
    return [[" ".join(part.split()) for part in column] for column in parts]
