"""A paper list becomes members by one decision; a member goes from one union to another, in another branch of the
tree, by a number and its answer."""

import io
import re

import pytest
from docx import Document
from playwright.sync_api import expect

from ketdoan.core.viet import format_date, today

from .test_review import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SIZE = {"width": 390, "height": 844}
PHONE = {"viewport": SIZE, "has_touch": True, "is_mobile": True}
NUMBER = "072095077001"
PEOPLE = [
    ("Nguyễn Văn Hải Đăng", "12/03/1995", "Nam", NUMBER, "0912000123"),
    ("Trần Thị Kim Thoa", "1998", "Nữ", "072198077002", "0912 000 124"),
    ("Lê Minh Khuê", "30/2/1999", "Nữ", "", ""),
]
PASTE = """(text) => {
  const first = document.querySelector("[data-grid] input");
  const data = new DataTransfer();
  data.setData("text/plain", text);
  first.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def cell(window, row, column):
    return window.page.locator("[data-row]").nth(row - 1).locator(f"[name=people_{column}]")


def receive_list(window):
    """Paste three rows out of Excel, correct the day that does not exist, and confirm."""
    window.go("/doan-vien/don/nhan/")
    window.page.evaluate(PASTE, "\n".join("\t".join(row) for row in PEOPLE))
    expect(cell(window, 3, "name")).to_have_value(PEOPLE[2][0])
    window.submit("Kiểm tra")
    expect(window.page.locator("[data-row]").nth(2).locator(".field-error")).to_contain_text(
        "Tháng 2 năm 1999 không có ngày 30"
    )
    expect(cell(window, 1, "phone")).to_have_value("0912000123")
    looked_at(window, SIZE)
    cell(window, 3, "birth").fill("28/2/1999")
    window.submit("Kiểm tra")
    expect(window.page.locator(".effects")).to_contain_text("Ghi nhận 3 đơn")
    looked_at(window, SIZE)
    window.submit("Ghi nhận đơn")
    window.said("Đã ghi nhận đơn gia nhập.")


def admit(window):
    """Choose the three, print the draft, and admit them by the decision with its number."""
    for name, *_ in PEOPLE:
        window.page.get_by_role("checkbox", name=f"Chọn {name}").check()
    window.page.get_by_role("button", name="Đưa ra Ban Chấp hành").click()
    window.submit("Lập đợt kết nạp")
    window.heading("Đợt kết nạp")
    looked_at(window, SIZE)
    with window.page.expect_download() as started:
        window.page.get_by_role("link", name="In dự thảo quyết định").click()
    words = words_of(started.value)
    assert "Kết nạp 03 (ba) người" in words
    assert all(name in words for name, *_ in PEOPLE)
    window.page.get_by_role("link", name="Ghi quyết định, kết nạp").click()
    window.fill(decision_code="05/QĐ-CĐCS", decision_signed_on=format_date(today()), signatory="Chủ tịch")
    window.submit("Kết nạp 3 người")
    window.said("Đã kết nạp 3 đoàn viên.")


def issue_cards(window):
    """Give all who were just admitted their cards, from the page of the decision."""
    window.page.get_by_role("link", name="Cấp thẻ").click()
    expect(window.page.locator(".chosen-people li")).to_have_count(len(PEOPLE))
    window.submit("Cấp thẻ")
    window.heading("Đợt cấp thẻ")
    looked_at(window, SIZE)
    rows = window.page.locator("tbody tr")
    expect(rows).to_have_count(len(PEOPLE))
    expect(rows.filter(has_text="Đang dùng")).to_have_count(len(PEOPLE))
    window.page.go_back()
    window.page.go_back()
    window.page.reload()
    window.heading("Đợt kết nạp")
    expect(window.page.get_by_role("link", name="Cấp thẻ")).to_have_count(0)


def words_of(download):
    document = Document(io.BytesIO(download.path().read_bytes()))
    cells = [one.text for table in document.tables for row in table.rows for one in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_paper_list_becomes_members_and_one_of_them_goes_to_another_union(visit):
    source = visit("chutich.hanvela", **PHONE)
    receive_list(source)
    admit(source)
    issue_cards(source)
    source.page.get_by_role("link", name=PEOPLE[0][0]).click()
    source.heading(PEOPLE[0][0])
    expect(source.page.locator("main")).to_contain_text("Quyết định 05/QĐ-CĐCS")

    to = visit("chutich.phuthinh", **PHONE)
    to.go("/doan-vien/chuyen/den/")
    to.fill(number=NUMBER, name="nguyen van hai dang", birth_year="1994")
    to.submit("Tìm")
    expect(to.page.locator(".error-summary")).to_contain_text("Không tìm thấy đoàn viên nào khớp")
    to.fill(birth_year="1995")
    to.submit("Tìm")
    expect(to.page.locator(".effects")).to_contain_text(f"{PEOPLE[0][0]}, sinh năm 1995")
    to.submit("Gửi đề nghị đến nơi đi")
    to.heading(PEOPLE[0][0])
    request = to.page.url

    source.go("/")
    source.page.get_by_role("link", name=re.compile(f"Trả lời chuyển sinh hoạt: {PEOPLE[0][0]}")).first.click()
    source.page.get_by_role("link", name="Đồng ý", exact=True).click()
    source.submit("Lưu")
    source.said("Đã chuyển sinh hoạt.")
    to.page.goto(request)
    expect(to.page.locator("main")).to_contain_text("Đã chuyển")
    to.page.get_by_role("link", name="Mở hồ sơ đoàn viên").click()
    expect(to.page.locator(".timeline-list li").first).to_contain_text("Chuyển sinh hoạt")
    expect(to.page.locator(".timeline-list li").nth(1)).to_contain_text("Kết nạp")
