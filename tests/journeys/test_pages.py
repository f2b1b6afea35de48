"""Every page that a role can reach by links: readable by everyone, on every screen, in Vietnamese, without errors.

Each role opens each of its pages once. For the organisation officer, who reaches the most, light and dark, a desktop's
and a phone's width are then switched on the open page, and axe looks at it in all four: with all rules once for each
width, and with those of colours alone where nothing but the colours has changed. The others share the looks: axe looks
at every other page, with all rules, and which look it takes changes from page to page and from role to role.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.urls import Resolver404, resolve

from ketdoan.units.demo.accounts import ACCOUNTS
from launcher.paths import ASSETS

from .browsing import DEMO, Visitor

pytestmark = [pytest.mark.browser]

AXE = (ASSETS / "axe" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const scrolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  const wide = [...document.querySelectorAll("main *, header *")]
    .filter((e) => e.getBoundingClientRect().right > width + 1)
    .filter((e) => !scrolls(e.parentElement.closest("main *, header *")));
  return wide.slice(-3).map((e) => e.tagName + "." + e.className).join(" ") || "wider than the screen";
}"""
LEFTOVERS = re.compile(r"\bNone\b|\bnull\b|\bundefined\b|\{\{|\{%|Traceback|<QuerySet|<function")
#: Words of which at least one stands in nearly every English message of Django and its packages; none is Vietnamese.
ENGLISH_WORDS = """
    about account add already and any are back been before cancel change choose close confirm could date day delete does
    done edit enter error failed field file from has have help hour if invalid is login logout minute month name next no
    not of one only open or page password please previous remove required save search select sent should sign submit
    that the this time unknown update user username value view was week welcome will with year yes you your
"""
ENGLISH = re.compile(rf"(?<![\w./@-])(?:{'|'.join(ENGLISH_WORDS.split())})(?![\w/@-]|\.\w)", re.IGNORECASE)
#: What a person reads or hears of a page: its text, its title, and what stands for things without a text.
WORDS = """() => {
  const names = ["alt", "aria-label", "placeholder", "title"];
  const given = [...document.querySelectorAll(names.map((name) => `[${name}]`).join())];
  const labels = given.flatMap((e) => names.map((name) => e.getAttribute(name)).filter(Boolean));
  return [document.title, document.body.innerText, ...labels].join("\\n");
}"""
SECONDS, ASKED = 1.0, 6
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
Look = tuple[str, dict[str, int]]
LOOKS: tuple[Look, ...] = (("light", DESKTOP), ("dark", DESKTOP), ("dark", PHONE), ("light", PHONE))
#: Rules of axe whose verdict may change with the colours alone.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
#: A unit's page is opened twice: the post's own unit offers other acts than one under it.
TIMES = {"units:unit": 2}
#: Routes whose text shows template code on purpose.
SHOWS_CODE = {"units:print_template"}
#: One account of each role; the administrator of the system has a walk of his own.
WALKERS = [
    pytest.param(name, marks=pytest.mark.xdist_group("journeys" if name == "totchuc.tayninh" else "pages"))
    for name in {account.role: account.username for account in reversed(ACCOUNTS)}.values()
    if name != "quantri"
]
#: Not pages: they answer with a file, or with a part of a page.
FILES = {
    "units:print",
    "units:print_plan",
    "members:intake_print",
    "units:print_template_file",
    "units:print_template_try",
    "units:signed_copy",
    "units:regulation_file",
    "activities:log_photo",
    "activities:item_file",
    "units:import_sample",
    "units:import_faulty",
    "units:export_union",
    "members:photo",
    "members:card_sheet",
    "members:batch_sheet",
    "card_keys",
    "api:openapi-json",
    "mfa_download_recovery_codes",
}


