"""Finding the header of a sheet and what its columns mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from ketdoan.core.viet import VietError, fold

from . import cells
from .book import Sheet
from .columns import (
    DESCRIBING,
    FROM,
    IGNORED,
    KIND_OR_OWNERSHIP,
    OFFICES,
    TITLES,
    UNIT_EMAIL,
    UNIT_PHONE,
    UNTIL,
    WOMEN_OR_SEX,
    meaning_of,
)

#: The header begins within so many rows and has at most so many; values that are looked at to tell meanings apart.
SEARCHED, HEADER_ROWS, SAMPLE = 60, 3, 200
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


def find_layout(sheet: Sheet, words: cells.Vocabulary) -> Layout:
    """The layout of a sheet. One without a header is left out, its columns named as Excel names them."""
    best: tuple[int, int, int] | None = None
    for top in range(0 if fold(sheet.name) in GUIDES else min(SEARCHED, len(sheet.rows))):
        for height in range(1, HEADER_ROWS + 1):
            score = _score(sheet, top, height)
            if score and (best is None or score > best[0]):
                best = (score, top, height)
    if best is None:
        width = max(map(len, sheet.rows), default=0)
        # The rows are data for all that is known: what stands in them must not be kept as headings.
        return Layout(sheet.name, 0, tuple(f"Cột {_letter(at)}" for at in range(width)), ("",) * width, used=False)
    _, top, height = best
    first = top + height
    if first < len(sheet.rows) and _numbers_columns(sheet.rows[first]):
        first += 1
    headings = [" ".join(parts) for parts in _headings(sheet, top, height)]
    fields = _settled([_meaning(parts) for parts in _headings(sheet, top, height)], sheet.rows[first:], words)
    return Layout(sheet.name, first, tuple(headings), tuple(fields))


def _letter(at: int) -> str:
    """A column as Excel names it: A, B, … AA."""
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def remembered(found: Layout, kept: Sequence[Layout]) -> Layout:
    """The layout with the meanings that a sheet with the same header was given before."""
    earlier = next((layout for layout in kept if layout.signature == found.signature), None)
    if earlier is None or not found.headings:
        return found
    return Layout(found.sheet, found.first, found.headings, earlier.fields, earlier.used)


def wrong_in(layouts: Sequence[Layout]) -> str:
    """Why what the columns were said to mean cannot be read; "" where it can."""
    used = [layout for layout in layouts if layout.used]
    if not used:
        return "Hãy chọn ít nhất một trang tính để nhập, và ghi cột nào là tên hoặc mã đơn vị."
    for layout in used:
        named = [code for code in layout.fields if code]
        twice = next((code for code in named if named.count(code) > 1), None)
        if twice:
            return f"Trang “{layout.sheet}”: hai cột cùng được chọn là “{TITLES[twice]}”."
        if not {"name", "code"} & set(named):
            return f"Trang “{layout.sheet}”: chưa chọn cột tên đơn vị hoặc mã đơn vị."
        if ("office" in named) != ("person" in named):
            return f"Trang “{layout.sheet}”: cột họ và tên và cột chức vụ phải đi cùng nhau."
    return ""


def lists_officers(layout: Layout) -> bool:
    """Whether a sheet has a row for each officer and only names the units."""
    return "person" in layout.fields and not DESCRIBING & set(layout.fields)


def _score(sheet: Sheet, top: int, height: int) -> int:
    """How well some rows would do as the header; 0 where they would not."""
    if top + height > len(sheet.rows) or not all(sheet.rows[top : top + height]):
        return 0
    found = [_meaning(parts) for parts in _headings(sheet, top, height)]
    known = {code for code in found if code and code != IGNORED}
    if len(known) < 2 or not known & {"name", "code", "person"}:
        return 0
    return 10 * len(known) - height  # a row that adds nothing is no part of the header


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


def _meaning(parts: Sequence[str]) -> str:
    """The meaning of a heading with those above it: of all together, else of the lower ones."""
    for first in range(len(parts)):
        if code := meaning_of(" ".join(parts[first:])):
            return code
    return ""


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3) or A, B, 1, 2."""
    texts = [cell.strip() for cell in row if cell.strip()]
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    return (
        len(texts) > 2
        and all(map(_NUMBER_ROW.fullmatch, texts))
        and numbers == sorted(set(numbers))
        and len(numbers) > 1
    )


def _settled(found: list[str], rows: Sequence[Sequence[str]], words: cells.Vocabulary) -> list[str]:
    """Decide between two meanings by the values below, and let no meaning stand twice."""
    singular = {"person", "office"} & set(found)
    offices = any(code in OFFICES for code in found)
    settled: list[str] = []
    for at, code in enumerate(found):
        sample = [row[at] for row in rows[:SAMPLE] if at < len(row) and row[at].strip()]
        meant = code
        if code == KIND_OR_OWNERSHIP:
            meant = "ownership" if _most(sample, lambda text: fold(text) in words.ownerships) else "kind"
        elif code == WOMEN_OR_SEX:
            meant = "sex" if singular and _most(sample, cells.is_tick) else "women"
        elif code in (UNIT_PHONE, UNIT_EMAIL):
            meant = "" if singular or offices else code.rstrip("?")
        elif code == FROM:
            meant = "office_since" if singular or offices else "founded"
        elif code == UNTIL:
            meant = "office_until" if singular or offices else ""
        settled.append("" if meant == IGNORED or meant in settled else meant)
    return settled


def _most(sample: Sequence[str], fits: Any) -> bool:
    return bool(sample) and sum(map(bool, map(fits, sample))) * 2 > len(sample)


def read_sheets(sheets: Sequence[Sheet], words: cells.Vocabulary, kept: Sequence[Layout]) -> list[Layout]:
    """The layouts of all sheets. Raises VietError where none of them has a header that can be read."""
    layouts = [remembered(find_layout(sheet, words), kept) for sheet in sheets]
    if not any(any(layout.headings) for layout in layouts):
        raise VietError("Không tìm thấy dòng tiêu đề nào trong tệp.")
    return layouts
