"""An organisation officer looks at the tree of any day, puts people into offices, and opens and ends terms."""

import io

import pytest
from docx import Document
from playwright.sync_api import expect

from ketdoan.core.viet import fold

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
UNIT = "CDCS-HANVELA"  # a seat of its executive is vacant


def words_of(content: bytes) -> str:
    """All words of a Word file."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def download(window, link):
    """The bytes and the name of the file behind a link."""
    with window.page.expect_download() as started:
        link.click()
    return started.value.path().read_bytes(), started.value.suggested_filename


def test_the_tree_opens_branch_by_branch_and_is_searched_without_accents(visit):
    window = visit("totchuc.tayninh")
    window.page.get_by_role("link", name="Tổ chức", exact=True).first.click()
    branch = window.page.locator(".tree .tree button.twist").first
    expect(branch).to_have_attribute("aria-expanded", "false")
    inside = window.page.locator(f"#{branch.get_attribute('aria-controls')}")
    branch.click()
    expect(inside.locator("li").first).to_be_visible()
    branch.click()
    expect(inside).to_be_hidden()
    window.page.locator("#q").press_sequentially("bao bi phu thinh")
    hit = window.page.locator(".hits a").first
    expect(hit).to_contain_text("Bao bì Phú Thịnh")
    hit.click()
    window.heading("Bao bì Phú Thịnh")


def test_the_sector_union_of_31_october_2023_shows_30_units_and_249_grassroots_unions(visit):
    window = visit("totchuc.tld")
    window.go("/to-chuc/")
    window.page.locator("#ngay").fill("31/10/2023")
    window.page.get_by_role("button", name="Xem").click()
    window.page.wait_for_url("**ngay=31*")
    node = (
        window.page.locator(".node", has_text="Thông tin và Truyền thông")
        .or_(window.page.locator(".node", has_text="TT&TT"))
        .first
    )
    expect(node).to_contain_text("249")
    node.get_by_role("link").click()
    stats = window.page.locator(".stat")
    expect(stats.nth(0)).to_contain_text("30")
    expect(stats.nth(1)).to_contain_text("249")
    expect(window.page.locator("main")).to_contain_text("Theo hồ sơ ngày 31/10/2023")
    window.page.locator("#lang").select_option("today")
    window.page.get_by_role("button", name="Xem").click()
    window.page.wait_for_url("**lang=today*")
    expect(window.page.locator("#lang")).to_have_value("today")
    expect(window.page.locator("main")).to_contain_text("các đơn vị từng trực thuộc nay tính ở nơi tiếp nhận")
    expect(stats).to_have_count(0)
    window.page.get_by_role("link", name="Về hôm nay").click()
    expect(window.page.locator("main")).to_contain_text("Đơn vị không có trong tổ chức ngày")


def test_a_wrong_day_is_refused_at_the_field(visit):
    window = visit("totchuc.tayninh")
    window.go("/to-chuc/?ngay=31/02/2023")
    expect(window.page.locator("#ngay-loi")).to_be_visible()
    expect(window.page.locator("#ngay")).to_have_value("31/02/2023")


def test_somebody_is_appointed_given_work_printed_and_leaves_the_office(visit):
    window = visit("chutich.hanvela")
    window.go(f"/to-chuc/don-vi/{UNIT}/")
    window.act("Thêm người vào hồ sơ")
    window.fill(name="Lý Thị Bố Trí")
    window.submit("Lưu")
    window.said("Đã thêm người vào hồ sơ.")
    window.go(f"/to-chuc/don-vi/{UNIT}/")
    window.act("Bố trí chức vụ")
    window.fill(
        place="executive:member", since="02/03/2026", decision_code="15/QĐ-CĐCS", decision_signed_on="27/02/2026"
    )
    window.choose("person", "ly thi bo tri")
    window.submit("Lưu")
    window.said("Đã bố trí chức vụ.")
    row = window.page.locator("main tr", has_text="Lý Thị Bố Trí").first
    row.get_by_label("Phân công nhiệm vụ cho Lý Thị Bố Trí").click()
    window.fill(work="Phụ trách nữ công")
    window.submit("Lưu")
    expect(row).to_contain_text("Phụ trách nữ công")

    content, name = download(window, row.get_by_label("In quyết định chức vụ của Lý Thị Bố Trí"))
    assert name.endswith(".docx")
    words = fold(words_of(content))
    for part in ("Lý Thị Bố Trí", "Ủy viên", "Hanvela", "15/QĐ-CĐCS"):
        assert fold(part) in words
    assert "{" not in words

    row.get_by_label("Lý Thị Bố Trí thôi giữ chức vụ").click()
    window.submit("Lưu")
    window.said("Đã ghi thôi giữ chức vụ.")
    expect(window.page.locator("main tr", has_text="Lý Thị Bố Trí")).to_have_count(0)


def test_a_term_ends_after_its_effects_were_shown_and_a_new_one_begins(visit):
    window = visit("totchuc.tayninh")
    window.go("/to-chuc/don-vi/CDCS-BENHVIEN/")
    window.page.get_by_role("link", name="Kết thúc nhiệm kỳ").first.click()
    window.submit("Lưu")
    expect(window.page.locator(".effects")).to_contain_text("thôi giữ chức vụ")
    window.submit("Xác nhận thực hiện")
    window.said("Đã kết thúc nhiệm kỳ.")
    window.act("Mở nhiệm kỳ")
    window.fill(kind="executive", number="V", seats="5")
    window.submit("Lưu")
    window.said("Đã mở nhiệm kỳ.")
    expect(window.page.locator(".body-card", has_text="khóa V").first).to_contain_text("0/5 ủy viên")
