"""A list as an Excel file, written row by row: the memory it takes does not grow with the list."""

import html
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from xlsxwriter import Workbook

from .viet import local

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel's own limits: rows of a sheet, characters of a cell.
ROWS, LONGEST = 1_048_576, 32_767
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Sheets:
    """Writes a table; begins a further sheet where Excel's row limit is reached. Close to get the file."""

    def __init__(self, title: str, head: Sequence[str], file: IO[bytes], folder: str) -> None:
        self._book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        self._book.set_properties({"title": title})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._number = self._book.add_format({"num_format": "#,##0.######"})
        self._whole = self._book.add_format({"num_format": "#,##0"})
        self._head = head
        self._next_sheet()

    def _next_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_paper(9)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        for at, text in enumerate(self._head):
            self._sheet.set_column(at, at, max(12, min(40, len(text) + 6)))
            self._sheet.write_string(0, at, text, self._bold)
        self._at = 1

    def write(self, values: Iterable[Any]) -> None:
        """Append one row."""
        if self._at == ROWS:
            self._next_sheet()
        for at, value in enumerate(values):
            self._cell(at, value)
        self._at += 1

    def _cell(self, at: int, value: Any) -> None:
        match value:
            case None | "":
                return
            case bool():
                self._sheet.write_string(self._at, at, "Có" if value else "Không")
            case int():
                self._sheet.write_number(self._at, at, value, self._whole)
            case float() | Decimal():
                self._sheet.write_number(self._at, at, float(value), self._number)
            case datetime():
                self._sheet.write_datetime(self._at, at, local(value).replace(tzinfo=None), self._moment)
            case date():
                self._sheet.write_datetime(self._at, at, value, self._day)
            case SafeString():
                self._sheet.write_string(self._at, at, html.unescape(strip_tags(value)).strip()[:LONGEST])
            case _:
                self._sheet.write_string(self._at, at, str(value)[:LONGEST])

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def write_sheets(title: str, head: Sequence[str], rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """The finished file, at its beginning. It has no name on disk and goes when closed."""
    file = TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    with TemporaryDirectory() as folder:
        sheets = Sheets(title, head, file, folder)
        for row in rows:
            sheets.write(row)
        sheets.close()
    file.seek(0)
    return file
