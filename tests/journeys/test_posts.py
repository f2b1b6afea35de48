"""Working as somebody: switching posts, lending one, administration by the hour, new accounts by invitation."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ketdoan.core.viet import format_date, today
from ketdoan.units.demo.accounts import PASSWORD, SECOND_POST

from .browsing import HOME

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_a_second_post_at_the_upper_level_opens_once_a_second_factor_is_set_up(visit):
    visit("chutich.phuthinh")  # others work on in a session of their own
    window = visit()
    window.sign_in("chutich.phuthinh")
    post = window.page.locator(".pick-post")
    expect(post).to_contain_text("Chủ tịch")
    window.go(f"/to-chuc/don-vi/{SECOND_POST[2]}/")
    window.heading("Không tìm thấy trang")
    window.go("/")
    post.click()
    window.page.get_by_role("button", name=re.compile("Văn thư")).click()
    window.heading("Cần xác thực hai lớp")
    with window.page.expect_navigation():
        window.page.get_by_role("link", name="Ứng dụng tạo mã").click()
    window.confirm_password()
    secret = window.page.locator("#authenticator_secret").input_value()
    window.give_code_of(secret)
    window.go(f"/to-chuc/don-vi/{SECOND_POST[2]}/")
    window.heading("Long Hoa")
    expect(post).to_contain_text("Văn thư")


def test_a_post_is_lent_for_some_days_and_taken_back(visit):
    window = visit("chutich.tayninh")
    window.go("/to-chuc/uy-quyen/")
    person = window.page.locator("main [name=person]")
    value = person.locator("option").nth(1).get_attribute("value") or ""
    name = person.locator("option").nth(1).inner_text()
    role = window.page.locator("main [name=role] option", has_text="Kế toán").get_attribute("value") or ""
    until = format_date(today() + timedelta(days=300))
    window.fill(person=value, role=role, until=until, why="Đi công tác")
    window.submit("Ủy quyền")
    window.said("Đã ủy quyền.")
    lent = window.page.locator("main li", has_text=name)
    expect(lent).to_contain_text(until)
    with window.page.expect_navigation():
        lent.get_by_role("button").click()
    window.said("Đã thu hồi ủy quyền")
    expect(window.page.locator("main")).to_contain_text("Chưa ủy quyền cho ai")


def test_rights_of_administration_open_with_a_reason_and_close_again(visit):
    window = visit("quantri")
    window.close_administration()
    window.go("/he-thong/cong-viec/")
    window.heading("Không có quyền")
    window.go("/to-chuc/phien-quan-tri/")
    window.submit("Mở phiên quản trị")
    # The password is asked for again unless it was given in this browser a short while ago.
    expect(window.page.locator("#id_reason_error, input[type=password]").first).to_be_visible()
    if window.page.locator("input[type=password]").count():
        window.confirm_password()
    expect(window.page.locator("#id_reason_error")).to_be_visible()
    window.open_administration("Xem công việc nền bị hỏng")
    expect(window.page.locator(".demo-note", has_text="Phiên quản trị mở đến")).to_be_visible()
    window.go("/he-thong/cong-viec/")
    window.heading("Công việc")
    window.go("/to-chuc/phien-quan-tri/")
    expect(window.page.locator("main")).to_contain_text("Xem công việc nền bị hỏng")
    window.close_administration()
    window.said("Đã kết thúc phiên quản trị.")
    window.go("/he-thong/cong-viec/")
    window.heading("Không có quyền")


def test_an_invited_person_opens_an_account_and_signs_in(visit):
    officer = visit("chutich.hanvela")
    officer.go("/to-chuc/don-vi/CDCS-HANVELA/nguoi/")
    officer.fill(name="Bùi Thị Thử Nghiệm")
    officer.submit("Lưu")
    officer.go("/to-chuc/don-vi/CDCS-HANVELA/vi-tri/giao/")
    person = officer.page.locator("main [name=person] option", has_text="Bùi Thị Thử Nghiệm").get_attribute("value")
    role = officer.page.locator("main [name=role] option", has_text="Văn thư").get_attribute("value")
    officer.fill(person=person or "", role=role or "")
    officer.submit("Lưu")
    officer.said("Đã giao vị trí công tác.")
    officer.submit("Tạo lời mời cho Bùi Thị Thử Nghiệm")
    link = officer.page.locator("#link").input_value()

    newcomer = visit()
    newcomer.page.goto(link)
    newcomer.heading("Chào Bùi Thị Thử Nghiệm")
    assert link.rstrip("/").rsplit("/", 1)[-1] not in newcomer.page.url
    newcomer.fill(username="thu.nghiem", password=PASSWORD, again="khong-giong-nhau")
    newcomer.submit("Mở tài khoản")
    expect(newcomer.page.locator("#id_again_error")).to_contain_text("không giống nhau")
    newcomer.fill(password=PASSWORD, again=PASSWORD)
    newcomer.submit("Mở tài khoản")
    newcomer.fill(login="thu.nghiem", password=PASSWORD)
    newcomer.submit("Đăng nhập")
    newcomer.heading(HOME)
    expect(newcomer.page.locator(".post-name")).to_contain_text("Văn thư")

    late = visit()
    late.page.goto(link)
    late.heading("Đường dẫn không còn dùng được")
