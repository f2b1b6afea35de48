"""A tree with three faulty rows is imported from Excel: columns looked over, rows corrected on screen, nothing done
before the officer says so, and the same file changes nothing."""

import pytest
from playwright.sync_api import expect

from ketdoan.units.tests.sheets import excel

from .test_pages import AXE, LOOKS, RULES, RUN_AXE, TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ABOVE = "LDLD-TAYNINH"
HEAD = ["STT", "Mã CĐCS", "Tên công đoàn cơ sở", "Số lao động", "Nữ", "Chủ tịch", "Nhiệm kỳ"]
ROWS = [
    ["I", "NX-0", "Công đoàn xã Nhập Thử", "", "", "", ""],
    [1, "NX-1", "CĐCS Công ty May Nhập", 120, 80, "Nguyễn Văn Nhập", "2026 - 2031"],
    [2, "NX-2", "CĐCS Công ty Gỗ Nhập", 50, 60, "Bà Lê Thị Nhập", "2026 - 2031"],
    [3, "NX 3", "CĐCS Công ty Đá Nhập", "", "", "", ""],
    [4, "NX-4", "CĐCS Công ty Cát Nhập", "", "", "Trần Văn Nhập", "2031 - 2026"],
]
SHEETS = {"Danh sách": [["DANH SÁCH CÔNG ĐOÀN CƠ SỞ"], [], HEAD, *ROWS], "Ghi chú": [["Bản nháp"]]}
WORK = """
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()):
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
"""


def look(window):
    """The open page is readable in light and dark, on a desktop and a phone."""
    page = window.page
    page.evaluate(AXE)
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        assert page.evaluate(RUN_AXE, [RULES, []]) == [], (page.url, scheme, size)
    assert page.evaluate(TOO_WIDE) == "", page.url
    page.set_viewport_size(LOOKS[0][1])


def hand_in(window, content):
    """Hand a file in and take the columns as they were found."""
    window.go(f"/to-chuc/don-vi/{ABOVE}/")
    window.act("Nhập từ Excel")
    window.fill(since="05/01/2026")
    file = {"name": "to-chuc.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    window.page.locator("main [name=file]").set_input_files(file)
    look(window)
    window.submit("Đọc tệp")
    window.heading("Kiểm tra các cột")
    look(window)
    expect(window.page.locator("main [name=c_0_4]")).to_have_value("women")
    window.submit("Kiểm tra các dòng")


def founded(site):
    return site.execute("SELECT count(*) FROM units_unit WHERE code LIKE 'NX-%%'")[0][0]


def test_a_tree_with_faulty_rows_is_corrected_on_screen_and_imported(site, visit):
    window = visit("totchuc.tayninh")
    content = excel(SHEETS)
    hand_in(window, content)
    window.heading("Xem trước khi nhập")
    look(window)
    rows = window.page.locator(".import-row")
    expect(rows).to_have_count(3)
    for row, words in enumerate(("không thể lớn hơn", "chữ không dấu", "năm kết thúc phải sau")):
        expect(rows.nth(row).locator(".field-error")).to_contain_text(words)
    for name, value in (("r2_women", "30"), ("r3_code", "NX-3"), ("r4_term", "2026 - 2031")):
        window.page.locator(f"#{name}").fill(value)
    window.submit("Lưu và kiểm tra lại")
    window.said("Mọi dòng đều đúng.")
    assert founded(site) == 0

    window.submit("Nhập các dòng đúng")
    look(window)
    site.run(WORK)
    expect(window.page.locator("main")).to_contain_text("Đã lập 5 đơn vị, mở 3 nhiệm kỳ, bố trí 3 chức vụ.")
    window.page.get_by_role("link", name="Xem kết quả").click()
    window.heading("Kết quả nhập từ Excel")
    look(window)
    assert founded(site) == 5
    window.go("/to-chuc/don-vi/NX-2/")
    expect(window.page.locator(".officers")).to_contain_text("Lê Thị Nhập")
    expect(window.page.locator(".breadcrumb")).to_contain_text("Nhập Thử")

    rows = [row[:] for row in ROWS]
    rows[2][4], rows[3][1], rows[4][6] = 30, "NX-3", "2026 - 2031"
    hand_in(window, excel({**SHEETS, "Danh sách": [HEAD, *rows]}))
    expect(window.page.locator("main")).to_contain_text("Mọi dòng đều giống hồ sơ hiện có")
    window.submit("Không nhập gì")
    window.said("Đã bỏ tệp.")
    assert founded(site) == 5


def test_a_file_that_is_no_excel_is_refused_at_its_field(visit):
    window = visit("totchuc.tayninh")
    window.go(f"/to-chuc/don-vi/{ABOVE}/nhap/")
    file = {"name": "to-chuc.xlsx", "mimeType": "application/octet-stream", "buffer": b"ma,ten"}
    window.page.locator("main [name=file]").set_input_files(file)
    window.submit("Đọc tệp")
    expect(window.page.locator("#id_file_error")).to_contain_text("không phải là tệp Excel")
