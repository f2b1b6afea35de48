"""The board of the legal officers: what is asked most, what fails, what is said of answers, how the desk keeps up.

Numbers alone, of the acting post's scope; small ones are not told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from ketdoan.core.viet import today

from ..models import Case, Tally
from ..rules.desk import CaseState
from ..rules.tallies import Counted, few
from .acts import act_named
from .handbook import Entry, entries

MOST = 15
STATES = {
    "answered": "Trả lời, trích lời văn của luật",
    "handbook": "Trả lời theo sổ tay, chưa có lời văn",
    "cited": "Trích điều luật được hỏi",
    "no_text": "Thư viện chưa có lời văn",
    "no_match": "Chưa đủ căn cứ để trả lời",
    "language": "Hỏi bằng tiếng nước ngoài",
    "lawyer": "Cần người có chuyên môn xem hồ sơ",
    "facts": "Hỏi việc mà văn bản không trả lời được",
    "outside": "Ngoài lĩnh vực",
}
#: States in which the asker got no answer.
FAILED = ("no_text", "no_match", "lawyer")


@dataclass(frozen=True)
class Line:
    """A line of a table of the board: what, where it leads, its numbers as they are shown."""

    label: str
    code: str = ""
    numbers: Sequence[str] = ()


@dataclass(frozen=True)
class Board:
    """What the board shows of the days from `since` on."""

    since: date
    asked: str
    failed: str
    states: Sequence[Line] = ()
    parts: Sequence[Line] = ()
    entries: Sequence[Line] = ()
    lacking: Sequence[Line] = ()
    said: Sequence[Line] = ()
    units: Sequence[Line] = ()
    days: Sequence[Line] = ()
    desk: dict[str, int] = field(default_factory=dict)


def board(days: int) -> Board:
    """The board of the last days."""
    since = today() - timedelta(days=days - 1)
    rows = Tally.objects.filter(day__gte=since)
    asked = rows.filter(what=Counted.ASKED)
    known = entries()
    by_entry = _sums(asked.exclude(state="no_text").exclude(about=""), "about")
    by_part: dict[str, int] = {}
    for code, number in by_entry:
        part = known[code].part if code in known else "Mục đã gỡ"
        by_part[part] = by_part.get(part, 0) + number
    return Board(
        since,
        few(_sum(asked)),
        few(_sum(asked.filter(state__in=FAILED))),
        states=[Line(STATES.get(code, code), numbers=[few(number)]) for code, number in _sums(asked, "state")],
        parts=[Line(part, numbers=[few(number)]) for part, number in _ordered(by_part.items())],
        entries=[_of_entry(known, code, few(number)) for code, number in by_entry[:MOST]],
        lacking=[
            Line(act_named(number), numbers=[few(times)])
            for number, times in _sums(asked.filter(state="no_text").exclude(about=""), "about")[:MOST]
        ],
        said=_said(rows, known),
        units=[Line(name, numbers=[few(number)]) for name, number in _sums(asked, "unit__short_name")[:MOST]],
        days=_days(asked, since),
        desk=_desk(since),
    )


def _sum(rows: QuerySet[Tally]) -> int:
    return rows.aggregate(all=Sum("number"))["all"] or 0


def _sums(rows: QuerySet[Tally], name: str) -> list[tuple[str, int]]:
    found: Any = rows.order_by().values_list(name).annotate(all=Sum("number"))
    return _ordered(found)


def _ordered(pairs: Any) -> list[tuple[str, int]]:
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _of_entry(known: Mapping[str, Entry], code: str, *numbers: str) -> Line:
    entry = known.get(code)
    return Line(entry.title, code, numbers) if entry else Line("Mục đã gỡ", "", numbers)


def _said(rows: QuerySet[Tally], known: Mapping[str, Entry]) -> list[Line]:
    """What was said of answers, by entry, those most often called wrong or of no use first."""
    said = rows.exclude(what=Counted.ASKED).order_by().values_list("about", "what").annotate(all=Sum("number"))
    found: dict[str, dict[str, int]] = {}
    for code, what, number in said:
        found.setdefault(code, {})[what] = number
    worst = sorted(found, key=lambda code: (-found[code].get("wrong", 0), -found[code].get("useless", 0), code))
    told = {code: [few(found[code].get(what, 0)) for what in ("useful", "useless", "wrong")] for code in worst[:MOST]}
    return [
        _of_entry(known, code, *numbers) if code else Line("Không có mục trả lời", numbers=numbers)
        for code, numbers in told.items()
    ]


def _days(asked: QuerySet[Tally], since: date) -> list[Line]:
    """Questions by day, the latest first; days without any are left out."""
    found = asked.order_by("-day").values_list("day").annotate(all=Sum("number"))
    return [Line(f"{day:%d/%m/%Y}", numbers=[few(number)]) for day, number in found[:31]]


def _desk(since: date) -> dict[str, int]:
    """How many cases of the own desk wait, are late, wait for the asker; and were answered or closed since a day."""
    waits, ended = Q(state=CaseState.OPEN), Q(ended_on__gte=since)
    found: dict[str, int] = Case.objects.aggregate(
        open=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(due__lt=today())),
        asked=Count("pk", filter=Q(state=CaseState.ASKED)),
        answered=Count("pk", filter=ended & Q(state=CaseState.ANSWERED)),
        closed=Count("pk", filter=ended & Q(state=CaseState.CLOSED)),
    )
    return found
