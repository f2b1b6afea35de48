"""A phone for the tests of the queue: a browser with a profile of its own, and the line that it hangs on."""

import os
import re
import signal
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect

from launcher import browser as installed

from .standing import Line, wait_until

AN, BINH = "an01", "binh02"


class Phone:
    """A browser with a profile of its own, which outlives it."""

    def __init__(self, browser: BrowserType, profile: Path, line: Line) -> None:
        self.browser, self.profile, self.line = browser, profile, line
        self.context: BrowserContext
        self.page: Page
        self.start()

    def start(self) -> None:
        """Open the browser on its profile."""
        self.context = self.browser.launch_persistent_context(
            self.profile,
            executable_path=installed.found(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            viewport={"width": 390, "height": 844},
            locale="vi-VN",
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.pages[0]

    def kill(self) -> None:
        """The phone is switched off: the browser has no time to put anything away."""
        lock = str((self.profile / "SingletonLock").readlink())
        os.kill(int(lock.rpartition("-")[2]), signal.SIGKILL)
        with suppress(Exception):
            self.context.close()

    def go(self, path: str, page: Page | None = None) -> None:
        """Open a page of the app."""
        (page or self.page).goto(self.line.address + path)

    def sign_in(self, who: str) -> None:
        """Come in at the door; the worker is ready then."""
        self.go("/app/vao")
        self.page.locator("#text").fill(who)
        self.page.get_by_role("button", name="Gửi").click()
        expect(self.page.locator("main")).to_contain_text(f"Chào {who}")
        self.until("Boolean(navigator.serviceWorker.controller)")

    def sign_in_by_code(self, number: str) -> None:
        """Come in at the door of the demo, which shows the code that would have been sent."""
        self.go("/app/vao")
        self.page.locator("main [name=who]").fill(number)
        self.page.get_by_role("button", name="Gửi mã cho tôi").click()
        self.page.locator("main [name=code]").fill(self.page.locator("main strong.mono").inner_text())
        self.page.get_by_role("button", name="Vào ứng dụng").click()
        expect(self.page.locator("h1")).to_contain_text("Chào")
        self.until("Boolean(navigator.serviceWorker.controller)")

    def come_in(self) -> None:
        """Open the app again; a browser that was killed may have forgotten who is signed in."""
        self.go("/app/")
        if self.page.url.endswith("/app/vao"):
            self.sign_in(AN)

    def fill(self, words: str, photo: bytes = b"", page: Page | None = None) -> None:
        """Fill in the form."""
        page = page or self.page
        self.go("/app/gui", page)
        page.locator("#text").fill(words)
        if photo:
            page.set_input_files("#photo", {"name": "com.png", "mimeType": "image/png", "buffer": photo})

    def send(self, page: Page | None = None) -> None:
        """Press the button."""
        (page or self.page).get_by_role("button", name="Gửi", exact=True).click()

    def waits(self, number: int) -> None:
        """So many things wait, as the phone itself holds them."""
        self.until(f"queue.read('waiting', (store) => store.count()).then((count) => count === {number})")

    def until(self, expression: str) -> None:
        """Wait until something is so in the page, or in the one that follows it."""

        def told() -> bool:
            with suppress(Error):
                return bool(self.page.evaluate(expression))
            return False

        wait_until(told)

    def sent(self) -> None:
        """All that waits goes when one asks for it."""
        self.page.wait_for_url(re.compile("/app/(dang-cho|toi)$"))
        self.go("/app/dang-cho")
        self.page.evaluate("send(true)")
        self.waits(0)

    def kept(self) -> str:
        """Everything of the pages, drafts and acts that the phone keeps."""
        return str(
            self.page.evaluate(
                """async () => {
                  const all = [];
                  for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) all.push(await (await cache.match(request)).text());
                  }
                  for (const name of ["waiting", "sent", "drafts"]) {
                    all.push(JSON.stringify(await queue.read(name, (store) => store.getAll())));
                  }
                  return all.join("\\n");
                }"""
            )
        )


def picture(side: int) -> bytes:
    """A picture of noise, which no format makes much smaller."""
    out = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(out, "PNG")
    return out.getvalue()
