"""What an act does to others, where its text says so in a way that cannot be meant otherwise.

Acts say in many ways what they end and amend. Only the plain ones are read: a clause that begins with the act that
ends, a title that says which act is amended, a clause that begins with the article it changes. The rest is for the
keeper of the library to write down.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .footnotes import day_of_force
from .heads import NUMBER
from .quoting import depth_after

_KINDS = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Chỉ thị)"
_LEAD = r"^\s*(?:\d{1,3}[a-zđ]?\.|[a-zđ]\d?\)|[-–+])?\s*"
_NAMED = rf"{_KINDS}\b[^.;:“”]{{0,200}}?\bsố\s+({NUMBER})"
_ENDED = re.compile(rf"{_LEAD}{_NAMED}\b[^“”]*?\bhết hiệu lực")
_LISTED = re.compile(rf"{_LEAD}{_NAMED}")
_LIST = re.compile(r"sau đây (?:sẽ )?hết hiệu lực[^:“”]{0,80}:\s*$")
_REPLACED = re.compile(rf"{_KINDS} này thay thế (?:cho )?{_NAMED}")
_REPEALED = re.compile(rf"{_LEAD}Bãi bỏ {_NAMED}\b")
_AMENDING = re.compile(rf"(?:^|\s)sửa đổi(?:, bổ sung)?\b[^.;]{{0,80}}?\bcủa {_NAMED}", re.IGNORECASE)
_AND = re.compile(rf"\b(?:và|,) {_KINDS}\b(?:(?!\bsố\b)[^.;]){{0,120}}?\bsố ({NUMBER})")
_GUIDING = re.compile(
    rf"(?:quy định chi tiết|hướng dẫn)\b.*?\bcủa ((?:Bộ luật|Luật|Pháp lệnh|Nghị định)\b.*?)"
    rf"(?:\s+số\s+({NUMBER})|\s+về\s|\s+ngày\s|\s+đối với\s|[,;.]|$)",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"^\s*(?:\d{1,3}[a-zđ]?\.|[a-zđ]\d?\))?\s*(Sửa đổi|Bổ sung|Bãi bỏ|Thay thế)\b(.{0,400})$")
_PLACE = re.compile(r"(?:\bđiểm ([a-zđ]\d?)\s+)?(?:\bkhoản (\d+[a-zđ]?)\s+)?\bĐiều (\d+[a-zđ]?)\b")
_MANY = re.compile(r"\b[Cc]ác [Đđ]iều\b|\bcác khoản\b|\bĐiều \d+[a-zđ]?(?:(?:,| và) (?:Điều )?\d+)")
_QUOTED = re.compile(r"^\s*[“\"]Điều (\d+[a-zđ]?)\.\s*(.*)$")
_CLOSED = re.compile(r"[”\"]\s*[.;,]?\s*\.?\s*$")
#: In so many articles from the end an act says what it ends.
LAST = 6


class Kind(StrEnum):
    """What one act does to another."""

    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    GUIDES = "guides"


@dataclass(frozen=True, slots=True)
class Change:
    """What an act does to another, `number`: to all of it, or to an article or a part of one. `where` is the article
    that says so. `text` is the article as it reads from then on, where the act says all of it; `since` is given where
    it differs from when the act itself comes into force."""

    kind: Kind
    number: str
    article: str = ""
    clause: str = ""
    where: str = ""
    title: str = ""
    text: str = ""
    since: date | None = None


Articles = Sequence[tuple[str, str, str]]


def changes_in(title: str, articles: Articles) -> list[Change]:
    """What an act does to others, by its title and its articles, given by number, title and text."""
    found = [*_amended(title), *_ended(articles)]
    targets = [one.number for one in found if one.kind == Kind.AMENDS]
    found += _article_changes(articles, targets[0] if len(targets) == 1 else "")
    return list(dict.fromkeys(found))


def guided_by(title: str) -> tuple[str, str] | None:
    """The act that an act of this title sets out in detail, as it is named, and its number where it is said."""
    found = _GUIDING.search(title)
    return (" ".join(found[1].split()), found[2] or "") if found else None


def _amended(title: str) -> Iterator[Change]:
    if found := _AMENDING.search(title):
        yield Change(Kind.AMENDS, found[1])
        for other in _AND.finditer(title, found.end()):
            yield Change(Kind.AMENDS, other[1])


def _ended(articles: Articles) -> Iterator[Change]:
    """The acts that end with this one, as its last articles say."""
    for no, _, text in articles[-LAST:]:
        listing, quoted = False, 0
        for line in text.split("\n"):
            if quoted <= 0:
                if found := _REPLACED.search(line):
                    yield Change(Kind.REPLACES, found[1], where=no)
                elif found := _ENDED.match(line) or _REPEALED.match(line):
                    yield Change(Kind.REPLACES, found[1], where=no, since=_said_day(line))
                elif listing and not re.match(r"\s*\d{1,3}\.", line):
                    for unit in re.split(r";\s*", line):
                        if found := _LISTED.match(unit):
                            yield Change(Kind.REPLACES, found[1], where=no)
                else:
                    listing = False
                listing = listing or bool(_LIST.search(line))
            quoted = depth_after(quoted, line)


def _said_day(line: str) -> date | None:
    """The day from which an act ends, where it is said."""
    told = line.partition("hết hiệu lực")[2]
    return day_of_force(f"có hiệu lực {told.strip().removeprefix('thi hành').strip()}")


def _article_changes(articles: Articles, target: str) -> Iterator[Change]:
    """The articles of other acts that are changed. `target` is the act that all changes are about."""
    for no, title, text in articles:
        named = _AMENDING.search(title) or (re.search(rf"\bcủa {_NAMED}", title) if _CHANGE.match(title) else None)
        number = named[1] if named else target
        if not number:
            continue
        lines = text.split("\n")
        if (found := _CHANGE.match(title)) and _PLACE.search(found[2]):
            yield from _change(found, number, no, lines)
        quoted = 0
        for at, line in enumerate(lines):
            if quoted <= 0 and (found := _CHANGE.match(line)) and not re.search(rf"\bsố {NUMBER}", line):
                yield from _change(found, number, no, lines[at + 1 :])
            quoted = depth_after(quoted, line)


def _change(found: re.Match[str], number: str, where: str, after: Sequence[str]) -> Iterator[Change]:
    """A change of one article; nothing where several are named at once."""
    told = found[2].partition("như sau")[0].partition("vào sau")[0].partition("vào trước")[0]
    place = _PLACE.search(told)
    if not place or _MANY.search(told):
        return
    point, clause, article = place[1] or "", place[2] or "", place[3]
    kind = Kind.REPEALS if found[1] == "Bãi bỏ" else Kind.AMENDS
    title, text = ("", "") if clause or point or kind == Kind.REPEALS else _quoted(after, article)
    yield Change(kind, number, article, clause, where, title, text)


def _quoted(lines: Sequence[str], article: str) -> tuple[str, str]:
    """Title and text of an article that is quoted as a whole right here; nothing where the quotation does not end."""
    head = _QUOTED.match(lines[0]) if lines else None
    if not head or head[1] != article:
        return "", ""
    depth, body = 0, []
    for at, line in enumerate(lines):
        depth = depth_after(depth, line)
        body.append(line)
        if depth <= 0:
            text = _CLOSED.sub("", "\n".join(body[1:])) if at else ""
            title = _CLOSED.sub("", head[2]) if not at else head[2]
            return title.strip(), text.strip()
    return "", ""
