"""The articles of an act, read from its text line by line, and what speaks against trusting the text.

Headings are part, chapter, section, article. An article counts only where its number goes on from the one before, so
that “Điều 169” at the beginning of a line within a sentence is none. What follows the last article, who signed and
annexes, is not of it. Where an annex begins to number anew, reading ends.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from .numbers import act_key

NUMBER = r"\d+(?:[./]\d+)?/(?:\d{4}/)?[A-ZĐÐa-zđ][\w/Đđ-]*\d*"
#: The number as the act itself says it: “Luật số: 12/2012/QH13”, “Số: 158/2025/NĐ-CP |”, “Số 283/2026/NĐ-CP”.
_HEAD = re.compile(rf"(?:(?:.{{0,60}}\b)?[Ss]ố\s*:\s*|Số\s+)({NUMBER})(?:[\s.|].*)?$")
#: The number as whoever made the file says it.
_DECLARED = re.compile(rf"(?:so_?hieu\s*:|\|?\s*Số hiệu\s*\|)\s*[\"']?({NUMBER})[\"']?\s*\|?\s*$")
_ARTICLE = re.compile(r"Điều\s+(\d+)([a-zđ]?)\s*[.:]\s*(.*)$")
_HEADING = re.compile(r"(Phần|Chương|Mục|Tiểu mục)\s+(thứ\s+\w+|[IVXLC]+|\d+)\b[.:]?\s*(.*)$", re.IGNORECASE)
_RANKS = {"phần": 0, "chương": 1, "mục": 2, "tiểu mục": 3}
_END = re.compile(
    r"(Nơi nhận|TM\.|KT\.|TL\.|T/M|CHỦ TỊCH|BỘ TRƯỞNG|THỦ TƯỚNG|PHỤ LỤC|Phụ lục [IVX\d]+\b|MẪU SỐ|"
    r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết) này (?:đã )?được .{0,120}thông qua)"
)
_FORCE = re.compile(
    r"có hiệu lực(?: thi hành)?(?: kể)? từ ngày (\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})", re.IGNORECASE
)
#: In so many articles from the end an act says since when it is in force.
LAST = 6


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article as it was read; `line` is where it begins, from 1."""

    no: str
    title: str
    chapter: str
    text: str
    line: int


@dataclass(frozen=True)
class ReadAct:
    """An act as it was read. `number` is that of its own head, `declared` that of the file; `since` is what its last
    articles say. With anything in `wrong` it is not to be trusted."""

    number: str
    declared: str
    since: date | None
    articles: Sequence[ReadArticle]
    wrong: Sequence[str] = field(default=())


def read_act(lines: Sequence[str], number: str = "") -> ReadAct:
    """Read an act from the lines of its text, marks of formatting taken off. `number` is what somebody says it is."""
    articles, wrong = _articles(lines)
    first = articles[0].line if articles else len(lines) + 1
    told = next((found[1] for line in lines[: first - 1] if (found := _HEAD.match(line))), "")
    named = next((found[1] for line in lines[: first - 1] if (found := _DECLARED.match(line))), "")
    declared = number or named
    if not articles:
        wrong.append("Không tìm thấy “Điều 1.” ở đầu dòng nào.")
    if not told and not number:
        wrong.append("Không tìm thấy số, ký hiệu trong phần đầu văn bản (“Số: …”).")
    wrong += [
        f"Tệp ghi số hiệu {other} nhưng lời văn là của {told}."
        for other in dict.fromkeys(filter(None, (number, named)))
        if told and act_key(other) != act_key(told)
    ]
    return ReadAct(told or declared, declared, _since(articles), articles, wrong)


def _articles(lines: Sequence[str]) -> tuple[list[ReadArticle], list[str]]:
    heads = list(_heads(lines))
    wrong = [
        f"Dòng {after.line}: sau Điều {before.no} là Điều {after.no}."
        for before, after in itertools.pairwise(heads)
        if not _follows(before.no, after.no)
    ]
    if heads and heads[0].no != "1":
        wrong.insert(0, f"Dòng {heads[0].line}: văn bản bắt đầu từ Điều {heads[0].no}.")
    found = []
    stops = [*(one.line for one in heads), len(lines) + 1][1:]
    for head, stop in zip(heads, stops, strict=True):
        body = list(_body(lines[head.line : stop - 1]))
        found.append(ReadArticle(head.no, head.title, head.chapter, "\n".join(body), head.line))
    return found, wrong


def _heads(lines: Sequence[str]) -> Iterator[ReadArticle]:
    """Where articles begin, with the headings above each. Ends where numbers begin anew."""
    path: dict[int, str] = {}
    last = ""
    quoted = 0
    for place, line in enumerate(lines):
        if quoted <= 0 and (heading := _HEADING.match(line)):
            rank = _RANKS[heading[1].lower()]
            path = {above: words for above, words in path.items() if above < rank}
            path[rank] = " ".join(
                filter(None, [f"{heading[1]} {heading[2]}", heading[3] or _title_below(lines, place)])
            )
        elif head := _ARTICLE.match(line):
            no = head[1] + head[2]
            if last and no == "1" and quoted <= 0:
                return
            # The very next number ends a quotation that nobody closed, as happens in scanned texts.
            if not last or _follows(last, no) or (quoted <= 0 and _near(last, no)):
                last, quoted = no, 0
                yield ReadArticle(no, head[3].strip(), " / ".join(path[rank] for rank in sorted(path)), "", place + 1)
        quoted = max(0, quoted + line.count("“") - line.count("”"))


def _title_below(lines: Sequence[str], place: int) -> str:
    """The title of a heading that stands on the lines after it, in capitals."""
    found = []
    for line in lines[place + 1 : place + 8]:
        if line and line != line.upper():
            break
        found += [line] if line else []
    return " ".join(found)


def _follows(before: str, after: str) -> bool:
    """Whether an article may come right after another: 61 or 60a after 60."""
    one, letter = int(re.sub(r"\D", "", before)), before.lstrip("0123456789")
    two, other = int(re.sub(r"\D", "", after)), after.lstrip("0123456789")
    return (two == one and other > letter) or (two == one + 1 and not other)


def _near(before: str, after: str) -> bool:
    """Whether a line may be the heading of an article after another: the next ones, some of which may be lacking."""
    return _follows(before, after) or 0 < int(re.sub(r"\D", "", after)) - int(re.sub(r"\D", "", before)) <= 3


def _body(lines: Iterable[str]) -> Iterator[str]:
    """The lines of an article, up to the heading or the end that follows it."""
    for line in lines:
        if _END.match(line) or (_HEADING.match(line) and not line.endswith((".", ";", ":"))):
            return
        if line:
            yield line


def _since(articles: Sequence[ReadArticle]) -> date | None:
    """Since when an act is in force, as its last articles say first."""
    for article in articles[-LAST:]:
        if found := _FORCE.search(article.text):
            day, month, year = (int(part) for part in found.groups())
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
