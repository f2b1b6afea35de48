"""The member's app on a phone: joining, the card without a network, a passkey, what is asked and how it is answered."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from ketdoan.portal.demo import PHONES

from .browsing import Visitor

PHONE = {"width": 390, "height": 844}
CHAIR, PROVINCE_CHAIR = "chutich.hanvela", "chutich.tayninh"


@pytest.fixture
def phone(visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Open a phone: signed in by one of the demo's numbers, or a stranger's."""

    def open_phone(number: str = "", **options: Any) -> Visitor:
        window = visit(viewport=PHONE, has_touch=True, **options)
        if number:
            window.go("/app/vao")
            window.fill(who=number)
            window.submit("Gửi mã cho tôi")
            give_code(window)
            window.heading("Chào")
        return window

    return open_phone


def give_code(window: Visitor) -> None:
    """Type the code that the demo shows instead of sending it."""
    window.fill(code=window.page.locator("main strong.mono").inner_text())
    window.submit("Vào ứng dụng")


def kept(window: Visitor) -> None:
    """Wait until the worker serves the page and has kept what it keeps."""
    window.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    window.page.wait_for_load_state("networkidle")


def invited(office: Visitor) -> str:
    """The address behind the QR of the union."""
    office.go("/ung-dung/")
    office.page.get_by_role("link", name="Đường dẫn mời").click()
    return office.page.locator("main .mono").inner_text().strip()


def claim(window: Visitor, address: str, **said: str) -> None:
    """Say by the union's link that one is a member already, and wait for its word."""
    window.page.goto(address)
    window.page.get_by_role("link", name="Tôi đã là đoàn viên").click()
    window.fill(**said)
    window.submit("Tiếp tục")
    give_code(window)
    window.heading("Chờ")


def test_by_the_qr_of_the_union_a_member_comes_in_once_it_has_confirmed(visit, phone):
    office, window = visit(CHAIR), phone()
    office.go("/doan-vien/")
    row = office.page.locator("#rows tbody tr", has_text=re.compile(r"\d\d/\d\d/\d{4}")).nth(3)
    name = row.locator("a").first.inner_text()
    birth = re.search(r"\d\d/\d\d/\d{4}", row.inner_text())
    assert birth
    claim(window, invited(office), name=name, birth=birth[0], phone="0908123457")
    office.go("/ung-dung/")
    card = office.page.locator("section.card", has_text="0908123457")
    with office.page.expect_navigation():
        card.get_by_role("button", name=re.compile("Đúng người này")).first.click()
    window.go("/app/")
    window.heading(f"Chào {name}")


def test_whom_the_union_does_not_know_is_told_why(visit, phone):
    office, window = visit(CHAIR), phone()
    claim(window, invited(office), name="Nguyễn Thị Thử Máy", birth="1990", phone="0908123456")
    office.go("/ung-dung/")
    card = office.page.locator("section.card", has_text="0908123456")
    expect(card).to_contain_text("Nguyễn Thị Thử Máy")
    card.get_by_role("link", name=re.compile("Không xác nhận")).click()
    office.fill(reason="Không thấy tên trong sổ, mời gặp tổ trưởng")
    office.submit("Không xác nhận")
    window.go("/app/")
    window.heading("chưa xác nhận")
    expect(window.page.locator("main")).to_contain_text("mời gặp tổ trưởng")


def test_the_card_opens_without_a_network_and_says_of_which_day_it_is(phone):
    window = phone(PHONES[0])
    kept(window)
    window.go("/app/the")
    number = window.page.locator(".member-card-foot .mono").inner_text()
    kept(window)
    window.context.set_offline(True)
    window.page.reload()
    expect(window.page.locator(".member-card-foot .mono")).to_have_text(number)
    expect(window.page.locator(".member-card-foot")).to_contain_text("Mã ký ngày")
    expect(window.page.locator(".member-card-qr svg")).to_be_visible()
    expect(window.page.locator("#signs")).to_contain_text("mạng")
    window.context.set_offline(False)


