"""A list of members with faults is imported from Excel: looked over, corrected on screen, somebody in doubt decided,
carried out, and taken back."""

import pytest
from playwright.sync_api import expect

from ketdoan.units.tests.sheets import excel

from .test_union_import import WORK, look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Nữ", "Số CCCD", "Điện thoại", "Ngày vào công đoàn", "Dân tộc", "Chức vụ"]
ROWS = [
    [1, "NGUYỄN VĂN NHẬP", "05/12/1990", "", "001090500001", "912345678", "01/06/2026", "Kinh", "Thợ may"],
    [2, "Trần Thị Nhập", "31/02/1991", "x", "001191500002", "0987654321", "", "Mường", "Kế toán"],
    [3, "Lê Thị Nhập", "20/01/1985", "x", "001185500003", "", "", "", ""],
    [4, "Phạm Văn Nhập", "1988", "", "", "", "", "", ""],
    [5, "Phạm Văn Nhập", "1988", "", "", "", "", "", ""],
]
UNIT = """
    SELECT u.code FROM units_unit u JOIN units_unit p ON u.path LIKE p.path || '%%'
     WHERE p.code = 'LDLD-TAYNINH' AND u.kind = 'grassroots_union' AND u.ended_on IS NULL ORDER BY u.code LIMIT 1
"""


def members(site):
    return site.execute("SELECT count(*) FROM members_member WHERE words LIKE '%% nhap'")[0][0]


def test_a_list_with_faults_is_corrected_imported_and_taken_back(site, visit):
    code = site.execute(UNIT)[0][0]
    window = visit("totchuc.tayninh")
    page = window.page
    window.go(f"/doan-vien/don-vi/{code}/")
    page.get_by_role("link", name="Nhập từ Excel").click()
    window.heading("Nhập từ Excel")
    look(window)
    window.fill(since="01/07/2026")
    content = excel({"Danh sách": [["DANH SÁCH ĐOÀN VIÊN"], [], HEAD, *ROWS]})
    file = {"name": "doan-vien.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("main [name=file]").set_input_files(file)
    window.submit("Đọc tệp")
    window.heading("Kiểm tra các cột")
    expect(page.locator("main [name=c_0_3]")).to_have_value("tick_f")
    look(window)
    window.submit("Kiểm tra các dòng")

    window.heading("Xem trước khi nhập")
    expect(page.locator(".import-row")).to_have_count(1)
    expect(page.locator(".import-row .field-error")).to_contain_text("không có ngày này")
    look(window)
    page.locator("#r1_birth").fill("28/02/1991")
    window.submit("Lưu và kiểm tra lại")
    window.said("Đã lưu và kiểm tra lại. Còn 1 dòng có lỗi.")
    page.get_by_role("link", name="Cần xem (1)").click()
    expect(page.locator(".import-row")).to_contain_text("Trùng họ tên, ngày sinh với dòng 7")
    look(window)
    page.get_by_label("Là hai người khác nhau, nhập dòng này").check()
    window.submit("Lưu và kiểm tra lại")
    window.said("Mọi dòng đều đúng.")
    page.get_by_role("link", name="Tất cả (5)").click()
    expect(page.locator(".import-rows")).to_contain_text("“912345678” đọc là “0912345678”")
    look(window)
    assert members(site) == 0

    window.submit("Nhập các dòng đúng")
    site.run(WORK)
    expect(page.locator("main")).to_contain_text("Đã ghi nhận 5 đoàn viên mới.")
    page.get_by_role("link", name="Xem kết quả").click()
    window.heading("Kết quả nhập từ Excel")
    look(window)
    assert members(site) == 5

    page.get_by_role("link", name="Hủy đợt nhập").click()
    window.heading("Hủy đợt nhập đoàn viên")
    expect(page.locator("main")).to_contain_text("5 người trở lại như trước khi nhập")
    look(window)
    window.fill(why="Nhập nhầm đơn vị")
    window.submit("Hủy đợt nhập")
    window.said("Đã hủy đợt nhập: 5 người trở lại như trước.")
    look(window)
    assert members(site) == 0
    assert not site.execute("SELECT 1 FROM units_person WHERE words LIKE '%% nhap'")
