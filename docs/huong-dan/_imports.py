"""Pictures of the two imports from Excel: members of a union, and unions with their officers."""

from typing import Any

from _camera import PACKAGING, PROVINCE, Studio, hand_in, shoot, shoot_from

MEMBERS: list[list[Any]] = [
    ["DANH SÁCH ĐOÀN VIÊN CÔNG ĐOÀN"],
    [],
    ["STT", "Họ và tên", "Ngày sinh", "Nữ", "Số CCCD", "Điện thoại", "Tổ công đoàn", "Ngày vào công đoàn"],
    [1, "NGUYỄN THỊ BÍCH VÂN", "05/12/1990", "x", "072190800001", "912000801", "Văn phòng", "01/06/2024"],
    [2, "Trần Quốc Tuấn", "31/02/1991", "", "072091800002", "0912000802", "Phân xưởng In", "01/06/2024"],
    [3, "Lê Thị Mỹ Hạnh", "20/01/1995", "x", "072195800003", "0912000803", "Phân xưởng In", ""],
    [4, "Phạm Văn Lộc", "1988", "", "", "", "Phân xưởng Cắt dán", ""],
    [5, "Phạm Văn Lộc", "1988", "", "", "", "Phân xưởng Cắt dán", ""],
]
UNIONS: list[list[Any]] = [
    ["DANH SÁCH CÔNG ĐOÀN CƠ SỞ"],
    [],
    ["STT", "Mã CĐCS", "Tên công đoàn cơ sở", "Số lao động", "Nữ", "Chủ tịch", "Nhiệm kỳ"],
    ["I", "CDX-THANHMAI", "Công đoàn xã Thanh Mai", "", "", "", ""],
    [1, "TM-01", "CĐCS Công ty TNHH May Hoa Mai", 120, 80, "Nguyễn Văn Hòa", "2026 - 2031"],
    [2, "TM-02", "CĐCS Công ty cổ phần Gỗ Lá Xanh", 50, 60, "Lê Thị Thu", "2026 - 2031"],
    [3, "TM 03", "CĐCS Trường Mầm non Tuổi Ngọc", 35, 33, "", ""],
    [4, "TM-04", "CĐCS Công ty TNHH Bao bì Sao Khuê", 75, 20, "Trần Văn Bình", "2031 - 2026"],
]
WORK = """
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()):
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
"""


def of_member_import(studio: Studio) -> None:
    """A list with a day that does not exist and two people who may be one, from the file to taking it back."""
    from ketdoan.units.tests.sheets import excel

    window = studio.window(PACKAGING)
    window.go("/doan-vien/")
    window.page.get_by_role("link", name="Nhập từ Excel").click()
    hand_in(window, "doan-vien.xlsx", excel({"Danh sách": MEMBERS}))
    shoot(window, "nhap-doan-vien-tep")
    window.submit("Đọc tệp")
    shoot(window, "nhap-doan-vien-cot", whole=True)
    window.submit("Kiểm tra các dòng")
    shoot(window, "nhap-doan-vien-loi", whole=True)
    window.page.locator("main [name=r1_birth]").fill("28/02/1991")
    window.submit("Lưu và kiểm tra lại")
    window.page.get_by_role("link", name="Cần xem (1)").click()
    shoot_from(window, "nhap-doan-vien-can-xem", window.page.locator("section.list"))
    window.page.get_by_label("Là hai người khác nhau, nhập dòng này").check()
    window.submit("Lưu và kiểm tra lại")
    window.submit("Nhập các dòng đúng")
    studio.site.run(WORK)
    window.page.get_by_role("link", name="Xem kết quả").click()
    window.page.get_by_role("link", name="Hủy đợt nhập").click()
    shoot(window, "nhap-doan-vien-huy")


def of_union_import(studio: Studio) -> None:
    """A commune's union and its grassroots unions, with three wrong cells."""
    from ketdoan.core.viet import format_date, today
    from ketdoan.units.tests.sheets import excel

    window = studio.window(PROVINCE)
    window.go("/to-chuc/don-vi/LDLD-TAYNINH/")
    window.act("Nhập từ Excel")
    window.fill(since=format_date(today()))
    hand_in(window, "to-chuc.xlsx", excel({"Danh sách": UNIONS}))
    shoot(window, "nhap-to-chuc-tep")
    window.submit("Đọc tệp")
    shoot(window, "nhap-to-chuc-cot", whole=True)
    window.submit("Kiểm tra các dòng")
    shoot(window, "nhap-to-chuc-xem", whole=True)
