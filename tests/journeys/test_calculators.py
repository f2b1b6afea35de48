"""On a phone: severance with a mistake corrected at its field, overtime held against a payslip, from the handbook."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= 390


def test_severance_and_overtime_are_worked_out_on_a_phone(visit):
    window = visit("totruong.hanvela", **PHONE)
    page = window.page
    window.go("/phap-luat/")
    page.get_by_role("link", name="Tính thử", exact=True).tap()
    window.heading("Tính thử theo luật")
    page.get_by_role("link", name="Trợ cấp thôi việc", exact=True).tap()
    window.heading("Trợ cấp thôi việc")
    window.fill(lam_thuc_te_thang="64", that_nghiep_thang="86", luong_binh_quan_6_thang="8 triệu", ngay="27/11/2026")
    window.submit("Tính")
    wrong = page.locator("[data-error-summary]")
    expect(wrong).to_be_focused()
    wrong.get_by_role("link").tap()
    months = page.locator("[name=that_nghiep_thang]")
    expect(months).to_be_focused()
    expect(page.locator("[name=luong_binh_quan_6_thang]")).to_have_value("8 triệu")
    months.fill("36")
    window.submit("Tính")
    result = page.get_by_role("region", name="Kết quả")
    expect(result.locator(".main dd")).to_have_text("10.000.000 đồng")
    expect(result).to_contain_text("64 − 36 = 28 tháng")
    expect(result).to_contain_text("khoản 2 Điều 46 Bộ luật Lao động số 45/2019/QH14, từ 01/01/2021")
    assert page.url.endswith("/may-tinh/tro-cap-thoi-viec/")
    assert fits(page)

    window.go("/phap-luat/so-tay/luong.tang-ca/")
    page.get_by_role("link", name="Tiền làm thêm giờ, làm đêm, làm ngày lễ").tap()
    window.fill(luong_thang="10.400.000", ngay_cong_chuan="26", gio_moi_ngay="8", gio_thuong="4", gio_dem_thuong="2")
    window.submit("Tính")
    result = page.get_by_role("region", name="Kết quả")
    expect(result.locator(".main dd")).to_have_text("500.000 đồng")
    expect(result.locator(".legal-steps > li")).to_have_count(3)
    page.emulate_media(media="print")
    expect(result.get_by_text("Số giờ làm việc bình thường một ngày: 8")).to_be_visible()
    expect(page.get_by_role("button", name="Tính", exact=True)).to_be_hidden()
    assert fits(page)
