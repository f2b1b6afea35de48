"""Units are founded, renamed, moved, absorbed and dissolved by forms that lose nothing and do nothing twice."""

import pytest
from playwright.sync_api import expect

from ketdoan.core.viet import format_date, today

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ABOVE = "LDLD-TAYNINH"
ENTERPRISE = {"kind": "grassroots_union", "ownership": "private_enterprise", "employer": "Công ty Thử", "workers": "40"}


def found(window, code, name):
    """Found a grassroots union under the federation and end on its page."""
    window.go(f"/to-chuc/don-vi/{ABOVE}/lap-truc-thuoc/")
    window.fill(**ENTERPRISE, code=code, name=f"Công đoàn cơ sở {name}", short_name=f"CĐCS {name}")
    window.fill(since="05/01/2026")
    window.submit("Lưu")
    window.said("Đã lập đơn vị mới.")
    window.heading(name)


def test_a_unit_lives_from_its_founding_to_its_end(visit):
    window = visit("totchuc.tayninh")
    found(window, "THU-1", "Thử Một")
    window.act("Đổi tên")
    window.fill(name="Công đoàn cơ sở Thử Hai", short_name="CĐCS Thử Hai")
    window.fill(decision_code="7/QĐ-LĐLĐ", decision_signed_on=format_date(today()))
    window.submit("Lưu")
    window.said("Đã đổi tên đơn vị.")
    window.heading("Thử Hai")
    expect(window.page.locator(".timeline-list")).to_contain_text("7/QĐ-LĐLĐ")

    window.act("Chuyển trực thuộc")
    window.choose("parent", "phuong long hoa")
    window.submit("Lưu")
    expect(window.page.locator(".effects")).to_contain_text("CĐCS Thử Hai trực thuộc")
    window.submit("Xác nhận thực hiện")
    window.said("Đã chuyển đơn vị.")
    expect(window.page.locator(".breadcrumb")).to_contain_text("Long Hoa")

    window.act("Kết thúc hoạt động")
    window.submit("Lưu")
    expect(window.page.locator(".effects")).to_contain_text("CĐCS Thử Hai kết thúc hoạt động")
    window.submit("Xác nhận thực hiện")
    expect(window.page.locator("main")).to_contain_text("kết thúc từ ngày")
    expect(window.page.locator("summary", has_text="Thao tác")).to_have_count(0)


def test_a_unit_absorbed_by_another_is_kept_in_the_others_lineage(visit):
    window = visit("totchuc.tayninh")
    found(window, "THU-NHAN", "Thử Nhận")
    found(window, "THU-NHAP", "Thử Nhập")
    window.act("Sáp nhập vào đơn vị khác")
    window.choose("into", "thu nhan")
    window.submit("Lưu")
    expect(window.page.locator(".effects")).to_contain_text("CĐCS Thử Nhận tiếp nhận")
    window.submit("Xác nhận thực hiện")
    window.said("Đã sáp nhập đơn vị.")
    window.go("/to-chuc/don-vi/THU-NHAN/")
    expect(window.page.locator(".lineage-rows")).to_contain_text("từ CĐCS Thử Nhập")


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(visit):
    window = visit("totchuc.tayninh")
    window.go(f"/to-chuc/don-vi/{ABOVE}/lap-truc-thuoc/")
    window.fill(**ENTERPRISE, code="THU-SAI", name="Công đoàn cơ sở Thử Sai", short_name="CĐCS Thử Sai")
    window.fill(since="31/02/2026", decision_signed_on="01/02/2026", workers="bốn mươi")
    window.submit("Lưu")
    expect(window.page.locator("[data-error-summary]")).to_be_focused()
    expect(window.page.locator("#id_since_error")).to_be_visible()
    expect(window.page.locator("#id_workers_error")).to_be_visible()
    expect(window.page.locator("#id_decision_code_error")).to_contain_text("số, ký hiệu")
    for name, value in (("since", "31/02/2026"), ("workers", "bốn mươi"), ("name", "Công đoàn cơ sở Thử Sai")):
        expect(window.page.locator(f"main [name={name}]")).to_have_value(value)
    window.page.locator("[data-error-summary] a[href='#id_since']").click()
    expect(window.page.locator("main [name=since]")).to_be_focused()
    window.go("/to-chuc/don-vi/THU-SAI/")
    window.heading("Không tìm thấy trang")


def test_a_form_that_was_left_comes_back_as_it_was(visit):
    window = visit("totchuc.tayninh")
    window.go("/to-chuc/don-vi/CDCS-CAOSU/doi-ten/")
    with window.page.expect_response(lambda response: "/ban-nhap/" in response.url):
        window.page.locator("main [name=short_name]").fill("CĐCS Tên Dở Dang")
    window.go("/")
    window.go("/to-chuc/don-vi/CDCS-CAOSU/doi-ten/")
    expect(window.page.locator("main [name=short_name]")).to_have_value("CĐCS Tên Dở Dang")
    expect(window.page.locator("#draft-state")).to_contain_text("bản nháp")


def test_a_double_click_does_the_act_once(site, visit):
    window = visit("totchuc.tayninh")
    window.go(f"/to-chuc/don-vi/{ABOVE}/ban/")
    window.fill(name="Ban Thử Bấm Đúp")
    window.page.locator("main").get_by_role("button", name="Lưu", exact=True).dblclick()
    window.said("Đã lập ban.")
    assert site.execute("SELECT count(*) FROM units_department WHERE name = 'Ban Thử Bấm Đúp'") == [(1,)]
