"""An act read from its text line by line: head, articles, annexes that number anew; what speaks against trusting it.

Headings are part, chapter, section, article. An article counts only where its number goes on from the one before, so
that “Điều 169” at the beginning of a line within a sentence is none. What follows the last article, who signed, lists
and forms, is not of it. A charter or a regulation that is attached begins at Điều 1 again: it is read as an annex with
articles of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .checking import Fault, faults_between, faults_within, follows
from .footnotes import amended_on, without_notes
from .heads import Head, read_head
from .numbers import act_key
from .quoting import depth_after

_ARTICLE = re.compile(r"Điều\s+(\d+)([a-zđ]?)\s*[.:]\s*(.*)$")
_HEADING = re.compile(r"(Phần|Chương|Mục|Tiểu mục)\s+(thứ\s+\w+|[IVXLC]+|\d+)\b[.:]?\s*(.*)$", re.IGNORECASE)
_RANKS = {"phần": 0, "chương": 1, "mục": 2, "tiểu mục": 3}
#: Attached texts that have articles of their own, as their headings say; and lists and forms, which are not read.
_ANNEX = re.compile(r"(ĐIỀU LỆ|QUY CHẾ|NỘI QUY|QUY TRÌNH|QUY ĐỊNH(?=\s*$))(?=\s|$)(.*)$")
_LISTS = re.compile(r"(?:PHỤ LỤC|Phụ lục(?: số)? [IVX\d]+\s*(?:$|[:(–-])|DANH MỤC\b|MẪU SỐ|Mẫu số \d)")
_END = re.compile(
    r"(?:\|\s*)?(?:Nơi nhận|TM\.|KT\.|TL\.|T/M|CHỦ TỊCH|BỘ TRƯỞNG|THỦ TƯỚNG|XÁC THỰC VĂN BẢN|"
    r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết) này (?:đã )?được .{0,120}thông qua)"
)
_ATTACHED = re.compile(r"kèm theo .{0,80}?[Ss]ố\s*:?\s*(\d+(?:/\d{4})?/[\w/Đđ-]+)")
#: In so many articles from the end an act says since when it is in force.
LAST = 6


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article as it was read; `line` is where it begins, from 1, `lines` where each line of its text stands. `since`
    where notes say that it was amended since then; `noted` are the notes. What stands behind the number is its text
    where it has no other, as in decisions."""

    no: str
    title: str
    chapter: str
    text: str
    line: int
    since: date | None = None
    noted: Sequence[str] = ()
    lines: Sequence[int] = ()


@dataclass(frozen=True)
class ReadAnnex:
    """A text with articles of its own that is attached to an act; `number` where it says which act attaches it."""

    kind: str
    title: str
    number: str
    line: int
    articles: Sequence[ReadArticle]


