"""Every page that a role can reach by links: readable by everyone, on every screen, in Vietnamese, without errors.

Each role opens each of its pages once. There are four looks: light and dark, on a desktop and on a phone. Axe looks at
each page of the organisation officer, who reaches the most, and of administration in one of them, at every other page
of the other roles; which look it takes changes from page to page and from role to role. Of roles that work beside the
chair and the officer, pages that one of these two may open as well are fetched and read, not drawn once more, and only
those to which the home page or the menu leads.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.urls import Resolver404, resolve

from ketdoan.core.screens import SIGNED_IN, declared
from ketdoan.units.actions.roles import SHIPPED
from ketdoan.units.demo.accounts import ACCOUNTS
from launcher.paths import ASSETS

from .browsing import DEMO, Visitor

pytestmark = [pytest.mark.browser]

AXE = (ASSETS / "axe" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
#: What stands around each page; looked at in each of the looks once, for it is the same on all of them.
FRAME = [".sidebar", ".topbar"]
RUN_AXE = """async ([tags, without]) => {
  const exclude = without.map((part) => [part]);
  const found = await axe.run({ exclude }, { runOnly: tags, resultTypes: ["violations"] });
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
#: What a person reads or hears of a page (its text, its title, what stands for things without a text), and where its
#: links lead.
SEEN = """(page, address) => {
  const names = ["alt", "aria-label", "placeholder", "title"];
  const given = [...page.querySelectorAll(names.map((name) => `[${name}]`).join())];
  const labels = given.flatMap((e) => names.map((name) => e.getAttribute(name)).filter(Boolean));
  const links = [...page.querySelectorAll("a[href]")].map((a) => new URL(a.getAttribute("href"), address).href);
  return { words: [page.title, page.body.innerText, ...labels].join("\\n"), links };
}"""
LOOK = f"() => ({SEEN})(document, document.baseURI)"
READ = f"""async (path) => {{
  const response = await fetch(path);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  page.querySelectorAll("script, style, template").forEach((e) => e.remove());
  return {{ status: response.status, ...({SEEN})(page, response.url) }};
}}"""
SECONDS, ASKED = 1.0, 6
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
Look = tuple[str, dict[str, int]]
LOOKS: tuple[Look, ...] = (("light", DESKTOP), ("dark", PHONE), ("dark", DESKTOP), ("light", PHONE))
#: A unit's page is opened twice: the post's own unit offers other acts than one under it.
TIMES = {"units:unit": 2}
#: Routes whose text shows template code on purpose.
SHOWS_CODE = {"units:print_template"}
OFFICER, CHAIR = "organisation_officer", "chair"
ROLES = {role["code"]: role["permissions"] for role in tomllib.loads(SHIPPED.read_text())["role"]}
#: The rights of pages that a browser draws for the officer or the chair.
DRAWN = frozenset({SIGNED_IN, *ROLES[OFFICER], *ROLES[CHAIR]})
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
    "reports:workbook",
    "reports:round_table",
    "reports:pdf",
    "reports:enclosure",
    "reports:pdf_of",
    "grading:pdf",
    "legal:source",
    "petitions:picture",
    "members:correction_photo",
    "welfare:case_photo",
    "portal:care_photo",
    "portal:correction_photo",
}


