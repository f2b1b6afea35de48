"""A report as an Excel file that is filled in without network, and read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from xlsxwriter import Workbook

from ketdoan.core.excel.book import open_book
from ketdoan.core.viet import VietError, format_date

from ..models import Submission
from ..queries.forms import form_version
from ..queries.reading import asked_rows, before, handed_in, report_of
from ..rules.figures import Figure
from ..rules.packs import Entry
from ..rules.writing import figure_text, read_figure

HEAD = ("Mã ô", "TT", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước", "Số liệu")
HOW = "Chỉ ghi cột “Số liệu”. Không phát sinh ghi 0, không áp dụng ghi -, chưa biết ghi ?"
WIDTHS = (24, 7, 60, 12, 14, 16)
KEY = "ket-doan-bao-cao"
CODE, FIGURE = 0, 5


def template(report: Submission) -> bytes:
    """The file to fill in: the cells that a unit writes, with what it has written and what it reported last."""
    made = BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False})
    formats = _formats(book)
    sheet = book.add_worksheet("Báo cáo")
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.write(0, CODE, f"{KEY} {report.pk} {report.form_id} {report.no}", formats["quiet"])
    sheet.write(0, 2, report.form.title, formats["bold"])
    until = f"hạn nộp {format_date(report.due)}"
    sheet.write(1, 2, f"{report.unit.name} · {report.round.period_title} · {until}")
    sheet.write(
        2, 2, "Chỉ ghi cột “Số liệu”. Không phát sinh ghi 0, không áp dụng ghi -, chưa biết ghi ?", formats["quiet"]
    )
    sheet.write_row(4, 0, HEAD, formats["head"])
    sheet.freeze_panes(5, 0)
    _write_lines(sheet, report, formats)
    book.close()
    return made.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    return {
        "bold": book.add_format({"bold": True}),
        "quiet": book.add_format({"font_color": "#6b7280", "font_size": 9}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#eef2f7"}),
        "part": book.add_format({"bold": True, "bg_color": "#f6f8fb"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "open": book.add_format({"locked": False, "align": "right", "border": 1, "num_format": "@"}),
        "right": book.add_format({"align": "right"}),
    }


def _write_lines(sheet: Any, report: Submission, formats: Mapping[str, Any]) -> None:
    told, earlier, asked = report_of(report), handed_in(before(report)), set(asked_rows(report))
    at = 5
    for section in told.form.sections:
        sheet.write(at, 2, section.title, formats["part"])
        at += 1
        for row in section.rows:
            element = told.form.known.element(row.cell)
            if element.numerator or row not in asked:
                continue
            own = figure_text(told.own.get(row.cell, Entry()).figure)
            last = figure_text(earlier.get(row.cell, Figure()))
            sheet.write_string(at, CODE, row.cell, formats["quiet"])
            sheet.write_string(at, 1, row.no)
            sheet.write_string(at, 2, row.label, formats["wrapped"])
            sheet.write_string(at, 3, element.uom)
            sheet.write_string(at, 4, last, formats["right"])
            sheet.write_string(at, FIGURE, own, formats["open"])
            at += 1


@dataclass(frozen=True)
class Filled:
    """What a file says: the figures by cell, and the number of the last saving that its maker had seen."""

    cells: Mapping[str, Figure]
    seen: int


def read_filled(file: IO[bytes], report: Submission) -> Filled:
    """The figures of a file that was made by `template` for this report.

    Raises VietError where it is another file, another report's, or of another version of the form; with one message a
    row where figures cannot be read.
    """
    rows = open_book(file)[0].rows
    key = rows[0][0].split() if rows and rows[0] else []
    if len(key) != 4 or key[0] != KEY or not all(part.isdigit() for part in key[1:]):
        raise VietError("Đây không phải tệp tải từ trang báo cáo này. Hãy tải tệp mẫu rồi ghi vào đó.")
    pk, form, seen = map(int, key[1:])
    if pk != report.pk:
        raise VietError("Tệp này là của báo cáo khác: khác đơn vị hoặc khác kỳ.")
    if form != report.form_id:
        raise VietError("Tệp này theo phiên bản cũ của biểu mẫu. Hãy tải tệp mẫu mới.")
    read = form_version(report.form_id)
    known = set(read.cells)
    cells, wrong = {}, []
    for at, row in enumerate(rows[5:], 6):
        cell = row[CODE].strip() if row else ""
        if not cell or cell not in known:
            if cell:
                wrong.append(f"Dòng {at}: không có ô {cell[:60]}.")
            continue
        try:
            cells[cell] = read_figure(row[FIGURE] if len(row) > FIGURE else "", read.known.element(cell))
        except VietError as error:
            wrong.append(f"Dòng {at}: {error}")
    if wrong:
        raise VietErrors(wrong)
    return Filled(cells, seen)


class VietErrors(VietError):
    """Several things that are wrong with one file."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages
