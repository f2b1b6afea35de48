"""A slip filled in without a network: sent once, under seal, opened with the others when the union ends the survey."""

import pytest
from playwright.sync_api import expect

from ketdoan.portal.demo import PHONES

from .test_app import CHAIR, kept, phone, send_later  # noqa: F401 - `phone` is a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
SURVEY = "Hoạt động văn hóa, thể thao năm tới"


def test_a_slip_is_sent_once_the_network_is_back_and_counted_at_the_end(visit, phone):  # noqa: F811
    window = phone(PHONES[1])
    window.page.locator("main").get_by_role("link", name=SURVEY).click()
    window.heading(SURVEY)
    window.page.get_by_role("link", name="Trả lời").click()
    kept(window)
    for name in ("Bóng đá", "Hội chợ 0 đồng", "Sau ca sáng", "4"):
        window.page.get_by_label(name, exact=True).check()
    send_later(window)
    window.go("/app/khao-sat")
    window.page.locator("main").get_by_role("link", name=SURVEY).click()
    expect(window.page.locator("main")).to_contain_text("Anh chị đã trả lời")
    page = window.page.url
    office = visit(CHAIR)
    office.go("/khao-sat/")
    office.page.get_by_role("link", name=SURVEY).click()
    expect(office.page.locator("main")).to_contain_text("Phiếu đang niêm phong")
    answered = int(office.page.locator(".stat", has_text="Đã trả lời").locator(".stat-value").inner_text())
    office.page.get_by_role("link", name="Kết thúc, mở phiếu").click()
    office.submit("Xem trước")
    assert f"{answered} phiếu được mở cùng lúc" in office.main()
    office.submit("Xác nhận thực hiện")
    office.heading(SURVEY)
    assert "Sau ca sáng" in office.main()
    window.page.goto(page)
    assert f"{answered} người trả lời" in window.main()
    assert not [*window.problems, *office.problems]
