"""A form from the Excel sheet in use: read, corrected, tried on the figures of last period, published, asked for."""

from time import monotonic

import pytest
from playwright.sync_api import expect
from xlsxwriter import Workbook

from .test_reports import CHAIR, PROVINCE, Counted, saved
from .test_review import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
TITLE = "Báo cáo công tác nữ công quần chúng"
#: The sheet with the figures of last period. Of the rows numbered 1 to 7 one says nothing of its unit of measure, and
#: the total of 4 is wrong by one.
SHEET = [
    ["LIÊN ĐOÀN LAO ĐỘNG TỈNH", "", "", "", ""],
    [TITLE.upper(), "", "", "", ""],
    ["6 tháng đầu năm 2026", "", "", "", ""],
    ["TT", "Nội dung", "Đơn vị tính", "Số liệu", "Ghi chú"],
    ["I", "Lao động nữ", "", "", ""],
    ["1", "Tổng số lao động nữ", "người", 840, ""],
    ["2", "Lao động nữ đang mang thai", "người", 41, ""],
    ["", "Trong đó: được giảm giờ làm", "người", 39, ""],
    ["3", "Lao động nữ nuôi con dưới 12 tháng tuổi", "", 37, ""],
    ["II", "Hoạt động", "", "", ""],
    ["4", "Tổng số cuộc tuyên truyền", "cuộc", 12, ""],
    ["4.1", "Về chính sách lao động nữ", "cuộc", 7, ""],
    ["4.2", "Về chăm sóc sức khỏe", "cuộc", 4, ""],
    ["5", "Số lượt người dự", "lượt", 655, ""],
    ["6", "Số phòng vắt, trữ sữa", "phòng", 3, ""],
    ["7", "Tỷ lệ lao động nữ được giảm giờ làm trên lao động nữ đang mang thai", "%", 95.12, ""],
]
LONGEST, MOST_CLICKS = 600, 12


@pytest.fixture
def sheet(tmp_path):
    return write_sheet(tmp_path)


def write_sheet(folder):
    """The sheet as a file in a folder."""
    file = folder / "nu-cong.xlsx"
    with Workbook(file) as book:
        page = book.add_worksheet("Biểu")
        for at, row in enumerate(SHEET):
            page.write_row(at, 0, row)
    return file


def test_an_officer_makes_a_form_from_the_sheet_in_use_and_the_units_are_asked(sheet, visit):
    officer = visit(PROVINCE)
    page, work, begun = officer.page, Counted(officer.page), monotonic()
    officer.go("/bao-cao/bieu-mau/")
    looked_at(officer)
    work.click("link", "Lập biểu mẫu từ Excel")
    page.locator("[name=file]").set_input_files(sheet)
    work.click("button", "Đọc tệp")
    expect(page.locator("h1")).to_contain_text(TITLE, ignore_case=True)
    looked_at(officer)
    _corrected(officer, work)
    looked_at(officer)
    expect(page.locator("main")).to_contain_text("1 quy tắc không khớp với số liệu")
    expect(page.locator(".tried", has_text="Không khớp")).to_contain_text("12")
    work.clicks += 1
    page.locator("summary", has_text="Công bố").click()
    work.click("button", "Công bố biểu mẫu")
    officer.said("Đã công bố biểu mẫu")
    looked_at(officer)
    assert monotonic() - begun <= LONGEST
    assert work.clicks <= MOST_CLICKS
    _asked(officer, visit)


def _corrected(officer, work):
    """The code is given, and a unit of measure that the sheet lacks, where the grid says so."""
    page = officer.page
    page.locator("[name=code]").fill("NU-CONG")
    half = page.get_by_label("6 tháng", exact=False).first
    if not half.is_checked():
        half.check()
    row = page.locator(".design-line", has=page.locator('[value^="Lao động nữ nuôi con"]'))
    row.locator('[name="lines_uom"]').fill("người")
    work.click("button", "Lưu và thử trên số liệu")


def _asked(officer, visit):
    """A round is opened on it, and a chair fills in the first lines."""
    officer.go("/bao-cao/dot/moi/")
    looked_at(officer)
    form = officer.page.locator("[name=form] option", has_text=TITLE).first.get_attribute("value")
    officer.fill(form=form or "", period="2026-H1", due="31/12/2026")
    officer.submit("Mở đợt báo cáo")
    officer.said("Đã mở đợt báo cáo")
    chair = visit(CHAIR)
    chair.go("/bao-cao/")
    chair.page.locator("main").get_by_role("link", name=TITLE).first.click()
    chair.heading(TITLE)
    chair.page.locator("#entry input.form-control").first.fill("840")
    chair.page.locator("#entry input.form-control").first.press("Enter")
    saved(chair.page)
    looked_at(chair)
