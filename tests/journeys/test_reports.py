"""A half-year goes from a chair, and her employer's phone, to the locked report of a province and back to a person.

The clicks of the chair and the cells that she types are counted.
"""

import pytest
from playwright.sync_api import Page, expect

from .browsing import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CHAIR, PROVINCE = "chutich.caosu", "totchuc.tayninh"
FORM = "Báo cáo biến động đoàn viên và tổ chức công đoàn"
MOST_TYPED, MOST_CLICKS = 20, 25


class Counted:
    """Clicks and typed cells of one who works on a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.typed = page, 0, 0

    def click(self, role: str, name: str, *, at: int = 0) -> None:
        self.clicks += 1
        self.page.locator("main").get_by_role(role, name=name).nth(at).click()  # type: ignore[arg-type]

    def type(self, cell: str, text: str) -> None:
        box = self.page.locator(f'[id="i-{cell}"]')
        box.fill(text)
        box.press("Enter")
        self.typed += 1


def empty_cells(page: Page) -> list[str]:
    """Cells that hold nothing yet and are not filled by themselves."""
    return page.locator("#entry input.form-control").evaluate_all(
        "boxes => boxes.filter((box) => !box.value && !box.placeholder).map((box) => box.name)"
    )


def saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_text("Đã lưu", timeout=15_000)


def test_a_half_year_from_the_chair_to_the_province_and_back_to_a_person(site, browser, visit):
    chair = visit(CHAIR)
    work = Counted(chair.page)
    chair.go("/")
    work.click("link", FORM)
    chair.heading(FORM)
    _an_employer_helps(chair, visit, work)
    _the_chair_writes(chair, work)
    assert work.typed <= MOST_TYPED
    assert work.clicks <= MOST_CLICKS
    officer = visit(PROVINCE)
    address = chair.page.url.removeprefix(chair.address)
    _given_back_and_mended(officer, chair, address)
    _put_together(officer)
    _down_to_a_person(officer)
    assert not [*chair.problems, *officer.problems]


def _an_employer_helps(chair: Visitor, visit, work: Counted) -> None:
    """The sheet is filled in on a phone, once."""
    work.click("button", "Hỏi doanh nghiệp")
    link = chair.page.locator("#address").input_value().removeprefix(chair.address)
    employer = visit("", **PHONE)
    employer.go(link)
    for box, text in zip(employer.page.locator("main input.form-control").all(), ("1.400", "600"), strict=False):
        box.fill(text)
    employer.page.get_by_role("button", name="Gửi số liệu").click()
    employer.heading("Đã nhận số liệu")
    assert employer.go(link).status == 410
    assert not employer.problems
    work.click("link", "Về báo cáo")
    expect(chair.page.locator('[id="i-LD.TONG"]')).to_have_value("1.400")


def _the_chair_writes(chair: Visitor, work: Counted) -> None:
    """What the registers know stands there; the rest is mostly nothing."""
    page = chair.page
    opening = page.locator('[id="i-DV.DAU_KY"]')
    assert opening.get_attribute("placeholder")
    work.type("DV.UU_TU", "vài người")
    expect(page.locator('[id="o-DV.UU_TU"] [data-note]')).to_contain_text("không phải là số")
    work.type("DV.UU_TU", "2")
    saved(page)
    for at in range(page.get_by_role("button", name="Ghi 0 vào ô trống").count()):
        work.click("button", "Ghi 0 vào ô trống", at=at)
        saved(page)
    assert not empty_cells(page)
    expect(page.locator("#panel")).to_contain_text("Đã ghi đủ các ô")
    work.click("link", "Kiểm tra và nộp")
    chair.heading("Nộp báo cáo")
    for box in page.locator("textarea").all():
        box.fill("Đã đối chiếu với danh sách.")
    work.click("button", "Nộp báo cáo")
    chair.confirm_password()
    chair.said("Đã nộp báo cáo")


def _in_words(chair: Visitor) -> None:
    """Sentences are there from the figures; a figure is put into another by its name, and read as it is."""
    page = chair.page
    page.get_by_role("link", name="Phần lời", exact=True).click()
    chair.heading("Phần lời báo cáo")
    expect(page.locator("#words-preview")).to_contain_text("Cuối kỳ có 1.400 người lao động")
    box = page.get_by_label("Nhiệm vụ kỳ tới và kiến nghị")
    box.fill("Vận động người chưa gia nhập trong số ")
    page.locator("#insert-line").fill("Tổng số lao động")
    page.locator("#insert-line").press("Enter")
    expect(box).to_have_value("Vận động người chưa gia nhập trong số {23}")
    box.press_sequentially(" người.")
    expect(page.locator("#words-preview")).to_contain_text("trong số 1.400 người.")
    paper = {"name": "Ảnh chụp biên bản.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 bien ban"}
    page.get_by_label("Tài liệu kèm theo").set_input_files([paper])  # type: ignore[list-item]
    chair.submit("Lưu")
    chair.said("Đã lưu phần lời báo cáo")


def _given_back_and_mended(officer: Visitor, chair: Visitor, address: str) -> None:
    officer.go(address)
    officer.page.get_by_role("link", name="Trả lại").click()
    officer.page.locator('[name="note_DV.UU_TU"]').fill("Đề nghị đối chiếu với danh sách giới thiệu.")
    officer.submit("Trả lại")
    officer.said("Đã trả lại báo cáo")
    chair.go(address)
    expect(chair.page.locator('[id="o-DV.UU_TU"] .remark')).to_contain_text("danh sách giới thiệu")
    box = chair.page.locator('[id="i-DV.UU_TU"]')
    box.fill("1")
    box.press("Enter")
    saved(chair.page)
    _in_words(chair)
    chair.page.get_by_role("link", name="Kiểm tra và nộp").first.click()
    chair.heading("Nộp báo cáo")
    for words in chair.page.locator("textarea").all():
        words.fill("Đã đối chiếu với danh sách.")
    chair.submit("Nộp báo cáo")
    chair.said("Đã nộp báo cáo")
    officer.go(address)
    expect(officer.page.locator(".words-told")).to_contain_text("trong số 1.400 người")
    paper = officer.page.get_by_role("link", name="Ảnh chụp biên bản.pdf").get_attribute("href") or ""
    assert officer.context.request.get(officer.address + paper).status == 200
    officer.submit("Tiếp nhận")
    officer.said("Đã tiếp nhận báo cáo")


def _put_together(officer: Visitor) -> None:
    """The province adds, adjusts, hands in and locks."""
    page = officer.page
    officer.go("/bao-cao/dot/")
    page.locator("td.title a").first.click()
    page.get_by_role("link", name="Báo cáo tổng hợp").click()
    page.get_by_role("link", name="Điều chỉnh").first.click()
    officer.fill(cell="DV.THE", delta="-3", reason="Hai đơn vị cùng ghi ba người")
    officer.submit("Lưu")
    officer.said("Đã ghi điều chỉnh")
    for at in range(page.get_by_role("button", name="Ghi 0 vào ô trống").count()):
        page.get_by_role("button", name="Ghi 0 vào ô trống").nth(at).click()
        saved(page)
    page.get_by_role("link", name="Kiểm tra và nộp").first.click()
    officer.heading("Nộp báo cáo")
    for box in page.locator("textarea").all():
        box.fill("Còn một số đơn vị chưa nộp.")
    officer.submit("Nộp báo cáo")
    officer.confirm_password()
    officer.said("Đã nộp báo cáo")
    officer.go("/bao-cao/dot/")
    page.locator("td.title a").first.click()
    page.get_by_role("link", name="Khóa kỳ").click()
    officer.submit("Khóa kỳ báo cáo")
    officer.said("Đã khóa kỳ báo cáo")


def _down_to_a_person(officer: Visitor) -> None:
    page = officer.page
    page.get_by_role("link", name="Báo cáo tổng hợp").click()
    page.locator("tr", has_text="Đoàn viên cuối kỳ").first.locator(".own a").first.click()
    page.locator("td.title a", has_text="CĐCS").first.click()
    page.locator('[id="o-DV.CUOI_KY"] .source a').click()
    page.locator(".evidence a").first.click()
    expect(page).to_have_url(page.url)
    assert "/doan-vien/" in page.url
