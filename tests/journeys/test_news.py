"""News from the writer's desk to a phone: who gets them, the push that tells of them, reading without a network,
registering without a network."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from ketdoan.core.tests.pushing import Browser, PushService
from ketdoan.portal.demo import PHONES
from ketdoan.portal.tests.standing import wait_until

from .browsing import Visitor
from .site import Site
from .test_app import give_code, kept

CHAIR = "chutich.hanvela"
TITLE = "Thay thực đơn bữa ăn ca từ tháng 12"


PUSHING = """
from django.conf import settings
settings.PUSH_STUB, settings.PUSH_CONTACT = {origin!r}, "mailto:a@example.vn"
"""
SUBSCRIBING = """
from ketdoan.core.subscriptions import subscribe
subscribe({account}, {subscription})
"""
TELLING = """
from ketdoan.core.delivering import drain
from ketdoan.news.actions.articles import tell_all
tell_all.verb(article_id={article})
drain("push")
"""
SHOWN = """async () => {
  const held = await (await navigator.serviceWorker.ready).getNotifications();
  return held.map((one) => [one.title, one.data.url]);
}"""


@pytest.fixture
def service() -> Iterator[PushService]:
    running = PushService()
    yield running
    running.close()


def written(office: Visitor) -> int:
    """Write an article and choose whom it is for; its number."""
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
    return int(re.findall(r"\d+", office.page.url)[-1])


def take_push(phone: Visitor, message: Any) -> None:
    """The push service of the browser hands a message to the app's worker."""
    session = phone.context.new_cdp_session(phone.page)
    registered: list[Any] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    phone.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    number = next(one["registrationId"] for one in registered if one["scopeURL"].endswith("/app/"))
    values = {"origin": phone.address, "registrationId": number, "data": json.dumps(message)}
    session.send("ServiceWorker.deliverPushMessage", values)


def test_news_go_out_are_pushed_and_are_read_and_registered_for_without_a_network(
    visit: Any, site: Site, service: PushService
) -> None:
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, permissions=["notifications"])
    phone.go("/app/vao")
    phone.fill(who=PHONES[1])
    phone.submit("Gửi mã cho tôi")
    give_code(phone)
    kept(phone)
    ((account,),) = site.execute(
        "SELECT id FROM core_account WHERE last_login = (SELECT max(last_login) FROM core_account)"
    )
    device = Browser(f"{service.origin}/phone")
    pushing = PUSHING.format(origin=service.origin)
    site.run(pushing + SUBSCRIBING.format(account=account, subscription=device.subscription()))
    article = written(visit(CHAIR))
    site.run(pushing + TELLING.format(article=article))
    message = device.read(service.taken[-1][2])
    take_push(phone, message)
    wait_until(lambda: bool(phone.page.evaluate(SHOWN)))
    ((title, url),) = phone.page.evaluate(SHOWN)
    assert title == TITLE
    phone.go(url)
    phone.heading(TITLE)

    phone.go("/app/tin")
    phone.page.get_by_role("link", name=re.compile("Chuyến xe Công đoàn")).click()
    phone.page.get_by_role("link", name="Đăng ký", exact=True).click()
    kept(phone)
    phone.page.locator("main [name=place]").first.check()
    phone.context.set_offline(True)
    phone.page.locator("main form button.btn-primary").click()
    phone.heading("Đang chờ gửi")
    phone.go("/app/tin")
    phone.page.get_by_role("link", name=re.compile(TITLE)).click()
    expect(phone.page.locator("main")).to_contain_text("Trái cây thứ Sáu")
    phone.context.set_offline(False)
    phone.go("/app/dang-cho")
    phone.page.evaluate("send(true)")
    phone.page.locator("#waiting .list a").first.click()  # what was sent lately
    phone.heading("Chuyến xe Công đoàn")
    expect(phone.page.locator("main")).to_contain_text(re.compile("Đã có chỗ|Chờ chỗ"))
