"""On a phone: a member asks for care with a photo and the union hands it over; a record is put right with a paper."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MEMBER, CHAIR = "0900000003", "chutich.hanvela"
WORDS = "Tôi bị viêm phổi, nằm bệnh viện sáu ngày."
JOB = "Tổ phó tổ cắt, bậc 4"


def photograph() -> dict[str, object]:
    out = BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(out, "JPEG")
    return {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def signed_in(visit, states):
    """The member's phone, signed in by the code that the demo shows; once, since codes to a phone are counted."""
    if MEMBER in states:
        window = visit(**PHONE, storage_state=states[MEMBER])
        window.go("/app/")
        return window
    window = visit(**PHONE)
    window.go("/app/vao")
    window.fill(who=MEMBER)
    window.page.get_by_role("button", name=re.compile("mã")).click()
    page = window.page
    code = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
    assert code, page.locator("main").inner_text()
    page.locator("[name=code]").fill(code[0])
    page.locator("main form button").first.click()
    window.heading("Chào")
    states[MEMBER] = window.context.storage_state()
    return window


def send(window, name: str) -> None:
    """By the queue of the phone, whose script sends it and leads on."""
    window.page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_care_is_asked_for_on_a_phone_decided_and_handed_over(visit, states):
    member, chair = signed_in(visit, states), visit(CHAIR)
    page = member.page
    page.get_by_role("link", name="Gửi", exact=True).tap()
    page.get_by_role("link", name="Đề nghị thăm hỏi, trợ cấp Ốm đau").tap()
    member.heading("Đề nghị thăm hỏi, trợ cấp")
    page.get_by_label("Ốm đau").check()
    page.locator("[name=text]").fill(WORDS)
    page.locator("[name=photos]").set_input_files(photograph())
    page.locator("[name=consent]").check()
    send(member, "Gửi đề nghị")
    member.heading("Đề nghị số")
    number = re.search(r"\d+", page.get_by_role("heading", level=1).inner_text())[0]
    chair.go(f"/cham-lo/{number}/")
    assert WORDS in chair.main()
    expect(chair.page.get_by_alt_text("Ảnh kèm đề nghị, ảnh 1")).to_be_visible()
    chair.page.get_by_role("link", name="Duyệt", exact=True).click()
    chair.page.get_by_label(re.compile("Nằm viện từ 3 ngày")).check()
    chair.fill(amount="600.000")
    chair.submit("Duyệt")
    assert "đến mức tối đa 500.000" in chair.main()
    chair.fill(amount="500.000", text="Chúc anh chị mau khỏe.")
    chair.submit("Duyệt")
    chair.page.get_by_role("link", name="Ghi đã trao").click()
    chair.page.get_by_label("Đến thăm, trao tận tay").check()
    chair.submit("Ghi đã trao")
    chair.page.get_by_role("link", name="Xem dòng đã ghi").click()
    assert "500.000" in chair.main()
    assert "viêm phổi" not in chair.main()
    page.reload()
    for words in ("Đã trao", "500.000", "Chúc anh chị mau khỏe."):
        assert words in member.main()
    assert not [*member.problems, *chair.problems]


def test_a_record_is_put_right_as_its_member_proposed(visit, states):
    member, chair = signed_in(visit, states), visit(CHAIR)
    page = member.page
    member.go("/app/toi/sua/moi/job_title")
    page.locator("[name=value]").fill(JOB)
    page.locator("[name=photos]").set_input_files(photograph())
    send(member, "Gửi đề nghị")
    expect(page.locator("main")).to_contain_text("Đề nghị số")
    number = re.search(r"Đề nghị số (\d+)", member.main())[1]
    chair.go(f"/doan-vien/de-nghi/{number}/")
    assert JOB in chair.main()
    chair.page.get_by_role("link", name="Sửa theo đề nghị").click()
    chair.submit("Sửa hồ sơ")
    member.go("/app/toi/du-lieu")
    assert JOB in member.main()
    assert not [*member.problems, *chair.problems]