@dataclass
class Walk:
    """A walk of one visitor over the site by its links, a page or two of each route. `turn` says whose turn it is to
    look at which page how; without it, each page is looked at, else every other one. Pages that open by one of the
    rights `read` are not drawn, and of these only the first leads on."""

    window: Visitor
    wrong: list[str]
    turn: str = ""
    read: frozenset[str] = frozenset()
    framed: set[str] = field(default_factory=set)

    def routes(self, start: str) -> set[str]:
        """Check each page once; the routes that were met."""
        waiting, met, opened = [start], Counter[str](), set()
        while waiting:
            path = waiting.pop(0)
            route = _route(path)
            if route is None or met[route] == TIMES.get(route, 1) or urlsplit(path).path in opened:
                continue
            met[route] += 1
            opened.add(urlsplit(path).path)
            if _right(path) not in self.read:
                waiting += self._draw(route, path)
            else:
                leads = self._read(route, path)
                waiting += leads if path == start else []
        return set(met)

    def _read(self, route: str, path: str) -> list[str]:
        """What must hold of a page without drawing it; where its links lead."""
        found = self.window.page.evaluate(READ, path)
        self._check_status(path, found["status"])
        self._check_words(route, path, found["words"])
        return self._own(found["links"])

    def _draw(self, route: str, path: str) -> list[str]:
        response = self.window.go(path)
        self._check_status(path, response.status)
        return self._own(self.check(route))

    def check(self, route: str) -> list[str]:
        """What must hold of the open page: its words, and how it looks in light and dark, on a desktop and a phone;
        where its links lead."""
        page, path = self.window.page, urlsplit(self.window.page.url).path
        if (seconds := self._seconds()) > SECONDS:
            self.wrong.append(f"{path}: {seconds:.2f} s")
        seen = page.evaluate(LOOK)
        self._check_words(route, path, seen["words"])
        if looks := self._looks(route):
            page.evaluate(AXE)
        for scheme, size in looks:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self._resize(size)
            look = f"{scheme} {size['width']}"
            found = page.evaluate(RUN_AXE, [RULES, FRAME if look in self.framed else []])
            self.framed.add(look)
            self.wrong += [f"{path} {look}: {wrong}" for wrong in found]
        self._resize(PHONE)
        if wide := page.evaluate(TOO_WIDE):
            self.wrong.append(f"{path} at 390: {wide}")
        self._resize(DESKTOP)
        links: list[str] = seen["links"]
        return links

    def _check_status(self, path: str, status: int) -> None:
        if status != 200:
            self.wrong.append(f"{path}: {status}")

    def _check_words(self, route: str, path: str, words: str) -> None:
        if route in SHOWS_CODE:
            return
        for left in filter(None, (LEFTOVERS.search(words), ENGLISH.search(words))):
            around = words[max(left.start() - 30, 0) : left.end() + 30]
            self.wrong.append(f"{path} shows {left.group()!r} in {around!r}")

    def _resize(self, size: dict[str, int]) -> None:
        if self.window.page.viewport_size != size:
            self.window.page.set_viewport_size(size)  # type: ignore[arg-type]

    def _looks(self, route: str) -> tuple[Look, ...]:
        turn = crc32(f"{self.turn} {route}".encode()) % (2 * len(LOOKS) if self.turn else len(LOOKS))
        return LOOKS[turn : turn + 1]

    def _seconds(self) -> float:
        """How long the server took; a page that was slow, as on a busy machine, is asked again."""
        page = self.window.page
        taken = [page.evaluate(SERVER_SECONDS)]
        while taken[-1] > SECONDS and len(taken) < ASKED:
            page.reload()
            taken.append(page.evaluate(SERVER_SECONDS))
        return float(min(taken))

    def _own(self, hrefs: list[str]) -> list[str]:
        """Of some addresses those of the site, as paths."""
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


def _right(path: str) -> str | None:
    """The right that opens a page."""
    return declared(resolve(urlsplit(path).path).func)


@pytest.mark.parametrize("text", ["This field is required.", "Hãy Enter mã", "Ngày: March 3, this year"])
def test_english_is_seen(text):
    assert ENGLISH.search(text)


@pytest.mark.parametrize("text", ["To, in, an, do, con, a, so: core.send_mail", "/user/add/", "file_name", "a@page.vn"])
def test_vietnamese_and_names_of_things_are_not_taken_for_english(text):
    assert not ENGLISH.search(text)


@pytest.mark.xdist_group("pages")
def test_text_that_is_hard_to_read_and_a_picture_without_words_are_seen(visit):
    page = visit().page
    page.set_content('<main><h1 style="color: #999; background: #aaa">Bàn làm việc</h1><img src="x"></main>')
    page.evaluate(AXE)
    assert {"color-contrast", "image-alt"} <= {found.split(":")[0] for found in page.evaluate(RUN_AXE, [RULES, []])}


def met_by_all(role: str) -> set[str]:
    own = {"workspace:home", "mfa_index", "core:notifications", "units:tree"}
    looking = {"units:unit", "units:chart"} if role in (OFFICER, CHAIR) else set()
    acting = {"units:move", "units:appoint", "units:end_term", "units:posts", "units:print_templates", "core:rule"}
    return own | looking | (acting if role == OFFICER else set())


@pytest.mark.parametrize("username", WALKERS)
def test_pages_that_a_post_reaches_are_readable_quick_and_clean(visit, username):
    window = visit(username)
    role = DEMO[username].role
    walk = Walk(window, [])
    if role != OFFICER:
        walk.turn = role
    if role not in (OFFICER, CHAIR):
        walk.read = DRAWN
    met = walk.routes("/")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert met_by_all(role) <= met


@pytest.mark.xdist_group("pages")
def test_pages_of_administration_are_readable_quick_and_clean(visit):
    window = visit("quantri")
    window.open_administration("Kiểm tra các trang quản trị")
    walk = Walk(window, [])
    met = walk.routes("/he-thong/tham-so/?unverified=on")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert {"core:jobs", "core:rule_change", "core:rule_verify", "units:admin_session"} <= met


@pytest.mark.xdist_group("pages")
@pytest.mark.parametrize("path", ["/tai-khoan/login/", "/tai-khoan/password/reset/", "/to-chuc/loi-moi/"])
def test_pages_for_visitors_are_readable_and_clean(visit, path):
    window = visit()
    window.go(path)
    found = Walk(window, [])
    found.check("")
    assert not found.wrong, "\n".join(found.wrong)
