"""The user guide inside the product: the Markdown of docs/huong-dan, a page for each chapter.

A chapter is a part of README.md under a heading of the second level, or another Markdown file of the folder. Its name
is its title without number and accents, so that chapters may be renumbered.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import nh3
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .modules import modules
from .viet import fold

MAIN = "README.md"
INLINE = {"a", "br", "code", "em", "img", "kbd", "strong"}
BLOCKS = {"blockquote", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
ALLOWED = INLINE | BLOCKS | TABLES
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading"}, "ol": {"start"}}
CHAPTER = re.compile(r"^## ", re.MULTILINE)
NUMBER = re.compile(r"^\d+\.\s*")


@dataclass(frozen=True)
class Chapter:
    """One page of the guide: its name in the address, its title, and its text as safe HTML."""

    name: str
    title: str
    html: SafeString


def folder() -> Path:
    """Where the guide's text and pictures stand."""
    return Path(settings.BASE) / "docs" / "huong-dan"


def chapters() -> dict[str, Chapter]:
    """The chapters by name, in order; read again when a file of the guide has changed."""
    files = [folder() / MAIN, *sorted(path for path in folder().glob("*.md") if path.name != MAIN)]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files if path.exists()))


def picture(name: str) -> Path | None:
    """The file of one of the guide's pictures; None where there is none of this name."""
    path = folder() / f"{name}.png"
    return path if path.is_file() and path.parent == folder() else None


def chapter_of(page: str) -> str:
    """The name of the chapter that explains a page (by route name); empty where modules name none."""
    named = {route: chapter for module in modules() for route, chapter in module.help.items()}
    if page in named:
        return named[page]
    begun = [route for route in named if route.endswith("*") and page.startswith(route[:-1])]
    return named[max(begun, key=len)] if begun else ""


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int], ...]) -> dict[str, Chapter]:
    texts: list[str] = []
    for path, _ in files:
        text = path.read_text(encoding="utf-8")
        texts += CHAPTER.split(text)[1:] if path.name == MAIN else [text.removeprefix("# ")]
    heads = [NUMBER.sub("", text.partition("\n")[0]).strip() for text in texts]
    names = [slugify(fold(head)) for head in heads]
    others = [path.name for path, _ in files if path.name != MAIN]
    first = len(names) - len(others)
    pages = dict(zip(others, names[first:], strict=True))
    found = {}
    for place, (name, head, text) in enumerate(zip(names, heads, texts, strict=True)):
        above = 2 if place < first else 1  # the level of the chapter's own heading in its file
        found[name] = Chapter(name, head, _html(text.partition("\n")[2], above, pages))
    return found


def _html(text: str, above: int, pages: dict[str, str]) -> SafeString:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) - above + 1}"  # the chapter's title is the page's first heading
        for part in token.children or ():
            _lead_inside(part, pages)
    drawn = markdown.renderer.render(tokens, markdown.options, {})
    clean = nh3.clean(drawn, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes={"https"}, link_rel=None)
    return mark_safe(clean)  # noqa: S308 - cleaned


def _lead_inside(token: Token, pages: dict[str, str]) -> None:
    """Let pictures and links of the folder lead to their places in the product."""
    if token.type == "image":
        name = Path(str(token.attrGet("src"))).stem
        token.attrSet("src", reverse("core:help_picture", args=[name]))
        token.attrSet("loading", "lazy")
        if picture(name) is None:  # not taken yet
            token.type, token.content, token.children = "text", "", []
    elif token.type == "link_open":
        target = str(token.attrGet("href"))
        page, _, part = target.partition("#")
        if page == MAIN:
            token.attrSet("href", reverse("core:help"))
        elif page in pages:
            token.attrSet("href", reverse("core:help_chapter", args=[pages[page]]))
        elif part and not page:
            token.attrSet("href", reverse("core:help_chapter", args=[_name_of_anchor(part)]))


def _name_of_anchor(anchor: str) -> str:
    """The chapter of an anchor as Markdown viewers make them: "3-bố-trí-chức-vụ"."""
    return slugify(fold(re.sub(r"^\d+-", "", unquote(anchor)).replace("-", " ")))
