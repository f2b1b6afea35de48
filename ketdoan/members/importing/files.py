"""Opening a list of members: Excel of today and of old, CSV of any encoding; mending what concerns whole columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from ketdoan.core.excel import Layout, Row, Sheet, data_rows, open_book, open_delimited
from ketdoan.core.excel import check_file as check_book
from ketdoan.core.viet import VietError

from .beside import apart
from .fonts import Marks, convert
from .layout import find_layouts
from .orders import mark_orders

_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TEXTS = {".csv", ".txt", ".tsv"}
#: Columns that name a person; a cell merged over several rows is never several persons.
_OF_A_PERSON = {"number", "name", "family", "given", "citizen_id", "old_citizen_id", "social_insurance", "card_number"}


@dataclass(frozen=True)
class Book:
    """A file as it was opened: its sheets as texts, how each is laid out, what was found about cells by sheet."""

    sheets: Sequence[Sheet]
    layouts: Sequence[Layout]
    marks: Sequence[Marks]

    def rows(self, layouts: Sequence[Layout] | None = None) -> list[Row]:
        """The rows of all sheets below their headers; of those left out too, so that they may be taken in."""
        found: list[Row] = []
        for number, (sheet, layout) in enumerate(zip(self.sheets, layouts or self.layouts, strict=True)):
            marks = self.marks[number]
            for row in data_rows(number, layout, sheet.rows):
                own = marks.get(row.number - 1)
                found.append(Row(number, row.number, row.cells, marks=own) if own else row)
        return found


def read_file(file: IO[bytes], name: str, kept: Sequence[Layout] = ()) -> Book:
    """Open a file and say what its columns mean; `kept` are layouts that were chosen before for such sheets.

    Raises VietError in words for people where the file will not do.
    """
    parts = []
    for sheet in _open(file, name):
        found: Marks = {}
        convert(sheet.rows, found)
        mark_orders(sheet, found)
        parts += apart(sheet, found)
    sheets, marks = [sheet for sheet, _ in parts], [found for _, found in parts]
    layouts = find_layouts(sheets, kept)
    for sheet, layout in zip(sheets, layouts, strict=True):
        _fill_merged(sheet, layout)
    return Book(sheets, layouts, marks)


def check_file(file: IO[bytes], name: str) -> None:
    """Refuse (VietError) what is no list at all; no cell is read."""
    file.seek(0)
    if file.read(4) in _EXCEL:
        check_book(file, old=True)
    elif PurePath(name).suffix.lower() not in _TEXTS:
        _open(file, name)


def _open(file: IO[bytes], name: str) -> list[Sheet]:
    file.seek(0)
    if file.read(4) in _EXCEL:
        return open_book(file, old=True)
    if PurePath(name).suffix.lower() in _TEXTS:
        return [open_delimited(file, PurePath(name).stem)]
    file.seek(0)
    if not file.read(1):
        raise VietError("Tệp rỗng, không có nội dung.")
    raise VietError(
        "Chỉ đọc được tệp Excel (.xlsx, .xls) và tệp CSV. Hãy lưu tệp theo một trong các dạng đó rồi nhập lại."
    )


def _fill_merged(sheet: Sheet, layout: Layout) -> None:
    """A cell that is merged over several rows says the same of each: a group, a place of work."""
    for top, left, bottom, right in sheet.merged:
        code = layout.fields[left] if left < len(layout.fields) else ""
        if top < layout.first or bottom == top or left != right or not code or code in _OF_A_PERSON:
            continue
        text = sheet.rows[top][left] if top < len(sheet.rows) and left < len(sheet.rows[top]) else ""
        for row in sheet.rows[top + 1 : bottom + 1] if text else ():
            row.extend([""] * (left + 1 - len(row)))
            row[left] = text