def test_a_passkey_opens_the_app_and_not_the_workspace(phone):
    window = phone(PHONES[1])
    device = window.context.new_cdp_session(window.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    window.go("/app/toi/khoa")
    window.fill(name="Điện thoại của tôi")
    window.submit("Thêm khóa trên máy này")
    expect(window.page.locator("main .list")).to_contain_text("Điện thoại của tôi")
    window.context.clear_cookies()
    window.go("/app/vao")
    window.submit("Vào bằng khóa trên máy")
    window.heading("Chào")
    window.go("/")
    window.heading("Chào")


def press(window: Visitor) -> None:
    """Press the button of the page's form, and wait for the page that follows."""
    with window.page.expect_navigation():
        window.page.locator("main form button.btn-primary").first.click()


def send_later(window: Visitor) -> None:
    """Press the button of a form without a network, and find it among what waits; it goes once the network is back."""
    window.context.set_offline(True)
    window.page.locator("main form button.btn-primary").last.click()
    window.heading("Đang chờ gửi")
    expect(window.page.locator("#waiting")).to_contain_text("Gửi ngay")
    window.context.set_offline(False)
    window.page.evaluate("send(true)")  # what “Gửi ngay” does: the button goes as soon as the phone has sent by itself
    expect(window.page.locator("#waiting")).not_to_contain_text("Gửi ngay")


def test_care_asked_without_a_network_is_sent_once_and_decided_by_the_union(visit, phone):
    window = phone(PHONES[0])
    window.go("/app/cham-lo/moi")
    kept(window)
    window.page.locator("main [name=kind]").first.check()
    window.fill(text="Trượt ngã ở cầu thang, bó bột cổ tay ba tuần.")
    window.page.locator("main [name=consent]").check()
    send_later(window)
    office = visit(CHAIR)
    office.go("/cham-lo/")
    office.page.locator("main table a", has_text="Số").first.click()
    expect(office.page.get_by_text("bó bột cổ tay")).to_have_count(1)
    address = office.page.url.removeprefix(office.address)
    number = address.strip("/").split("/")[-1]
    office.go(address + "duyet/")
    office.page.locator("main [name=rate]").first.check()
    office.fill(amount="100.000")
    office.submit("Duyệt")
    office.said("Đã duyệt")
    window.go("/app/cham-lo")
    own = window.page.get_by_role("link", name=re.compile(f"Đề nghị số {number} "))
    expect(own).to_contain_text("Đã duyệt")


def test_a_proposed_correction_is_decided_in_the_workspace(visit, phone):
    window = phone(PHONES[1])
    window.go("/app/toi/sua/moi/address")
    window.fill(value="Khu phố 3, phường Gò Dầu")
    for box in window.page.locator("main [type=checkbox]").all():
        box.check()
    window.page.locator("main form button.btn-primary").click()
    window.page.wait_for_url(re.compile(r"/app/toi/sua/\d+$"))
    own = window.page.url.removeprefix(window.address)
    office = visit(CHAIR)
    office.go("/doan-vien/de-nghi/")
    number = window.page.locator("main .lead").inner_text().split("Đề nghị số ")[1].split()[0]
    office.go(f"/doan-vien/de-nghi/{number}/")
    expect(office.page.locator("main")).to_contain_text("Khu phố 3, phường Gò Dầu")
    office.page.get_by_role("link", name="Sửa theo đề nghị").click()
    press(office)
    window.go(own)
    expect(window.page.locator("main .badge")).to_have_text("Đã sửa")


def test_a_petition_with_a_photo_is_written_without_a_network_and_answered_two_levels_up(visit, phone):
    window = phone(PHONES[2])
    window.go("/app/phan-anh/gui")
    kept(window)
    window.page.locator("form[data-queue] [name=title]").fill("Quạt hút chuyền 7 hỏng ba tuần chưa sửa")
    window.fill(text="Nóng và bụi, đã báo tổ trưởng hai lần.")
    window.page.locator("main [name=topic]").select_option(index=1)
    picture = {"name": "quat.png", "mimeType": "image/png", "buffer": drawn()}
    window.page.locator("main [name=photos]").set_input_files(picture)
    send_later(window)
    window.go("/app/phan-anh")
    window.page.get_by_role("link", name=re.compile("Quạt hút chuyền 7")).first.click()
    own = window.page.url.removeprefix(window.address)
    office = visit(CHAIR)
    office.go("/phan-anh/")
    office.page.get_by_role("link", name=re.compile("Quạt hút chuyền 7")).first.click()
    expect(office.page.locator("main img").first).to_be_visible()
    address = office.page.url.removeprefix(office.address)
    office.page.get_by_role("button", name=re.compile("Tiếp nhận")).click()
    office.go(address + "chuyen-cap-tren/")
    office.fill(text="Đã báo công ty hai lần, chưa sửa; đề nghị cấp trên làm việc với công ty.")
    press(office)
    above = visit(PROVINCE_CHAIR)
    above.go(address)
    expect(above.page.locator("main")).to_contain_text("đề nghị cấp trên làm việc")
    above.go(address + "tra-loi/")
    above.fill(text="Công ty thay quạt xong ngày 30/11.")
    press(above)
    window.go(own)
    expect(window.page.locator("main")).to_contain_text("Công ty thay quạt xong")
    expect(window.page.locator("main")).to_contain_text("đề nghị cấp trên làm việc")


def drawn() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "#b44").save(out, "PNG")
    return out.getvalue()
