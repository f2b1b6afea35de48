"""The lines of a web page, and the articles of a page of the Ministry of Justice's codification.

Text nodes of one block are one line, however many runs a word was split into. Where a page says which of its parts is
the act, as the national database does, only that part is read.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from ketdoan.core.viet import VietError

from .kinds import BROKEN
from .tables import lines_of_row

_TABLE = frozenset({"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_LIST = frozenset({"dd", "div", "dl", "dt", "li", "ol", "p", "pre", "ul"})
_PARTS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "fieldset", "figure", "footer", "form"}
)
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "main", "section"})
_BLOCKS = _TABLE | _LIST | _PARTS | _HEADS
_SKIPPED = frozenset(
    {
        "button",
        "head",
        "iframe",
        "nav",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
    }
)
_ACT = "//*[@id='toanvancontent' or @id='divContentDoc' or contains(concat(' ', @class, ' '), ' fulltext ')]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\u00a0]+")
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_KNOWN = frozenset({"windows-1252", "windows-1258", "iso-8859-1", "us-ascii"})
_DEEPEST = 60
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

#: A page of the codification: classes of its paragraphs.
_CODIFIED = "//p[@class='pDieu']"
_TITLE = re.compile(r"Điều\s+\S+\.\s*(.*)$", re.DOTALL)
_NOTE = re.compile(
    r"\((?:Điều\s+)?(\d+[a-zđ]?)[.,]?\s+(?:của\s+)?(.+?)\s+số\s+(\d[\d.]*\s?/(?:\s?\d{4}\s?/)?\s?[A-ZĐÐ][\wĐÐđ]*(?:\s?[-–]\s?[A-ZĐÐ][\wĐÐđ]*)*)",
    re.DOTALL,
)
_RANKS = ("Phần", "Chương", "Mục", "Tiểu mục")
_FORCE = re.compile(r"hiệu lực(?: thi hành)? (?:kể )?từ ngày (\d{1,2})/(\d{1,2})/(\d{4})")


def text_of(content: bytes) -> str:
    """A file as text: UTF-8, UTF-16 that says so, or what a page declares. Raises VietError where it is neither."""
    for mark, coding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, coding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        told = _CHARSET.search(content[:4096])
        name = told[1].decode("ascii").lower() if told else ""
        return _decoded(content, name if name in _KNOWN else "utf-8")


def _decoded(content: bytes, coding: str) -> str:
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        raise VietError("Chữ trong tệp không theo mã Unicode (UTF-8). Hãy lưu lại tệp với mã UTF-8.") from None


def tree_of(text: str) -> Any:
    """A page as a tree. Raises VietError where nothing can be made of it."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        return html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise VietError(BROKEN) from None


def lines_of_page(tree: Any) -> list[str]:
    """The lines of a page."""
    told = tree.xpath(_ACT)
    longest = max(told, key=lambda part: len(part.text_content()), default=tree)
    return list(_lines(longest))


def _lines(container: Any, depth: int = 0) -> Iterator[str]:
    """The lines below an element. Where a block begins or ends, so does a line."""
    line: list[str] = []
    pending: list[Any] = [container]
    while pending:
        one = pending.pop()
        if one is None:
            yield from _flushed(line)
        elif isinstance(one, str):
            line.append(one)
        elif one.tag == "tr" and depth < _DEEPEST:
            yield from _flushed(line)
            yield from lines_of_row([list(_lines(cell, depth + 1)) for cell in one if cell.tag in {"td", "th"}])
        elif one.tag == "br":
            yield from _flushed(line)
        elif isinstance(one.tag, str) and one.tag not in _SKIPPED and not _HIDDEN.search(one.get("style", "")):
            block = one.tag in _BLOCKS
            if block:
                yield from _flushed(line)
                pending.append(None)
            for child in reversed(one):
                pending += [child.tail or "", child]
            pending.append(one.text or "")
    yield from _flushed(line)


def _flushed(line: list[str]) -> Iterator[str]:
    text = _SPACES.sub(" ", "".join(line)).strip()
    line.clear()
    if text:
        yield text


def is_codified(tree: Any) -> bool:
    """Whether a page is one of the codification."""
    return bool(tree.xpath(_CODIFIED))


def rows_of_codified(tree: Any) -> tuple[list[dict[str, str]], list[str]]:
    """The articles of a page of the codification, each with its act, as `import_articles` takes them. An article that
    was amended counts from when its last amendment is in force: what it said before does not stand there. Beside
    them the headings of those whose source cannot be read. Raises VietError where none can."""
    found: list[dict[str, str]] = []
    wrong: list[str] = []
    path: dict[int, str] = {}
    for one in tree.iter("p"):
        kind = one.get("class", "")
        if kind == "pChuong":
            path = _under(path, _plain(one))
        elif kind == "pDieu":
            row = _row(one, " / ".join(path[rank] for rank in sorted(path)))
            found.append(row) if row else wrong.append(_plain(one)[:120])
    if wrong and not found:
        raise VietError("Không đọc được nguồn của điều nào trong trang pháp điển này: " + "; ".join(wrong[:5]))
    return found, wrong


def _under(path: dict[int, str], line: str) -> dict[int, str]:
    """The headings that stand over what follows a line of one: its number, or its title, which goes on from that."""
    rank = next((at for at, word in enumerate(_RANKS) if line.startswith(word)), None)
    if rank is None:
        last = max(path, default=0)
        return {**path, last: f"{path.get(last, '')} {line}".strip()}
    return {**{above: words for above, words in path.items() if above < rank}, rank: line}


def _row(heading: Any, chapter: str) -> dict[str, str] | None:
    """An article from its heading on, up to the next one; None where its source cannot be read."""
    note, link, lines = "", "", []
    for one in heading.itersiblings():
        kind = one.get("class", "") if isinstance(one.tag, str) else ""
        if kind in {"pDieu", "pChuong"}:
            break
        if kind == "pGhiChu":
            note = _plain(one)
            link = next((str(a.get("href")) for a in one.iter("a") if a.get("href", "").startswith("http")), "")
        elif kind != "pChiDan":
            lines += list(_lines(one)) + _tail(one)
    source, title = _NOTE.match(note), _TITLE.match(_plain(heading))
    if not source or not title:
        return None
    days = [f"{int(year):04d}-{int(month):02d}-{int(day):02d}" for day, month, year in _FORCE.findall(note)]
    return {
        "law_id": _SPACES.sub("", source[3]), "article_id": source[1], "title": title[1].strip(), "chapter": chapter,
        "text": "\n".join(lines), "effective": max(days, default=""), "doc_type": source[2].strip(),
        "source_url": link, "source_note": note,
    }  # fmt: skip


def _tail(element: Any) -> list[str]:
    text = _SPACES.sub(" ", element.tail or "").strip()
    return [text] if text else []


def _plain(element: Any) -> str:
    return _SPACES.sub(" ", element.text_content()).strip()
