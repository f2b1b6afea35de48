"""A visitor: a browser window of its own that signs in, goes about, and notes whatever goes wrong on the way."""

import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from ketdoan.units.demo.accounts import ACCOUNTS, PASSWORD

DEMO = {account.username: account for account in ACCOUNTS}
TOTP_SECONDS = 30
PATIENCE_MS = 30_000
HOME = "Bàn làm việc"
EXPECTED = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


@dataclass
class Visitor:
    """One window. `problems` holds what no page may do: errors in the console, breaches of the policy, answers 5xx."""

    context: BrowserContext
    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response:
        """Open a page of the site."""
        response = self.page.goto(self.address + path)
        assert response is not None
        return response

    def main(self) -> str:
        """The words of the page's own part."""
        return self.page.locator("main").inner_text()

    def heading(self, text: str) -> None:
        """The page is the one with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def said(self, text: str) -> None:
        """The last act was answered with this message."""
        expect(self.page.locator("main .alert, main [role=status]").filter(has_text=text).first).to_be_visible()

    def fill(self, **values: str) -> None:
        """Fill the fields of the page's form by their names; a list is chosen from by value."""
        for name, value in values.items():
            control = self.page.locator(f"main [name={name}]").first
            if control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def choose(self, name: str, typed: str) -> None:
        """Type into a box with suggestions from the server, and take the first of them."""
        control = self.page.locator(f"main [name={name}]")
        control.click()
        control.press_sequentially(typed)
        first = self.page.locator(f"#{control.get_attribute('list')} option").first
        first.wait_for(state="attached")
        control.fill(first.get_attribute("value") or "")

    def submit(self, label: str) -> None:
        """Press a button of the page's own part and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=label, exact=True).click()

    def act(self, title: str) -> None:
        """Open an act from a unit's page."""
        self.page.locator("summary", has_text="Thao tác").click()
        self.page.get_by_role("link", name=title, exact=True).click()

    def give_password(self, username: str, password: str = PASSWORD) -> None:
        """Fill in and send the sign-in page."""
        self.go("/tai-khoan/login/")
        self.fill(login=username, password=password)
        self.submit("Đăng nhập")

    def give_code(self, code: str) -> None:
        """Send a code of the second factor."""
        self.page.locator("main [name=code]").fill(code)
        with self.page.expect_navigation():
            self.page.locator("main [name=code]").press("Enter")

    def give_code_of(self, secret: str) -> None:
        """Send what an authenticator app shows, and once more if its half minute ran out on the way."""
        self.give_code(shown_by_app(secret))
        if self.page.locator("main [name=code]").count():
            self.give_code(shown_by_app(secret))

    def confirm_password(self) -> None:
        """Give the password once more where the page asks for it: it does unless that was done a short while ago."""
        if self.page.locator("main [name=password]").count():
            self.fill(password=PASSWORD)
            self.submit("Xác nhận")

    def open_administration(self, reason: str) -> None:
        """Open a session of administration, unless one is open."""
        self.go("/to-chuc/phien-quan-tri/")
        if self.page.locator("main [name=reason]").count():
            self.fill(reason=reason)
            self.submit("Mở phiên quản trị")
            self.confirm_password()

    def close_administration(self) -> None:
        """Close the session of administration, if one is open."""
        self.go("/to-chuc/phien-quan-tri/")
        if not self.page.locator("main [name=reason]").count():
            self.submit("Kết thúc phiên")

    def sign_in(self, username: str) -> None:
        """Through the real pages, with the second factor where the account has one."""
        self.give_password(username)
        if DEMO[username].second_factor:
            self.give_code_of(DEMO[username].secret)
            self.heading("Ghi nhớ thiết bị này?")
            self.submit("Không ghi nhớ")
        self.heading(HOME)


def shown_by_app(secret: str) -> str:
    """What an authenticator app shows for a secret at this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_SECONDS))


def visitor(browser: Browser, address: str, **options: Any) -> Visitor:
    """Open a window on the site."""
    settings: dict[str, Any] = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce"}
    context = browser.new_context(**{**settings, "viewport": {"width": 1280, "height": 800}, **options})
    context.set_default_timeout(PATIENCE_MS)
    new = Visitor(context, context.new_page(), address)
    watch(new)
    return new


def watch(visitor: Visitor) -> None:
    """Note errors of the page.

    Not wrong are answers 4xx, which Chromium reports as failed loads, and requests that htmx gave up for newer ones.
    """

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            visitor.problems.append(f"{visitor.page.url}: console {message.type}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            visitor.problems.append(f"{response.url}: {response.status}")

    page = visitor.page
    page.on("console", on_console)
    page.on("response", on_response)
    page.on("pageerror", lambda error: visitor.problems.append(f"{page.url}: {error}"))
