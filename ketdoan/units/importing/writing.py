"""The layout of our own files, and the sample in it."""

from collections.abc import Iterable
from typing import IO

from ketdoan.core.excel import Layout, Page, write_book

from .columns import TITLES

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
