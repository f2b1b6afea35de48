"""Pictures of the register of members: lists, joining, transfers, cards, review, duplicates, personal data."""

import io
import tempfile
from datetime import timedelta
from typing import Any

from _camera import GARMENT, PACKAGING, PHONE, PROVINCE, Studio, hand_in, shoot

UNION = "CDCS-HANVELA"
APPLICANTS = [
    ("Phạm Thị Ngọc Lan", "02/09/1996", "Nữ", "072196012311"),
    ("Đỗ Thành Công", "1997", "Nam", "072097012312"),
    ("Huỳnh Kim Phụng", "15/11/2001", "Nữ", "072301012313"),
]


def of_register(studio: Studio) -> None:
    """The list with some chosen, and what came and went in the year."""
    window = studio.window(PROVINCE)
    window.go("/doan-vien/")
    shoot(window, "doan-vien-danh-sach")
    window.go("/doan-vien/don-vi/LDLD-TAYNINH/")
    shoot(window, "doan-vien-tang-giam")
    window = studio.window(GARMENT)
    _choose(window, 4)
    shoot(window, "doan-vien-chon")


def _choose(window: Any, number: int) -> None:
    """Tick the first of the members who are found by a common name."""
    window.go("/doan-vien/?q=ngoc")
    for at in range(number):
        window.page.locator("#rows [name=nguoi]").nth(at).check()


def of_joining(studio: Studio) -> None:
    """A list of applicants becomes members of one union; another union asks for one of them."""
    source, to = studio.window(GARMENT), studio.window(PACKAGING)
    source.go("/doan-vien/don/nhan/")
    for at, row in enumerate(APPLICANTS):
        for name, text in zip(("name", "birth", "sex", "citizen_id"), row, strict=True):
            source.page.locator(f"[name=people_{name}]").nth(at).fill(text)
    shoot(source, "nhan-don")
    source.submit("Kiểm tra")
    source.submit("Ghi nhận đơn")
    for name, *_ in APPLICANTS:
        source.page.get_by_role("checkbox", name=f"Chọn {name}").check()
    source.page.get_by_role("button", name="Đưa ra Ban Chấp hành").click()
    source.submit("Lập đợt kết nạp")
    source.page.reload()
    shoot(source, "dot-ket-nap")
    source.page.get_by_role("link", name="Ghi quyết định, kết nạp").click()
    day = source.page.locator("[name=on]").input_value()
    source.fill(decision_code="05/QĐ-CĐCS", decision_signed_on=day)
    source.submit("Kết nạp 3 người")
    name, born, _, number = APPLICANTS[0]
    to.go("/doan-vien/chuyen/den/")
    to.fill(number=number, name=name, birth_year=born[-4:])
    to.submit("Tìm")
    shoot(to, "tiep-nhan")
    to.submit("Gửi đề nghị đến nơi đi")
    source.go(to.page.url.removeprefix(to.address))
    shoot(source, "chuyen-sinh-hoat")


#: What a scanner reads off the card that was given out last.
CODE = """
from pathlib import Path
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.models import Card
from ketdoan.members.queries.cards import code_of
with acting(SYSTEM):
    card = Card.objects.select_related("person__member__unit").latest("pk")
    Path({file!r}).write_text(code_of(card, card.person.member.unit))
"""


def of_cards(studio: Studio) -> None:
    """Cards for some members: chosen, given out, one with a picture, and one looked up by its code."""
    window = studio.window(GARMENT)
    _choose(window, 4)
    window.page.locator("#chosen").get_by_role("button", name="Cấp thẻ").click()
    shoot(window, "cap-the")
    window.submit("Cấp thẻ")
    shoot(window, "dot-cap-the")
    window.page.locator(".card-table tbody a").first.click()
    window.page.get_by_role("link", name="Thêm ảnh").click()
    hand_in(window, "anh.jpg", _portrait())
    shoot(window, "anh-the")
    window.submit("Lưu ảnh")
    shoot(window, "the-cua-doan-vien", whole=True)
    with tempfile.NamedTemporaryFile("r") as file:
        studio.site.run(CODE.format(file=file.name))
        code = file.read()
    stranger = studio.window(size=PHONE)
    stranger.go(f"/the/{code}")
    shoot(stranger, "kiem-tra-the")


