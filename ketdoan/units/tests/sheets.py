"""Excel files for tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook


def excel(
    sheets: Mapping[str, Sequence[Sequence[Any]]], merged: Sequence[tuple[int, int, int, int, str]] = ()
) -> bytes:
    """A workbook of these sheets; `merged` cells (top, left, bottom, right, text) are those of the first."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, days)
                elif isinstance(value, tuple):  # a formula and the value saved with it
                    sheet.write_formula(at, column, value[0], None, value[1])
                elif value not in (None, ""):
                    sheet.write(at, column, value)
        for area in merged if number == 0 else ():
            sheet.merge_range(*area)
    book.close()
    return file.getvalue()


def upload(
    sheets: Mapping[str, Sequence[Sequence[Any]]], name: str = "to-chuc.xlsx", **options: Any
) -> SimpleUploadedFile:
    """The workbook as it is handed in."""
    return SimpleUploadedFile(name, excel(sheets, **options))
