"""Finding the header of a sheet and what its columns mean."""

from collections.abc import Sequence

from ketdoan.core.excel import Layout, Sheet
from ketdoan.core.excel.cells import is_tick
from ketdoan.core.excel.layout import find_header, most, no_header, remembered
from ketdoan.core.viet import VietError, fold

from . import cells
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

#: Values that are looked at to tell meanings apart.
SAMPLE = 200


def find_layout(sheet: Sheet, words: cells.Vocabulary) -> Layout:
    """The layout of a sheet. One without a header is left out, its columns named as Excel names them."""
    header = find_header(sheet, _score)
    if header is None:
        return no_header(sheet)
    fields = _settled([_meaning(parts) for parts in header.parts], sheet.rows[header.first :], words)
    return Layout(sheet.name, header.first, header.headings, tuple(fields))


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


def _score(parts: list[list[str]]) -> int:
    """How well some headings would do; 0 where they would not."""
    known = {code for code in map(_meaning, parts) if code and code != IGNORED}
    return 10 * len(known) if len(known) >= 2 and known & {"name", "code", "person"} else 0


def _meaning(parts: Sequence[str]) -> str:
    """The meaning of a heading with those above it: of all together, else of the lower ones."""
    for first in range(len(parts)):
        if code := meaning_of(" ".join(parts[first:])):
            return code
    return ""


def _settled(found: list[str], rows: Sequence[Sequence[str]], words: cells.Vocabulary) -> list[str]:
    """Decide between two meanings by the values below, and let no meaning stand twice."""
    singular = {"person", "office"} & set(found)
    offices = any(code in OFFICES for code in found)
    settled: list[str] = []
    for at, code in enumerate(found):
        sample = [row[at] for row in rows[:SAMPLE] if at < len(row) and row[at].strip()]
        meant = code
        if code == KIND_OR_OWNERSHIP:
            meant = "ownership" if most(sample, lambda text: fold(text) in words.ownerships) else "kind"
        elif code == WOMEN_OR_SEX:
            meant = "sex" if singular and most(sample, is_tick) else "women"
        elif code in (UNIT_PHONE, UNIT_EMAIL):
            meant = "" if singular or offices else code.rstrip("?")
        elif code == FROM:
            meant = "office_since" if singular or offices else "founded"
        elif code == UNTIL:
            meant = "office_until" if singular or offices else ""
        settled.append("" if meant == IGNORED or meant in settled else meant)
    return settled


def read_sheets(sheets: Sequence[Sheet], words: cells.Vocabulary, kept: Sequence[Layout]) -> list[Layout]:
    """The layouts of all sheets. Raises VietError where none of them has a header that can be read."""
    layouts = [remembered(find_layout(sheet, words), kept) for sheet in sheets]
    if not any(any(layout.headings) for layout in layouts):
        raise VietError("Không tìm thấy dòng tiêu đề nào trong tệp.")
    return layouts
