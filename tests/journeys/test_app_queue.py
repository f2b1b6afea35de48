"""Each form of the member's app that may wait for the network, with the line cut at every step of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from ketdoan.portal.demo import PHONES
from ketdoan.portal.tests.phones import Phone, picture
from ketdoan.portal.tests.standing import STEPS, Line, wait_until

from .site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
BEGIN = (
    "/app/",
    "/app/gui",
    "/app/tin",
    "/app/chuong-trinh",
    "/app/phan-anh",
    "/app/cham-lo",
    "/app/toi/sua",
    "/app/hoi",
)
#: Forms that cannot be missing; the others are found by walking.
KNOWN = {"Phản ánh, kiến nghị", "Đề nghị thăm hỏi, trợ cấp", "Bổ sung phản ánh", "Đánh giá trả lời"}
QUEUED = re.compile(r'<form[^>]* data-queue="([^"]+)"')
LINK = re.compile(r'<a [^>]*href="(/app/[^"#?]+)"')
FILL = """(form) => {
  for (const control of form.elements) {
    const named = [...form.elements].filter(({ name }) => name === control.name);
    if (control.type === "radio" && !named.some(({ checked }) => checked)) control.checked = true;
    if (control.type === "checkbox") control.checked = true;
    if (control.tagName === "SELECT") control.value ||= [...control.options].find(({ value }) => value).value;
    const words = control.tagName === "TEXTAREA" || (control.type === "text" && control.required);
    if (words) control.value ||= "Thử lúc mất mạng";
  }
}"""


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    opened = Line(urlsplit(site.address).port or 0)
    yield opened
    opened.close()


def queued_forms(phone: Phone) -> dict[str, str]:
    """The forms that may wait: what each is called, and the first page that has it."""
    found: dict[str, str] = {}
    todo, seen = [*BEGIN], set()
    while todo:
        path = todo.pop(0)
        pattern = re.sub(r"\d+|(?<=/moi/)\w+", "…", path)
        if pattern in seen:
            continue
        text = phone.context.request.get(phone.line.address + path).text()
        names = QUEUED.findall(text)
        if names or path == pattern:
            seen.add(pattern)
        for name in names:
            found.setdefault(name, path)
        todo += [link for link in LINK.findall(text) if "/anh" not in link]
    return found


def test_every_form_that_may_wait_is_done_once(site: Site, line: Line, browser: Browser, tmp_path: Path) -> None:
    """Each is cut before it goes, in its midst, after the server has done it, in the answer; then it goes."""
    phone = Phone(browser.browser_type, tmp_path / "profile", line)
    phone.sign_in_by_code(PHONES[0])
    forms = queued_forms(phone)
    assert set(forms) >= KNOWN
    for name, path in forms.items():
        phone.go(path)
        form = phone.page.locator(f'form[data-queue="{name}"]')
        form.evaluate(FILL)
        for control in form.locator("input[type=file]").all():
            control.set_input_files({"name": "anh.png", "mimeType": "image/png", "buffer": picture(80)})
        ((before,),) = site.execute("SELECT count(*) FROM core_done")
        for step in STEPS:
            line.cut(step, f"POST {path}")
        form.locator("button").last.click()
        wait_until(lambda: len(line.cuts) < len(STEPS))
        phone.page.wait_for_url("**/app/dang-cho")
        while line.cuts:
            phone.page.evaluate("send(true)")
        phone.sent()
        ((after,),) = site.execute("SELECT count(*) FROM core_done")
        assert after == before + 1, name
        expect(phone.page.locator("#waiting")).to_contain_text(name)
        assert phone.page.get_by_text("Cần sửa").count() == 0, name
    phone.context.close()
