"""On a phone: a visit entered in half a minute, the next line like the last, a mistake corrected with its reason."""

import time
from io import BytesIO

import pytest
from PIL import Image, TiffImagePlugin
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MOST_TAPS, MOST_SECONDS = 8, 30
TEXT = "Thăm đoàn viên ốm ở tổ cắt"
GPS = 0x8825


def photograph() -> bytes:
    """A picture as a phone takes it: large, and with the place in it."""
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: tuple(TiffImagePlugin.IFDRational(n) for n in (11, 18, 3))})
    out = BytesIO()
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


class Thumb:
    """Taps and counts them."""

    def __init__(self, window):
        self.window, self.taps = window, 0

    def tap(self, place):
        self.taps += 1
        place.tap()


def test_a_visit_with_a_photo_takes_eight_taps_and_half_a_minute(visit):
    picture = photograph()
    window = visit("chutich.hanvela", **PHONE)
    page, thumb, began = window.page, Thumb(window), time.monotonic()
    thumb.tap(page.locator(".topbar-menu"))
    thumb.tap(page.get_by_role("link", name="Sổ công tác"))
    window.heading("Sổ công tác")
    thumb.tap(page.get_by_role("link", name="Ghi việc"))
    window.heading("Ghi việc")
    thumb.tap(page.locator(".kind", has_text="Thăm hỏi"))
    expect(page.locator("[name=times]")).to_have_value("1")
    expect(page.locator("[name=people]")).to_be_hidden()
    thumb.tap(page.locator("[name=text]"))
    page.keyboard.type(TEXT)
    with page.expect_file_chooser() as chooser:
        thumb.tap(page.locator("[name=photos]"))
    thumb.taps += 1  # the picture itself, in the phone's own camera
    chooser.value.set_files({"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": picture})
    thumb.tap(page.get_by_role("button", name="Ghi vào sổ"))
    window.said("Đã ghi vào sổ công tác.")
    took = time.monotonic() - began
    assert thumb.taps <= MOST_TAPS
    assert took <= MOST_SECONDS
    assert TEXT in window.main()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.locator(".photo-list img")
    expect(shown).to_have_count(1)
    kept = Image.open(BytesIO(page.request.get(window.address + (shown.get_attribute("src") or "")).body()))
    assert max(kept.size) <= 1600
    assert not kept.getexif()


def test_the_next_line_is_like_the_last_and_a_mistake_is_corrected_with_its_reason(visit):
    window = visit("totruong.hanvela", **PHONE)
    page = window.page
    window.go("/cong-viec/so/ghi/")
    page.locator(".kind", has_text="Tuyên truyền").tap()
    window.fill(times="45", text="Phổ biến nội quy mới ở chuyền 3")
    window.submit("Ghi vào sổ")
    window.said("Đã ghi vào sổ công tác.")
    page.get_by_role("link", name="Ghi tiếp giống lần này").tap()
    expect(page.locator("[name=text]")).to_have_value("Phổ biến nội quy mới ở chuyền 3")
    expect(page.locator("[name=times]")).to_have_value("45")
    window.fill(times="54", text="Phổ biến nội quy mới ở chuyền 4")
    window.submit("Ghi vào sổ")
    page.get_by_role("link", name="Sửa", exact=True).tap()
    window.fill(times="45", why="đảo chữ số")
    window.submit("Lưu")
    window.said("Đã sửa.")
    expect(page.locator(".plain-versions")).to_contain_text("54 lượt")

    above = visit("chutich.hanvela")
    above.go("/cong-viec/so/?q=noi+quy+moi")
    rows = above.page.locator("#rows tbody tr")
    expect(rows).to_have_count(2)
    expect(above.page.locator(".totals")).to_contain_text("90")
    above.go("/cong-viec/so/in/?q=noi+quy+moi")
    expect(above.page.locator(".paper-table tbody tr")).to_have_count(2)


def test_what_a_phone_cannot_send_is_refused_at_the_photo_and_nothing_typed_is_lost(visit):
    window = visit("chutich.phuthinh", **PHONE)
    page = window.page
    window.go("/cong-viec/so/ghi/")
    page.locator(".kind", has_text="Họp").tap()
    window.fill(people="12", text="Họp tổ trưởng")
    heic = {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64}
    page.locator("[name=photos]").set_input_files(heic)
    window.submit("Ghi vào sổ")
    expect(page.locator("#id_photos_error")).to_contain_text("HEIC")
    expect(page.locator("[name=text]")).to_have_value("Họp tổ trưởng")
    expect(page.locator("[name=people]")).to_have_value("12")
