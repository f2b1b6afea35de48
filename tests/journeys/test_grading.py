"""Grading in a browser: a chair scores the union on a phone, and finds everything saved."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PLANTATION = "chutich.caosu"


def test_a_chair_scores_on_a_phone_and_each_line_is_saved_as_it_is_typed(visit):
    window = visit(PLANTATION)
    page = window.page
    page.set_viewport_size({"width": 390, "height": 844})
    window.go("/")
    page.get_by_role("link", name="Tự chấm, xếp loại công đoàn cơ sở").first.click()
    page.get_by_label("Tham gia xây dựng quy chế").fill("11,5")
    page.keyboard.press("Tab")
    page.get_by_text("11,5 / 100 điểm").wait_for()
    page.get_by_label("Thăm hỏi, trợ cấp").fill("12")
    page.keyboard.press("Tab")
    page.get_by_text("Điểm từ 0 đến 10.").wait_for()
    page.get_by_label("Thăm hỏi, trợ cấp").fill("9")
    page.keyboard.press("Tab")
    page.get_by_text("20,5 / 100 điểm").wait_for()
    assert not page.get_by_text("Điểm từ 0 đến 10.").is_visible()
    page.reload()
    assert page.get_by_label("Tham gia xây dựng quy chế").input_value() == "11,5"
    page.get_by_role("button", name="Gửi cấp trên").click()
    page.get_by_text("dòng chưa chấm.").wait_for()