def _portrait() -> bytes:
    """A drawn face: nobody's."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (600, 800), "#d7e5f5")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 560, 540, 1160), fill="#2b5c93")
    draw.rectangle((255, 470, 345, 620), fill="#e3b48f")
    draw.ellipse((170, 140, 430, 470), fill="#2a211d")
    draw.ellipse((195, 190, 405, 510), fill="#eec3a0")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def of_review(studio: Studio) -> None:
    """What records lack; a campaign is launched, worked off on a phone, and looked at from above."""
    from ketdoan.core.viet import format_date, today

    above = studio.window(PROVINCE)
    above.go("/doan-vien/ra-soat/")
    shoot(above, "ra-soat")
    above.page.get_by_role("link", name="Phát động đợt rà soát").click()
    for content in ("Chưa ghi giới tính", "Chỉ có năm sinh", "Chưa ghi điện thoại"):
        above.page.get_by_label(content).check()
    above.fill(due=format_date(today() + timedelta(days=30)), note="Hỏi trực tiếp đoàn viên, ghi theo giấy tờ.")
    shoot(above, "phat-dong-ra-soat", whole=True)
    above.submit("Phát động")
    campaign = above.page.url.removeprefix(above.address)
    phone = studio.window(GARMENT, PHONE)
    phone.go("/doan-vien/ra-soat/")
    phone.page.get_by_role("link", name="Bổ sung lần lượt").click()
    shoot(phone, "bo-sung-ho-so")
    phone.fill(phone="0912000456")
    phone.submit("Lưu, sang người kế tiếp")
    above.go(campaign)
    shoot(above, "dot-ra-soat")


def of_duplicates(studio: Studio) -> None:
    """Pairs that may be one person, and one of them side by side."""
    window = studio.window(PROVINCE)
    window.go("/doan-vien/trung/")
    shoot(window, "ho-so-trung")
    window.page.get_by_role("link", name="Huỳnh Thị Ngọc Trâm").first.click()
    window.page.get_by_label("1. Cùng một người").check()
    shoot(window, "doi-chieu-trung", whole=True)


def of_personal_data(studio: Studio) -> None:
    """Who looked at one's data; sensitive facts and consents; the copy, the erasure; access for other software."""
    own, above = studio.window(GARMENT), studio.window(PROVINCE)
    person = studio.site.execute(
        "SELECT p.id FROM units_person p JOIN core_account a ON a.id = p.account_id WHERE a.username = %s", GARMENT
    )[0][0]
    own.go(f"/to-chuc/nguoi/{person}/")
    own.page.get_by_role("link", name="Ghi liên hệ").click()
    own.fill(kind="phone", value="0912000123")
    own.submit("Lưu")
    above.go(f"/doan-vien/{person}/")
    above.page.get_by_role("link", name="Xem điện thoại").click()
    above.fill(purpose="Mời họp Ban Chấp hành mở rộng")
    above.submit("Xem một lần")
    own.go("/to-chuc/du-lieu-cua-toi/")
    shoot(own, "ai-da-xem")
    own.go("/doan-vien/?q=ngoc")
    own.page.locator("#rows tbody a").first.click()
    own.page.get_by_role("link", name="Dữ liệu nhạy cảm").click()
    own.page.get_by_role("link", name="Ghi sự đồng ý về hoàn cảnh").click()
    own.page.get_by_label("Bản giấy").check()
    shoot(own, "ghi-su-dong-y")
    own.submit("Lưu")
    shoot(own, "du-lieu-nhay-cam")
    above.go(f"/to-chuc/nguoi/{person}/")
    shoot(above, "ho-so-lien-he")
    above.page.get_by_role("link", name="Bản sao dữ liệu").click()
    above.fill(why="Theo đơn số 12 ngày 05/11/2026")
    shoot(above, "ban-sao-du-lieu")
    above.go(f"/doan-vien/?q=huynh+ngoc+anh&don_vi={UNION}")
    above.page.locator("#rows tbody a").first.click()
    above.act("Thôi là đoàn viên")
    above.page.locator("main [name=reason]").select_option(label="Chấm dứt quan hệ lao động")
    shoot(above, "doan-vien-thoi", whole=True)
    above.submit("Lưu")
    above.page.get_by_role("link", name="Hồ sơ, liên hệ").click()
    above.page.get_by_role("link", name="Xóa dữ liệu cá nhân").click()
    above.page.get_by_label("Người có dữ liệu yêu cầu xóa").check()
    above.fill(why="Theo đơn số 12 ngày 05/11/2026")
    above.submit("Xem trước khi xóa")
    shoot(above, "xoa-du-lieu")
    above.go("/cai-dat/ket-noi/")
    above.fill(name="Phần mềm nhân sự")
    above.page.get_by_label("Xem đoàn viên trong phạm vi").check()
    shoot(above, "ket-noi-phan-mem", whole=True)
