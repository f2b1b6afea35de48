"""Whatever happens to the line, the tab or the browser: what a member sends is written once, and by that member."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from .phones import AN, BINH, Phone, picture
from .standing import STEPS, Line, stand, wait_until, written

pytestmark = pytest.mark.browser
PATIENCE_MS = 20_000
SESSION, FORM = "GET /app/phien", "POST /app/gui"
WORDS = "Cơm ca tối hay nguội"


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        expect.set_options(timeout=PATIENCE_MS)
        yield running


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with stand(tmp_path_factory.mktemp("stand")) as found:
        yield found


@pytest.fixture
def line(port: int) -> Iterator[Line]:
    written(port)
    opened = Line(port)
    yield opened
    opened.close()


@pytest.fixture
def phone(playwright: Playwright, line: Line, tmp_path: Path) -> Iterator[Phone]:
    opened = Phone(playwright.chromium, tmp_path / "profile", line)
    opened.sign_in(AN)
    yield opened
    with suppress(Exception):
        opened.context.close()


def texts(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["who"], row["text"]) for row in told["writes"]]


@pytest.mark.parametrize("path", [SESSION, FORM])
@pytest.mark.parametrize("step", STEPS)
def test_cut_at_a_step_is_written_once(phone: Phone, line: Line, port: int, step: str, path: str) -> None:
    photo = picture(60)
    phone.fill(WORDS, photo)
    line.cut(step, path, times=2)  # the page tries, and so does the browser by itself for the worker
    phone.send()
    wait_until(lambda: len(line.cuts) < 2)
    line.cuts.clear()
    phone.sent()
    told = written(port)
    assert texts(told) == [(AN, WORDS)]
    assert told["writes"][0]["photo"] == hashlib.sha256(photo).hexdigest()
    assert len(set(told["arrivals"])) == 1, "each attempt carries the same key"


def test_cut_between_two(phone: Phone, line: Line, port: int) -> None:
    line.cut("before", FORM, times=99)
    for words in ("một", "hai"):
        phone.fill(words)
        phone.send()
        phone.page.wait_for_url("**/app/dang-cho")
    phone.waits(2)
    line.cuts.clear()
    line.cut("answer", FORM, times=2)
    phone.page.get_by_role("button", name="Gửi ngay").click()
    wait_until(lambda: len(line.cuts) < 2)
    line.cuts.clear()
    phone.sent()
    assert texts(written(port)) == [(AN, "một"), (AN, "hai")]


@pytest.mark.parametrize("end", ["tab closed", "browser killed"])
def test_off_while_the_answer_is_on_its_way(phone: Phone, line: Line, port: int, end: str) -> None:
    phone.fill(WORDS)
    line.hold(FORM)
    phone.send()
    assert line.holding.wait(15)
    if end == "tab closed":
        phone.page.close()
        phone.page = phone.context.new_page()
    else:
        phone.kill()
        phone.start()
    line.let_go()
    phone.come_in()
    phone.waits(0)
    assert texts(written(port)) == [(AN, WORDS)]


def test_switched_off_without_network(phone: Phone, line: Line, port: int) -> None:
    phone.fill(WORDS, photo := picture(60))
    line.up = False
    phone.send()
    phone.waits(1)
    phone.kill()
    line.up = True
    phone.start()
    phone.come_in()
    phone.waits(0)
    told = written(port)
    assert [row["photo"] for row in told["writes"]] == [hashlib.sha256(photo).hexdigest()]


def test_two_tabs_and_the_worker_send_once(phone: Phone, line: Line, port: int) -> None:
    other = phone.context.new_page()
    for page, words in ((phone.page, "một"), (other, "hai")):
        phone.fill(words, page=page)
    line.up = False
    for page in (phone.page, other):
        page.bring_to_front()
        phone.send(page)
        page.wait_for_url("**/app/dang-cho")
    phone.waits(2)
    line.up = True
    for page in (phone.page, other):
        page.evaluate("for (const now of [true, true, true]) { send(now); queue.send(now); }")
    phone.waits(0)
    told = written(port)
    assert sorted(texts(told)) == [(AN, "hai"), (AN, "một")]
    assert len(told["arrivals"]) == 2, "one sender at a time: nothing goes twice even over the line"


def test_wrong_comes_back_with_what_was_typed(phone: Phone, line: Line, port: int) -> None:
    photo = picture(60)
    phone.fill(" ", photo)
    phone.page.get_by_label("Giấu tên").check()
    phone.send()
    expect(phone.page.get_by_role("alert")).to_contain_text("Nhập nội dung.")
    assert phone.page.evaluate("document.querySelector('#photo').files[0].name") == "com.png"
    phone.go("/app/")
    expect(phone.page.locator("#signs")).to_contain_text("1 việc cần sửa")
    phone.page.locator("#signs a").click()
    phone.page.get_by_role("button", name="Sửa rồi gửi lại").click()
    phone.page.locator("#text").fill(WORDS)
    phone.send()
    phone.page.wait_for_url("**/app/toi")
    phone.waits(0)
    told = written(port)
    assert texts(told) == [(AN, WORDS)]
    assert told["writes"][0]["photo"] == hashlib.sha256(photo).hexdigest()


def test_one_account_neither_sees_nor_sends_what_another_wrote(phone: Phone, line: Line, port: int) -> None:
    phone.go("/app/the")
    phone.fill("nháp của An")
    phone.until("queue.read('drafts', (store) => store.count()).then(Boolean)")
    phone.fill("việc của An")
    line.up = False
    phone.send()
    phone.page.wait_for_url("**/app/dang-cho")
    phone.waits(1)
    line.cut("before", FORM, times=99)
    line.up = True
    phone.go("/app/the")
    assert f"Thẻ của {AN}" in phone.kept()
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.get_by_role("button", name="Giữ lại và đăng xuất").click()
    phone.page.wait_for_url("**/app/vao")
    left = phone.kept()
    assert f"của {AN}" not in left
    assert "nháp của An" not in left
    line.cuts.clear()
    phone.sign_in(BINH)
    phone.go("/app/dang-cho")
    expect(phone.page.locator("#waiting")).to_contain_text("Không có việc nào đang chờ gửi")
    phone.page.evaluate("queue.send(true)")
    assert written(port)["writes"] == []
    phone.page.evaluate("fetch('/app/ra', {method: 'POST'})")
    phone.sign_in(AN)
    phone.waits(0)
    assert texts(written(port)) == [(AN, "việc của An")]


def test_session_over_waits_for_signing_in(phone: Phone, line: Line, port: int) -> None:
    phone.fill(WORDS)
    phone.context.clear_cookies()
    phone.send()
    phone.page.wait_for_url("**/app/dang-cho")
    expect(phone.page.locator("#signs")).to_contain_text("Hãy đăng nhập lại")
    assert written(port)["writes"] == []
    phone.sign_in(AN)
    phone.waits(0)
    assert texts(written(port)) == [(AN, WORDS)]


def test_pages_at_hand_without_network_until_signed_out(phone: Phone, line: Line) -> None:
    phone.go("/app/the")
    line.up = False
    phone.go("/app/the")
    expect(phone.page.locator("main")).to_contain_text(f"Thẻ của {AN}")
    expect(phone.page.locator("#signs")).to_contain_text("Đang xem bản lưu lúc")
    phone.go("/app/cong-doan")
    expect(phone.page.locator("h1")).to_have_text("Trang này chưa được lưu trên máy")
    line.up = True
    phone.go("/app/")
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.wait_for_url("**/app/vao")
    line.up = False
    phone.go("/app/the")
    expect(phone.page.locator("h1")).to_have_text("Trang này chưa được lưu trên máy")


def test_slow_line_shows_what_was_kept_and_tells_of_the_newer(phone: Phone, line: Line) -> None:
    phone.go("/app/the")
    line.hold("GET /app/the")
    phone.go("/app/the")
    expect(phone.page.locator("main")).to_contain_text(f"Thẻ của {AN}")
    line.let_go()
    expect(phone.page.locator("#signs")).to_contain_text("Đã có bản mới")


def test_answer_on_its_way_is_not_kept_after_signing_out(phone: Phone, line: Line) -> None:
    line.hold("GET /app/toi")
    phone.page.evaluate("ask({ keep: ['/app/toi'] }), 0")
    assert line.holding.wait(15)
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.wait_for_url("**/app/vao")
    line.let_go()
    phone.page.evaluate("ask({ kept: true })")
    phone.sign_in(BINH)
    assert f"Dữ liệu của {AN}" not in phone.kept()


def test_draft_comes_back_until_it_is_sent(phone: Phone, line: Line, port: int) -> None:
    phone.fill(WORDS)
    phone.page.get_by_label("Giấu tên").check()
    phone.until("queue.read('drafts', (store) => store.getAll()).then(([draft]) => Boolean(draft?.values[1][1]))")
    phone.go("/app/gui")
    expect(phone.page.locator("#text")).to_have_value(WORDS)
    expect(phone.page.get_by_label("Giấu tên")).to_be_checked()
    phone.send()
    phone.page.wait_for_url("**/app/toi")
    phone.go("/app/gui")
    expect(phone.page.locator("#text")).to_have_value("")


def test_large_picture_is_made_smaller_before_it_waits(phone: Phone, line: Line) -> None:
    phone.fill(WORDS, picture(1700))
    line.up = False
    phone.send()
    phone.waits(1)
    phone.page.wait_for_url("**/app/dang-cho")
    size = phone.page.evaluate(
        """async () => {
          const [item] = await queue.read("waiting", (store) => store.getAll());
          const file = item.entries.find(([name]) => name === "photo")[1];
          const picture = await createImageBitmap(file);
          return { type: file.type, side: Math.max(picture.width, picture.height) };
        }"""
    )
    assert size == {"type": "image/jpeg", "side": 1600}