@dataclass
class Walk:
    """A walk of one visitor over the site by its links, a page or two of each route. `turn` says whose turn it is to
    look at which page how; without it, each page is looked at in every way."""

    window: Visitor
    wrong: list[str]
    turn: str = ""

    def pages(self, start: str) -> Iterator[str]:
        """Each page once it has been opened; the routes found on it come later."""
        waiting, met, opened = [start], Counter[str](), set()
        while waiting:
            path = waiting.pop(0)
            route = _route(path)
            if route is None or met[route] == TIMES.get(route, 1) or urlsplit(path).path in opened:
                continue
            met[route] += 1
            opened.add(urlsplit(path).path)
            response = self.window.go(path)
            if response.status != 200:
                self.wrong.append(f"{path}: {response.status}")
            yield route
            waiting += self._links()

    def check(self, route: str) -> None:
        """What must hold of the open page: its words, and how it looks in light and dark, on a desktop and a phone."""
        page, path = self.window.page, urlsplit(self.window.page.url).path
        if (seconds := self._seconds()) > SECONDS:
            self.wrong.append(f"{path}: {seconds:.2f} s")
        if route not in SHOWS_CODE:
            words = page.evaluate(WORDS)
            for left in filter(None, (LEFTOVERS.search(words), ENGLISH.search(words))):
                around = words[max(left.start() - 30, 0) : left.end() + 30]
                self.wrong.append(f"{path} shows {left.group()!r} in {around!r}")
        page.evaluate(AXE)
        width = None
        for scheme, size in self._looks(route):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found = page.evaluate(RUN_AXE, OF_COLOURS if size["width"] == width else RULES)
            self.wrong += [f"{path} {scheme} {size['width']}: {wrong}" for wrong in found]
            width = size["width"]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if wide := page.evaluate(TOO_WIDE):
            self.wrong.append(f"{path} at 390: {wide}")
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]

    def _looks(self, route: str) -> tuple[Look, ...]:
        if not self.turn:
            return LOOKS
        turn = crc32(f"{self.turn} {route}".encode()) % (2 * len(LOOKS))
        return LOOKS[turn : turn + 1]

    def _seconds(self) -> float:
        """How long the server took; a page that was slow, as on a busy machine, is asked again."""
        page = self.window.page
        taken = [page.evaluate(SERVER_SECONDS)]
        while taken[-1] > SECONDS and len(taken) < ASKED:
            page.reload()
            taken.append(page.evaluate(SERVER_SECONDS))
        return float(min(taken))

    def _links(self) -> list[str]:
        hrefs: list[str] = self.window.page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
        )
        parts = [urlsplit(href) for href in hrefs if href.startswith(self.window.address)]
        return [f"{part.path}?{part.query}" if part.query else part.path for part in parts]


SERVER_SECONDS = """() => {
  const it = performance.getEntriesByType("navigation")[0];
  return (it.responseEnd - it.requestStart) / 1000;
}"""


def _route(path: str) -> str | None:
    """The name of a page's route; None for files and for addresses outside the site's own."""
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None
    return None if name in FILES else name


def walk(window: Visitor, start: str = "/", turn: str = "") -> tuple[list[str], set[str]]:
    """Walk from a page on; what was found wrong, and the routes that were met."""
    found = Walk(window, [], turn)
    met: set[str] = set()
    for route in found.pages(start):
        met.add(route)
        found.check(route)
    return found.wrong, met


@pytest.mark.parametrize("text", ["This field is required.", "Hãy Enter mã", "Ngày: March 3, this year"])
def test_english_is_seen(text):
    assert ENGLISH.search(text)


@pytest.mark.parametrize("text", ["To, in, an, do, con, a, so: core.send_mail", "/user/add/", "file_name", "a@page.vn"])
def test_vietnamese_and_names_of_things_are_not_taken_for_english(text):
    assert not ENGLISH.search(text)


@pytest.mark.xdist_group("pages")
def test_text_that_is_hard_to_read_is_seen_by_the_rules_of_colours_alone(visit):
    page = visit().page
    page.set_content('<main><h1 style="color: #999; background: #aaa">Bàn làm việc</h1><img src="x"></main>')
    page.evaluate(AXE)
    assert [found.split(":")[0] for found in page.evaluate(RUN_AXE, OF_COLOURS)] == ["color-contrast"]


def met_by_all(role: str) -> set[str]:
    own = {"workspace:home", "mfa_index", "core:notifications", "units:tree", "units:unit", "units:chart"}
    acting = {"units:move", "units:appoint", "units:end_term", "units:posts", "units:print_templates", "core:rule"}
    return own | (acting if role == "organisation_officer" else set())


@pytest.mark.parametrize("username", WALKERS)
def test_pages_that_a_post_reaches_are_readable_quick_and_clean(visit, username):
    window = visit(username)
    role = DEMO[username].role
    wrong, met = walk(window, turn="" if role == "organisation_officer" else role)
    assert not wrong, "\n".join(wrong)
    assert met_by_all(role) <= met


@pytest.mark.xdist_group("pages")
def test_pages_of_administration_are_readable_quick_and_clean(visit):
    window = visit("quantri")
    window.open_administration("Kiểm tra các trang quản trị")
    wrong, met = walk(window, start="/he-thong/tham-so/?unverified=on")
    assert not wrong, "\n".join(wrong)
    assert {"core:jobs", "core:rule_change", "core:rule_verify", "units:admin_session"} <= met


@pytest.mark.xdist_group("pages")
@pytest.mark.parametrize("path", ["/tai-khoan/login/", "/tai-khoan/password/reset/", "/to-chuc/loi-moi/"])
def test_pages_for_visitors_are_readable_and_clean(visit, path):
    window = visit()
    window.go(path)
    found = Walk(window, [])
    found.check("")
    assert not found.wrong, "\n".join(found.wrong)
