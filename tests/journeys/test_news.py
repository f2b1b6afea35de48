"""News from the writer's desk to a phone: who gets them, reading without a network, registering without a network."""

import re

from playwright.sync_api import expect

from ketdoan.portal.demo import PHONES

from .test_app import give_code, kept

CHAIR = "chutich.hanvela"
TITLE = "Thay thực đơn bữa ăn ca từ tháng 12"


def test_news_go_out_are_read_and_registered_for_without_a_network(visit):
    office = visit(CHAIR)
    office.go("/tin-tuc/moi/")
    office.fill(title=TITLE, text="## Có gì mới\n\n- **Rau** mỗi bữa\n- Trái cây thứ Sáu")
    expect(office.page.locator("#look h2")).to_have_text("Có gì mới")
    office.submit("Tiếp tục: chọn người nhận")
    office.page.get_by_label("Nữ", exact=True).check()
    expect(office.page.locator("#reached")).to_contain_text("Chỉ đoàn viên nữ")
    number = office.page.locator("#reached strong").inner_text()
    office.page.get_by_label("Tất cả", exact=True).check()
    expect(office.page.locator("#reached strong")).not_to_have_text(number)
    office.submit("Lưu người nhận")
    office.page.get_by_role("button", name=re.compile("Đăng ngay cho")).click()
    office.said("Đã đăng")

    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    phone.go("/app/vao")
    phone.fill(who=PHONES[1])
    phone.submit("Gửi mã cho tôi")
    give_code(phone)
    phone.go("/app/tin")
    phone.page.get_by_role("link", name=re.compile(TITLE)).click()
    phone.heading(TITLE)
    phone.go("/app/tin")
    phone.page.get_by_role("link", name=re.compile("Chuyến xe Công đoàn")).click()
    phone.page.get_by_role("link", name="Đăng ký", exact=True).click()
    kept(phone)
    phone.page.locator("main [name=place]").first.check()
    phone.context.set_offline(True)
    phone.page.locator("main form button.btn-primary").click()
    expect(phone.page.locator("#signs")).to_contain_text("chờ")
    phone.go("/app/tin")
    phone.page.get_by_role("link", name=re.compile(TITLE)).click()
    expect(phone.page.locator("main")).to_contain_text("Trái cây thứ Sáu")
    phone.context.set_offline(False)
    phone.go("/app/tin")
    phone.page.get_by_role("link", name=re.compile("Chuyến xe Công đoàn")).click()
    expect(phone.page.locator("main")).to_contain_text(re.compile("Đã có chỗ|Chờ chỗ"))
