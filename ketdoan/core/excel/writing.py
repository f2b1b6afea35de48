"""Writing books: sheets with one header row, days as days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

LONGEST = 32_767


@dataclass(frozen=True)
class Page:
    """A sheet to be written: its name, the empty rows before its header, the header, the rows."""

    name: str
    before: int
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_book(pages: Iterable[Page]) -> IO[bytes]:
    """The finished file, at its beginning. It has no name on disk and goes when closed."""
    file = TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    with TemporaryDirectory() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for page in pages:
            _write(book, page, bold, days)
        book.close()
    file.seek(0)
    return file


def _write(book: Workbook, page: Page, bold: Any, days: Any) -> None:
    sheet = book.add_worksheet(page.name[:31])
    sheet.freeze_panes(page.before + 1, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for at, text in enumerate(page.head):
        sheet.set_column(at, at, max(10, min(40, len(text) + 4)))
        sheet.write_string(page.before, at, text, bold)
    for number, row in enumerate(page.rows, page.before + 1):
        for at, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, days)
            elif isinstance(value, int):
                sheet.write_number(number, at, value)
            elif value:
                sheet.write_string(number, at, str(value)[:LONGEST])
