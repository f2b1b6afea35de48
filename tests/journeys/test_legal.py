"""The legal assistant and the legal desk in a browser: a chair asks on a phone and hands the question over, a legal
officer answers and makes an entry of it, another publishes it."""

import json

import pytest
from playwright.sync_api import expect

from .test_pages import AXE, RULES, RUN_AXE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
CHAIR, OFFICER, SECOND = "chutich.longhoa", "phapluat.tayninh", "phapche.tayninh"
PHONE = {"width": 390, "height": 844}
LAW = "1. Trả lương đúng hạn.\n2. Trả đủ.\n3. Trả trực tiếp.\n4. Chậm từ 15 ngày trở lên thì phải đền bù tiền lãi."
IMPORT = """
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.legal.actions.importing import import_articles
with acting(SYSTEM):
    import_articles(lines=[{line!r}])
"""
ANSWER = "Công ty phải trả đủ lương và đền bù tiền lãi của những ngày chậm."
WAYS = "cham luong vi ngan hang loi phan mem\nngân hàng lỗi phần mềm nên chậm lương thì công ty có phải đền bù không"


@pytest.fixture
def library(site):
    """The library holds one article."""
    line = {"law_id": "45/2019/QH14", "article_id": "97", "title": "Kỳ hạn trả lương", "text": LAW}
    site.run(IMPORT.format(line=json.dumps({**line, "effective": "2021-01-01"})))


def clean(page):
    page.evaluate(AXE)
    assert not page.evaluate(RUN_AXE, [RULES, []])
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def go(page, role, name):
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name, exact=True).click()


def ask(window, question):
    window.go("/phap-luat/")
    window.page.get_by_label("Câu hỏi", exact=True).fill(question)
    go(window.page, "button", "Hỏi")


def test_a_question_goes_from_the_assistant_to_the_legal_officer_and_back(visit, library):
    asker = visit(CHAIR, viewport=PHONE)
    page = asker.page
    ask(asker, "cty cham luong 20 ngay thi phai tra them gi")
    clean(page)
    go(page, "link", "khoản 4 Điều 97 Bộ luật Lao động số 45/2019/QH14")
    expect(page.locator("p:target")).to_contain_text("15 ngày")
    ask(asker, "cty cham luong 20 ngay thi phai tra them gi")
    page.get_by_role("button", name="Sai", exact=True).click()
    expect(page.get_by_text("Câu hỏi không được gửi kèm.")).to_be_visible()
    go(page, "button", "Chuyển cho cán bộ pháp luật")
    clean(page)
    assert "cham luong" not in page.url
    expect(page.get_by_label("Câu hỏi", exact=True)).to_have_value("cty cham luong 20 ngay thi phai tra them gi")
    go(page, "button", "Gửi câu hỏi")
    asker.said("Cần đồng ý")
    page.locator("main [name=consent]").check()
    go(page, "button", "Gửi câu hỏi")
    asker.said("Đã chuyển câu hỏi")
    clean(page)
    number = page.url.rstrip("/").rpartition("/")[2]

    officer = visit(OFFICER)
    officer.page.get_by_role("link", name=f"Trả lời câu hỏi pháp luật số {number}").first.click()
    officer.heading(f"Câu hỏi pháp luật số {number}")
    clean(officer.page)
    go(officer.page, "link", "Trả lời")
    officer.fill(text=ANSWER, cites="khoản 9 Điều 97 Bộ luật Lao động")
    officer.submit("Gửi trả lời")
    expect(officer.page.get_by_text("Dòng 1: thư viện không có").first).to_be_visible()
    officer.fill(cites="khoản 4 Điều 97 Bộ luật Lao động")
    officer.submit("Gửi trả lời")
    officer.said("Đã gửi trả lời")

    asker.go("/phap-luat/cau-hoi-cua-toi/")
    clean(page)
    go(page, "link", f"Câu hỏi số {number}")
    for text in (ANSWER, "4. Chậm từ 15 ngày trở lên thì phải đền bù tiền lãi."):
        expect(page.get_by_text(text)).to_be_visible()
    asker.go("/to-chuc/du-lieu-cua-toi/")
    assert f"Câu hỏi pháp luật số {number}" in asker.main()

    _drawn_from_the_case(visit, officer, number)
    ask(asker, "ngan hang loi phan mem nen cham luong thi cong ty co phai den bu khong")
    assert "đã thẩm định ngày" in asker.main()


def _drawn_from_the_case(visit, officer, number):
    """The legal officer drafts an entry; the other one publishes it."""
    officer.go(f"/phap-luat/tu-van/{number}/")
    go(officer.page, "link", "Soạn mục sổ tay")
    clean(officer.page)
    officer.fill(part="Tiền lương, tiền thưởng", title="Chậm lương vì ngân hàng lỗi phần mềm thì sao?", asked=WAYS)
    officer.page.locator("main [name=no_names]").check()
    officer.submit("Lưu")
    officer.said("Đã lưu")
    clean(officer.page)
    officer.submit("Gửi thẩm định")
    assert not officer.page.get_by_role("button", name="Thẩm định, công bố").count()
    second = visit(SECOND)
    second.page.get_by_role("link", name="Thẩm định mục sổ tay pháp luật").first.click()
    second.submit("Thẩm định, công bố")
    second.said("Đã công bố")
    second.go("/phap-luat/thong-ke/")
    clean(second.page)
