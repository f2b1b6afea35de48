"""An official's morning: what awaits, a figure down to its evidence, the palette, settings, whom to help."""

import re

import pytest
from playwright.sync_api import expect

from .browsing import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PHONE = {"width": 390, "height": 844}
UNIT = "CDCS-HANVELA"


def ask(window: Visitor, words: str) -> None:
    """Open the palette by its keys and type."""
    window.page.keyboard.press("Control+k")
    field = window.page.locator("#palette input")
    expect(field).to_be_focused()
    field.fill("")
    with window.page.expect_response(lambda answer: "/tim-kiem/" in answer.url and "q=" in answer.url):
        field.press_sequentially(words)


def first_hit(window: Visitor, title: str):
    hit = window.page.locator("#palette-hits li a").first
    expect(hit).to_contain_text(title)
    return hit


def test_a_figure_of_the_home_leads_to_its_evidence(visit):
    window = visit("totchuc.tayninh")
    figure = window.page.locator(".stat", has_text="Công đoàn cơ sở")
    expect(figure.locator(".spark-table tbody tr")).to_have_count(12)
    number = figure.locator(".stat-value").inner_text()
    figure.get_by_role("link").click()
    window.heading(f"Công đoàn cơ sở: {number} đơn vị")
    expect(window.page.locator("#count")).to_contain_text(number)
    window.page.get_by_role("link", name="01/2026").click()
    expect(window.page.locator("[aria-current=true]")).to_contain_text("01/2026")


def test_the_calendar_is_a_month_on_a_desk_and_a_list_on_a_phone(visit):
    window = visit("totchuc.tayninh")
    window.page.get_by_role("link", name="Xem cả tháng").click()
    expect(window.page.locator("table.month")).to_be_visible()
    expect(window.page.locator(".agenda")).to_be_hidden()
    window.go("/lich/?thang=2026-02")
    expect(window.page.locator("#ngay-17")).to_contain_text("Tết Nguyên Đán")
    window.page.set_viewport_size(PHONE)
    expect(window.page.locator("table.month")).to_be_hidden()
    expect(window.page.locator(".agenda")).to_contain_text("17/02")


def test_the_home_shows_coming_days_on_a_phone_and_the_month_on_a_desk(visit):
    window = visit("totchuc.tayninh")
    coming = window.page.locator(".coming-day").first
    expect(window.page.locator("table.mini")).to_be_visible()
    expect(coming.locator(".on-phone")).to_be_hidden()
    window.page.set_viewport_size(PHONE)
    expect(window.page.locator("table.mini")).to_be_hidden()
    expect(coming).to_have_text(re.compile(r"(Thứ .+|Chủ nhật)\s*\d\d/\d\d"))
    expect(window.page.get_by_role("heading", name="Sắp tới")).to_have_count(1)


def test_the_palette_finds_an_act_asks_for_the_unit_and_remembers(visit):
    window = visit("totchuc.tayninh")
    ask(window, "sap nhap")
    first_hit(window, "Sáp nhập vào đơn vị khác")
    window.page.keyboard.press("Enter")
    window.heading("Sáp nhập vào đơn vị khác: chọn đơn vị")
    window.go(f"/to-chuc/don-vi/{UNIT}/")
    ask(window, "sap nhap")
    expect(first_hit(window, "Sáp nhập vào đơn vị khác")).to_contain_text("Hanvela")
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("ArrowDown")  # past the one that was opened before
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(f"**/don-vi/{UNIT}/sap-nhap/")
    window.page.keyboard.press("Control+k")
    recent = window.page.locator("#palette-recent li a")
    expect(recent).to_have_count(2)
    expect(recent.first).to_contain_text("Hanvela")
    window.page.keyboard.press("Escape")
    expect(window.page.locator("#palette")).to_be_hidden()


def test_the_first_steps_can_be_put_away(visit):
    window = visit("chutich.phuthinh")
    card = window.page.get_by_role("region", name="Bắt đầu từ đây")
    expect(card).to_contain_text("Bật xác thực hai lớp")
    window.submit("Ẩn phần này")
    expect(card).to_have_count(0)
    window.go("/")
    expect(card).to_have_count(0)


def test_the_settings_keep_how_messages_come_and_how_the_site_looks(visit):
    window = visit("chutich.hanvela")
    window.page.locator("summary[aria-label^='Tài khoản']").click()
    window.page.get_by_role("link", name="Cài đặt").click()
    window.heading("Cài đặt")
    window.page.get_by_label("Tối", exact=True).check()
    expect(window.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    window.page.get_by_role("link", name="Đổi cách nhận thông báo").click()
    window.fill(task="digest", digest_hour="6", quiet_from="22")
    window.submit("Lưu")
    expect(window.page.locator("[data-error-summary]")).to_contain_text("Hãy chọn cả giờ bắt đầu và giờ kết thúc")
    window.fill(quiet_until="5")
    window.submit("Lưu")
    window.said("Đã lưu cách nhận thông báo.")
    expect(window.page.locator("main")).to_contain_text("Gộp vào thư hằng ngày")
    expect(window.page.locator("main")).to_contain_text("22 giờ đến 5 giờ")


def test_an_organisation_officer_finds_whom_to_help(visit):
    window = visit("totchuc.tayninh")
    window.page.get_by_role("link", name="Mức độ sử dụng").first.click()
    row = window.page.locator("tbody tr", has_text="Long Hoa")
    row.get_by_role("link").first.click()
    expect(window.page.locator(".breadcrumb")).to_contain_text("LĐLĐ tỉnh Tây Ninh")
    window.page.locator(".stat", has_text="Đơn vị chưa dùng").get_by_role("link").click()
    window.heading("Đơn vị chưa dùng: CĐ phường Long Hoa")
    window.page.locator("#rows").get_by_role("link", name="Mời cán bộ").first.click()
    window.heading("Vị trí công tác")


def test_help_opens_the_chapter_about_the_page(visit):
    window = visit("totchuc.tayninh")
    window.go(f"/to-chuc/don-vi/{UNIT}/chuc-vu/")
    window.page.get_by_role("link", name="Trợ giúp").click()
    window.heading("Bố trí chức vụ và in quyết định")
    picture = window.page.locator(".guide img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth > 300; }")
