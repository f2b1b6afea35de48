"""Writing messy lists as files: workbooks of today and of old, CSV in any encoding."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlwt
from xlsxwriter import Workbook

from ketdoan.core.tests.old_codes import to_abc, to_vni

from .recipes import Recipe

ERROR = "#N/A!"  # is written as a formula that fails


@dataclass
class Page:
    """A sheet as it is written."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int, Any]] = field(default_factory=list)


def day_text(day: tuple[int, int, int], shape: str = "{2:02}/{1:02}/{0}") -> str:
    """A day in a way of writing; parts that are not known are left out."""
    if not day[2]:
        return f"{day[1]:02}/{day[0]}" if day[1] else str(day[0])
    return shape.format(*day)


def encoded(page: Page, recipe: Recipe) -> Page:
    def text(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("\0"):
            return unicodedata.normalize("NFD", value[1:])
        return {"TCVN3": to_abc, "VNI": to_vni}.get(recipe.code, str)(value)

    rows = [[text(value) for value in row] for row in page.rows]
    return Page(page.name, rows, [(*area[:4], text(area[4])) for area in page.merged])


def xlsx(pages: Sequence[Page]) -> bytes:
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for at, row in enumerate(page.rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, days)
                elif value == ERROR:
                    sheet.write_formula(at, column, "=NA()", None, "#N/A")
                elif isinstance(value, str) and value:
                    sheet.write_string(at, column, value)
                elif value != "":
                    sheet.write(at, column, value)
        for area in page.merged:
            value = area[4]
            sheet.merge_range(*area[:4], value)
    book.close()
    return file.getvalue()


def xls(pages: Sequence[Page]) -> bytes:
    book = xlwt.Workbook()
    days = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for page in pages:
        sheet = book.add_sheet(page.name)
        for at, row in enumerate(page.rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write(at, column, value, days)
                elif value != "":
                    sheet.write(at, column, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def delimited(page: Page, recipe: Recipe) -> bytes:
    file = io.StringIO()
    rows = [
        [day_text(value.timetuple()[:3]) if isinstance(value, date) else value for value in row] for row in page.rows
    ]
    csv.writer(file, delimiter=recipe.delimiter).writerows(rows)
    text = file.getvalue()
    match recipe.format:
        case "TCVN3":
            return to_abc(text).encode("latin-1")
        case "VNI":
            return to_vni(text).encode("latin-1")
        case "cp1258":
            return b"".join(map(_in_1258, text))
        case encoding:
            return text.encode(encoding)


def _in_1258(letter: str) -> bytes:
    """A letter in Windows-1258: whole where it has a code, else with its tone behind it."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in apart if mark in "\u0300\u0309\u0303\u0301\u0323")
        return (unicodedata.normalize("NFC", apart.replace(tone, "")) + tone).encode("cp1258")
