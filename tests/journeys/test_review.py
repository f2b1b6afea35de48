"""Records that are double, and records that lack something: found, decided on, put right, taken back."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ketdoan.core.viet import format_date, today
from ketdoan.units.demo.showcases import GARMENT, PACKAGING

from .test_pages import AXE, DESKTOP, PHONE, RULES, RUN_AXE, TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
#: Members of two unions: one twice in the first, one in both, two whose records lack something.
PEOPLE = f"""
from datetime import date
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.actions.bringing import Happening, Newcomer, bring_in
from ketdoan.members.actions.checking import check_all, check_numbers
from ketdoan.members.actions.finding import find_changed
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit
with acting(SYSTEM):
    here, there = (Unit.objects.get(code=code) for code in ("{GARMENT}", "{PACKAGING}"))
    def come(unit, name, born, joined, **values):
        person = NewPerson(unit, name, born, sex=values.pop("sex", "f"), values=values)
        return Newcomer(person, [Happening("admission", joined, unit.pk)])
    bring_in(SYSTEM, [
        come(here, "Kiều Thị Mận", date(1988, 2, 3), date(2016, 5, 4), phone="0912345670"),
        come(here, "KIỀU THỊ MẬN", date(1988, 2, 3), date(2019, 5, 4), citizen_id="072188012345"),
        come(here, "Tạ Văn Đào", date(1990, 7, 8), date(2017, 5, 4), sex="m", phone="0912345671"),
        come(there, "Tạ Văn Đào", date(1990, 7, 8), date(2021, 5, 4), sex="m", phone="0912345671"),
        come(here, "Ông Thị Thiếu", date(1991, 1, 2), date(2018, 5, 4), sex="", citizen_id="072191012345"),
        come(here, "Ông Văn Đủ", None, date(2018, 5, 4), sex="m", phone="0912345672", citizen_id="072091012345"),
    ])
    find_changed()
    check_numbers()
    check_all()
"""


@pytest.fixture(scope="module", autouse=True)
def people(site):
    site.run(PEOPLE)


def looked_at(window, *sizes):
    """The open page is readable by everyone, in light and dark, and as wide as the screen."""
    page = window.page
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in sizes or (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert not page.evaluate(RUN_AXE, [RULES, []])
            assert not page.evaluate(TOO_WIDE)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size((sizes or (DESKTOP,))[0])


def test_a_person_entered_twice_is_made_one_by_keyboard_and_two_again(visit):
    window = visit("chutich.hanvela")
    page = window.page
    window.go("/doan-vien/trung/")
    looked_at(window)
    page.get_by_role("link", name="KIỀU THỊ MẬN").or_(page.get_by_role("link", name="Kiều Thị Mận")).first.click()
    window.heading("Hai hồ sơ này là một người?")
    expect(page.locator("main")).to_contain_text("cùng họ tên ít gặp")
    looked_at(window)
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("1")
    expect(page.locator("[name=decision]").first).to_be_checked()
    window.submit("Ghi quyết định")
    expect(page.locator("main")).to_contain_text("Hai hồ sơ là một người, tính một lần.")
    window.submit("Xác nhận thực hiện")
    window.said("Đã ghi quyết định.")
    window.go("/doan-vien/?q=kieu+thi+man")
    assert page.locator("#rows tbody tr").count() == 1
    page.get_by_role("link", name="Kiều Thị Mận").first.click()
    expect(page.locator("main")).to_contain_text("ghi trùng, không tính")
    page.get_by_role("link", name="Hoàn tác").click()
    window.fill(why="Hai chị em")
    window.submit("Lưu")
    window.said("Đã tách lại hai hồ sơ.")
    window.go("/doan-vien/?q=kieu+thi+man")
    assert page.locator("#rows tbody tr").count() == 2


def test_of_a_person_in_two_unions_each_sees_its_own_and_the_union_above_decides(visit):
    window = visit("chutich.hanvela")
    window.go("/doan-vien/trung/?cap=tren")
    window.page.get_by_role("link", name="Tạ Văn Đào").click()
    expect(window.page.locator("main")).to_contain_text("đơn vị ngoài phạm vi")
    assert "Phú Thịnh" not in window.main()
    looked_at(window)
    above = visit("totchuc.tayninh")
    above.go("/doan-vien/trung/")
    above.page.get_by_role("link", name="Tạ Văn Đào").first.click()
    belongs = above.page.locator("main [name=belongs]")
    for label in ("2. Cùng một người", "1. Cùng một người"):
        above.page.get_by_label(label).check()
        kept = above.page.get_by_label(label).locator("xpath=..").inner_text()
        assert belongs.locator("option:checked").inner_text() in kept, "the unit is that of the record that is kept"
    belongs.select_option(index=0)
    above.submit("Ghi quyết định")
    expect(above.page.locator("main")).to_contain_text("Ghi chuyển sinh hoạt đến")
    above.submit("Xác nhận thực hiện")
    above.said("Đã ghi quyết định.")


def test_a_review_is_asked_for_and_done_on_a_phone(visit):
    above = visit("totchuc.tayninh")
    above.go("/doan-vien/ra-soat/")
    looked_at(above)
    with above.page.expect_navigation():
        above.page.get_by_role("link", name="Phát động đợt rà soát").click()
    looked_at(above)
    above.page.get_by_label("Chưa ghi giới tính").check()
    above.page.get_by_label("Chưa ghi ngày sinh").check()
    above.fill(due=format_date(today() + timedelta(days=20)))
    above.submit("Phát động")
    above.said("Đã phát động đợt rà soát")
    looked_at(above)
    window = visit("chutich.hanvela", **ON_PHONE)
    page = window.page
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Rà soát dữ liệu: còn .* hồ sơ cần bổ sung")).first.tap()
    looked_at(window, PHONE)
    left = int(board(above, "Còn lại"))
    page.get_by_role("link", name="Bổ sung lần lượt").tap()
    window.heading("Bổ sung hồ sơ")
    for name, field, value in (("Ông Văn Đủ", "birth_date", "05/06/1991"), ("Ông Thị Thiếu", "sex", "f")):
        window.go(f"/doan-vien/?q={name}")
        page.get_by_role("link", name=name).first.tap()
        page.get_by_role("link", name="Bổ sung hồ sơ").tap()
        window.heading(f"Bổ sung hồ sơ: {name}")
        looked_at(window, PHONE)
        if field == "sex":
            page.get_by_label("Nữ").check()
        else:
            window.fill(**{field: value})
        window.submit("Lưu, sang người kế tiếp")
        window.said(f"Đã bổ sung hồ sơ của {name}.")
    above.page.reload()
    assert int(board(above, "Còn lại")) == left - 2
    assert board(above, "Đã xong") == "2"


def board(window, label):
    """A figure of the campaign's page."""
    figure = window.page.locator(".stat").filter(has_text=label).locator(".stat-value").first
    return figure.inner_text().strip().replace(".", "")
