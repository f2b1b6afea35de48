"""The words of an article: a plain text with a few signs, and what is drawn from it.

The signs are a small part of Markdown: headings (##, ###), lists (-, 1.), **bold**, *italic*, [links](https://…), and a
line [ảnh 1] for a picture of the article. Anything else stands as it was typed. What is drawn passes a list of allowed
tags whatever the reader of the signs lets through.
"""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"a", "br", "em", "figure", "figcaption", "h2", "h3", "img", "li", "ol", "p", "strong", "ul"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading", "width", "height"}, "ol": {"start"}}
SCHEMES = {"https", "mailto", "tel"}
SIGNS = ("heading", "list", "newline", "emphasis", "link", "escape", "autolink", "text_join", "balance_pairs")
#: A line that stands for a picture of the article, by its number.
PICTURE = re.compile(r"^\[ảnh (\d{1,2})\]$", re.IGNORECASE)
#: Signs that stand in a text, for what shows a few words of it.
_SIGN = re.compile(r"^(#{1,6}|[-*]|\d+\.)\s+|\*+|^\[ảnh \d{1,2}\]$", re.MULTILINE | re.IGNORECASE)
#: An address that stands as it is: it leads there too.
_BARE = re.compile(r"(?<![(<\[\w])https://[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def draw(text: str, pictures: Mapping[int, tuple[str, str]] | None = None) -> SafeString:
    """An article's text as safe HTML. `pictures` gives of each number address and description; a line that names
    another number is left out."""
    markdown = MarkdownIt("zero", {"html": False, "breaks": True})
    markdown.enable([sign for sign in SIGNS if sign in _known(markdown)])
    markdown.validateLink = _leads_out  # type: ignore[method-assign, assignment]
    tokens = markdown.parse(_BARE.sub(r"<\g<0>>", text.replace("\r\n", "\n")))
    drawn = markdown.renderer.render(_placed(tokens, pictures or {}), markdown.options, {})
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean)  # noqa: S308 - cleaned


def _known(markdown: MarkdownIt) -> set[str]:
    return {name for names in markdown.get_all_rules().values() for name in names}


def _leads_out(address: str) -> bool:
    """Links lead to other sites, a telephone, a mailbox, or a page of this site."""
    parts = urlsplit(address)
    if parts.scheme:
        return parts.scheme in SCHEMES
    return address.startswith("/") and not address.startswith("//")


def _placed(tokens: list[Token], pictures: Mapping[int, tuple[str, str]]) -> list[Token]:
    """Headings begin at the second level; paragraphs that are pictures become these."""
    found: list[Token] = []
    skipping = 0
    for at, token in enumerate(tokens):
        if skipping:
            skipping -= 1
            continue
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        if token.type == "paragraph_open" and (named := PICTURE.match(tokens[at + 1].content.strip())):
            skipping = 2
            if shown := pictures.get(int(named[1])):
                found.append(Token("html_block", "", 0, content=_figure(*shown)))
            continue
        found.append(token)
    return found


def _figure(address: str, description: str) -> str:
    return f'<figure><img src="{escape(address)}" alt="{escape(description)}" loading="lazy"></figure>\n'


def named_pictures(text: str) -> list[int]:
    """The numbers of the pictures that a text places, in order."""
    found = (PICTURE.match(line.strip()) for line in text.splitlines())
    return [int(one[1]) for one in found if one]


def plain(text: str, most: int = 0) -> str:
    """A text without its signs, in one line; cut at a word where it is longer than `most`."""
    bare = " ".join(_SIGN.sub("", _LINK.sub(r"\1", text)).split())
    if not most or len(bare) <= most:
        return bare
    return bare[: most + 1].rpartition(" ")[0].rstrip(" ,.;:") + "…"
