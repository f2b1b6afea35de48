"""Writing such files: the sample, the faulty rows, and a union in the layout in which it was imported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

from .columns import TITLES
from .layout import Layout

LONGEST = 32_767
UNITS, OFFICERS = "Đơn vị", "Cán bộ"
UNIT_FIELDS = (
    "code", "name", "short_name", "kind", "parent_code", "founded", "ownership", "employer", "tax_code", "industry",
    "workers", "women", "address", "phone", "email", "term_number", "term_since", "term_until", "seats",
)  # fmt: skip
OFFICER_FIELDS = ("code", "name", "person", "birth_date", "sex", "body", "office", "office_since", "work")
#: How the columns of the sample are filled in.
HINTS = {
    "code": ("Chữ không dấu, số, gạch nối; để trống thì hệ thống tự đặt.", "CDCS-01"),
    "name": ("Tên đầy đủ.", "Công đoàn cơ sở Công ty A"),
    "short_name": ("Để trống thì rút từ tên đầy đủ.", "CĐCS Công ty A"),
    "kind": ("Theo danh mục loại đơn vị.", "Công đoàn cơ sở"),
    "parent_code": ("Để trống nếu trực thuộc đơn vị đang nhập.", "CDX-01"),
    "founded": ("Ngày/tháng/năm; để trống thì lấy ngày ghi nhận chọn khi nhập.", "15/06/2023"),
    "workers": ("Số nguyên.", "120"),
    "term_since": ("Ngày bầu hoặc chỉ định; ghi ở dòng của đơn vị.", "15/06/2023"),
    "term_until": ("Để trống thì tính theo thời hạn nhiệm kỳ hiện hành.", "15/06/2028"),
    "seats": ("Số ủy viên được ấn định.", "5"),
    "person": ("Mỗi người một dòng; giữ hai chức vụ ở hai cơ quan thì ghi hai dòng.", "Nguyễn Văn A"),
    "body": ("Ban Chấp hành, Ban Thường vụ, Ủy ban kiểm tra…", "Ban Chấp hành"),
    "office": ("Theo danh mục chức danh.", "Chủ tịch"),
    "office_since": ("Để trống thì lấy ngày bắt đầu nhiệm kỳ.", "15/06/2023"),
}


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


def own_layouts() -> list[Layout]:
    """The layout of the sample: a sheet of units and one of officers."""
    return [
        Layout(name, 1, tuple(TITLES[code] for code in fields), fields)
        for name, fields in ((UNITS, UNIT_FIELDS), (OFFICERS, OFFICER_FIELDS))
    ]


def sample(kinds: Iterable[str], offices: Iterable[str]) -> IO[bytes]:
    """An empty file to be filled in, with how to do so on a third sheet."""
    pages = [Page(layout.sheet, 0, layout.headings, []) for layout in own_layouts()]
    hints = [(TITLES[code], *hint) for code, hint in HINTS.items()]
    listed = [("", "", ""), ("Danh mục loại đơn vị", "", ""), *(("", kind, "") for kind in kinds)]
    listed += [("", "", ""), ("Danh mục chức danh", "", ""), *(("", office, "") for office in offices)]
    return write_book([*pages, Page("Hướng dẫn", 0, ("Cột của tệp", "Cách điền", "Ví dụ"), [*hints, *listed])])