@dataclass(frozen=True)
class ReadAct:
    """An act as it was read. `number` is that of its own head, of the act that was consolidated in a consolidated text;
    `declared` that of the file; `since` is what its last articles say, or the head of a consolidated text. With any
    faults it is not to be trusted; `doubts` are clauses and points that lack the one before, as after a repeal:
    somebody has to look."""

    number: str
    declared: str
    since: date | None
    articles: Sequence[ReadArticle]
    head: Head = field(default_factory=Head)
    annexes: Sequence[ReadAnnex] = ()
    faults: Sequence[Fault] = ()
    doubts: Sequence[Fault] = ()

    @property
    def wrong(self) -> list[str]:
        """The faults in words, each with its line."""
        return [str(fault) for fault in self.faults]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an article begins: part 0 is the act itself, others are annexes."""

    part: int
    no: str
    title: str
    chapter: str
    place: int


def read_act(lines: Sequence[str], number: str = "") -> ReadAct:
    """Read an act from the lines of its text, marks of formatting taken off. `number` is what somebody says it is."""
    noted = without_notes(lines)
    lines = noted.lines
    starts, stops = _starts(lines)
    own = [start for start in starts if not start.part]
    head = read_head(lines[: own[0].place if own else len(lines)])
    faults = [*_of_numbers(head, number), *faults_between([(one.no, one.place + 1) for one in own])]
    if not own:
        faults.append(Fault(0, "Không tìm thấy “Điều 1.” ở đầu dòng nào."))
    found = _articles(lines, starts, stops, noted.marks, noted.notes)
    articles = [article for part, article in found if not part]
    if head.original:
        articles = [replace(one, since=one.since or head.original.since) for one in articles]
    doubts = [fault for _, one in found for fault in faults_within(one.text, one.lines, one.no)]
    annexes = list(_annexes(lines, starts, found))
    faults += [fault for annex in annexes for fault in faults_between([(one.no, one.line) for one in annex.articles])]
    told = head.original.number if head.original else head.number
    since = (
        head.original.since
        if head.original
        else head.force_of([f"{one.title}\n{one.text}" for one in articles[-LAST:]])
    )
    return ReadAct(
        told or number or head.declared, number or head.declared, since, articles, head, annexes,
        sorted(faults, key=lambda fault: fault.line), doubts,
    )  # fmt: skip


def _of_numbers(head: Head, number: str) -> Iterator[Fault]:
    """What is wrong with the numbers that text, file and officer say the act has."""
    if not head.number and not number:
        yield Fault(0, "Không tìm thấy số, ký hiệu trong phần đầu văn bản (“Số: …”).")
    if head.consolidated and not head.original:
        yield Fault(0, "Đây là văn bản hợp nhất nhưng phần đầu không nói rõ hợp nhất văn bản nào.")
    right = {act_key(one) for one in (head.number, head.original.number if head.original else "") if one}
    for other in dict.fromkeys(filter(None, (number, head.declared))):
        if right and act_key(other) not in right:
            yield Fault(head.line, f"Tệp ghi số hiệu {other} nhưng lời văn là của {head.number}.")


def _starts(lines: Sequence[str]) -> tuple[list[_Start], list[int]]:
    """Where articles begin, with the headings above each, and where other things do: annexes, and at last what is not
    read."""
    found: list[_Start] = []
    stops: list[int] = []
    path: dict[int, str] = {}
    last, part, attached, quoted = "", 0, False, 0
    for place, line in enumerate(lines):
        if quoted <= 0 and last and _LISTS.match(line):
            return found, [*stops, place]
        if quoted <= 0 and last and _ANNEX.match(line) and _titles_an_annex(lines, place):
            attached, path = True, {}
            stops.append(place)
        elif quoted <= 0 and (heading := _HEADING.match(line)):
            path = _deeper(path, heading, lines, place)
        elif head := _ARTICLE.match(line):
            no = head[1] + head[2]
            if last and no == "1" and quoted <= 0:
                if not attached:
                    return found, [*stops, place]
                last, part, attached = "", part + 1, False
            # The very next number ends a quotation that nobody closed, as happens in scanned texts.
            if not last or follows(last, no) or (quoted <= 0 and _near(last, no)):
                last, quoted = no, 0
                chapter = " / ".join(path[rank] for rank in sorted(path))
                found.append(_Start(part, no, head[3].strip(), chapter, place))
        quoted = depth_after(quoted, line)
    return found, [*stops, len(lines)]


def _deeper(path: Mapping[int, str], heading: re.Match[str], lines: Sequence[str], place: int) -> dict[int, str]:
    """The headings that stand over what follows, once one more was met."""
    rank = _RANKS[heading[1].lower()]
    title = heading[3] or _title_below(lines, place)
    kept = {above: words for above, words in path.items() if above < rank}
    return {**kept, rank: " ".join(filter(None, [f"{heading[1]} {heading[2]}", title]))}


def _title_below(lines: Sequence[str], place: int) -> str:
    """The title of a heading that stands on the lines after it, in capitals."""
    found = []
    for line in lines[place + 1 : place + 8]:
        if line and line != line.upper():
            break
        found += [line] if line else []
    return " ".join(found)


def _titles_an_annex(lines: Sequence[str], place: int) -> bool:
    """Whether a heading in capitals is that of an attached text: not one of a chapter, and articles begin after it."""
    if lines[place - 1 : place] and _HEADING.match(lines[place - 1]):
        return False
    return any((head := _ARTICLE.match(line)) and head[1] == "1" for line in lines[place + 1 : place + 40])


def _near(before: str, after: str) -> bool:
    """Whether a line may be the heading of an article after another: the next ones, some of which may be lacking."""
    return follows(before, after) or 0 < int(re.sub(r"\D", "", after)) - int(re.sub(r"\D", "", before)) <= 3


def _articles(
    lines: Sequence[str], starts: Sequence[_Start], stops: Sequence[int], marks: Mapping[int, Sequence[int]],
    notes: Mapping[int, str],
) -> list[tuple[int, ReadArticle]]:  # fmt: skip
    """The articles, each with the number of its part."""
    found = []
    ends = sorted([*(one.place for one in starts), *stops])
    for start in starts:
        stop = next(place for place in ends if place > start.place)
        body = list(_body(lines[start.place + 1 : stop], start.place + 2))
        title = start.title
        if not body or title.endswith(":"):
            title, body = "", [(start.place + 1, title), *body]
        told = [notes[one] for at in range(start.place, stop) for one in marks.get(at, ()) if one in notes]
        days = [day for note in told if (day := amended_on(note))]
        text, places = "\n".join(line for _, line in body), [at for at, _ in body]
        article = ReadArticle(
            start.no, title, start.chapter, text, start.place + 1, max(days, default=None), told, places
        )
        found.append((start.part, article))
    return found


def _body(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """The lines of an article, each with its number, up to the heading or the end that follows it."""
    quoted = 0
    for place, line in enumerate(lines):
        if quoted <= 0 and _END.match(line):
            return
        if quoted <= 0 and _HEADING.match(line) and not line.endswith((".", ";", ":")):
            return
        if line:
            yield first + place, line
        quoted = depth_after(quoted, line)


def _annexes(
    lines: Sequence[str], starts: Sequence[_Start], found: Iterable[tuple[int, ReadArticle]]
) -> Iterator[ReadAnnex]:
    """The annexes, each with what its heading says."""
    parts: dict[int, list[ReadArticle]] = {}
    for part, article in found:
        parts.setdefault(part, []).append(article)
    for part, articles in parts.items():
        if not part:
            continue
        before = max(start.place for start in starts if start.part == part - 1)
        titled = (at for at in range(before + 1, articles[0].line - 1) if _ANNEX.match(lines[at]))
        at = max((at for at in titled if _titles_an_annex(lines, at)), default=before)
        yield _annex(lines[at : articles[0].line - 1], at, articles)


def _annex(heading: Sequence[str], at: int, articles: Sequence[ReadArticle]) -> ReadAnnex:
    named = _ANNEX.match(heading[0])
    kind = named[1].capitalize() if named else "Văn bản kèm theo"
    told: list[str] = []
    for line in heading:
        if line.startswith("(") or _HEADING.match(line) or (told and line != line.upper()):
            break
        told += [line] if line else []
    number = _ATTACHED.search(" ".join(heading)) or re.search(
        r"[Ss]ố\s*:?\s*(\d+(?:/\d{4})?/[A-ZĐ][\w/Đ-]+)", heading[0]
    )
    title = " ".join(told).capitalize() if told else kind
    return ReadAnnex(kind, title[:300], number[1] if number else "", at + 1, articles)
