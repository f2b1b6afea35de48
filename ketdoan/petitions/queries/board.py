"""The board of issues: what members of a scope put to their unions, by topic, by what is alike, by unit; how it is
answered; what was promised and how that is kept.

It knows no sender. How many are of a petition, and whether they are content, is told in numbers of which small ones are
not; a unit is told under the name that a petition bears (`Petition.told`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from ketdoan.core.acting import Actor
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import format_number, today
from ketdoan.units.models import Unit

from ..models import Petition, Promise, Voice
from ..rules.alike import clusters, shape_of
from ..rules.showing import FEWEST, few
from ..rules.states import UNDONE, WAITING, PromiseState, State
from .reading import Promised, petitions, promised
from .topics import topic_label

#: So much alike petitions of one topic must be to stand in one group; so many open ones are looked at.
LEAST, LOOKED_AT = 0.42, 600
MOST = 12
#: In the order of the columns.
HEADS = ("Đang chờ", "Quá hạn", "Đã trả lời", "Cam kết chưa xong")
GROUP_HEADS = ("Phản ánh", "Người", "Đơn vị", "Quá hạn")


@dataclass(frozen=True)
class Line:
    """A line of a table of the board: what, its numbers, and what narrows the list to it."""

    label: str
    numbers: Sequence[str]
    query: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Board:
    """What the board shows; ended petitions of the days from `since` on."""

    since: date
    figures: dict[str, int]
    satisfied: str
    unsatisfied: str
    topics: Sequence[Line] = ()
    groups: Sequence[Line] = ()
    units: Sequence[Line] = ()
    promises: Sequence[Promised] = field(default_factory=list)


def board(actor: Actor, days: int) -> Board:
    """The board of the acting post's scope."""
    since = today() - timedelta(days=days - 1)
    rows = list(petitions().filter(Q(state__in=UNDONE) | Q(ended_on__gte=since)).exclude(state=State.WITHDRAWN))
    open_promises = Counter(
        Promise.objects.filter(petition__in=rows, state=PromiseState.OPEN).values_list("petition", flat=True)
    )
    said = Voice._base_manager.filter(petition__in=[row.pk for row in rows])
    content = said.aggregate(
        yes=Count("pk", filter=Q(satisfied=True)),
        no=Count("pk", filter=Q(satisfied=False) | Q(first=True, petition__reopened=True, satisfied=None)),
    )
    return Board(
        since,
        _figures(rows),
        few(content["yes"]),
        few(content["no"]),
        topics=_by_topic(rows, open_promises),
        groups=_groups([row for row in rows if row.state in UNDONE][:LOOKED_AT]),
        units=_by_unit(actor, rows, open_promises),
        promises=_next_promises(),
    )


def _figures(rows: Sequence[Petition]) -> dict[str, int]:
    day = today()
    kept = Promise.objects.values_list("state").order_by().annotate(number=Count("pk"))
    promises = dict(kept)
    overdue = Promise.objects.filter(state=PromiseState.OPEN, until__lt=day).count()
    return {
        "waiting": sum(row.state in UNDONE for row in rows),
        "late": sum(_late(row, day) for row in rows),
        "asked": sum(row.state == State.ASKED for row in rows),
        "answered": sum(row.state == State.ANSWERED for row in rows),
        "closed": sum(row.state == State.CLOSED for row in rows),
        "promised": promises.get(PromiseState.OPEN, 0),
        "overdue": overdue,
        "kept": promises.get(PromiseState.KEPT, 0),
        "broken": promises.get(PromiseState.BROKEN, 0),
    }


def _late(row: Petition, day: date) -> bool:
    return row.state in WAITING and row.due < day


def _numbers(rows: Iterable[Petition], promised_on: Counter[int]) -> list[str]:
    day, rows = today(), list(rows)
    found = [
        sum(row.state in UNDONE for row in rows),
        sum(_late(row, day) for row in rows),
        sum(row.state == State.ANSWERED for row in rows),
        sum(promised_on[row.pk] for row in rows),
    ]
    return [format_number(number) for number in found]


def _by_topic(rows: Sequence[Petition], promised_on: Counter[int]) -> list[Line]:
    found: dict[str, list[Petition]] = defaultdict(list)
    for row in rows:
        found[row.topic].append(row)
    most = sorted(found, key=lambda code: (-len(found[code]), code))
    return [
        Line(topic_label(code, today()), _numbers(found[code], promised_on), f"van_de={code}", _voices(found[code]))
        for code in most
    ]


def _voices(rows: Iterable[Petition]) -> str:
    """How many are of some petitions. Where the list behind them hides a number, the sum is not told exactly: it would
    tell the hidden one."""
    numbers = [getattr(row, "voices_number", 0) for row in rows]
    whole = sum(numbers)
    hidden = any(0 < number < FEWEST for number in numbers)
    return f"từ {format_number(whole - whole % FEWEST)} trở lên" if hidden and whole > FEWEST else few(whole)


def _groups(rows: Sequence[Petition]) -> list[Line]:
    """Open petitions that say the same in other words, within a topic: the line of the one that most are of."""
    by_topic: dict[str, list[Petition]] = defaultdict(list)
    for row in rows:
        if row.words:
            by_topic[row.topic].append(row)
    found = []
    for alike in by_topic.values():
        for places in clusters([shape_of(row.words) for row in alike], LEAST):
            found.append([alike[place] for place in places])
    found.sort(key=lambda group: (-len(group), group[0].pk))
    return [_group(group) for group in found[:MOST]]


def _group(rows: Sequence[Petition]) -> Line:
    day = today()
    first = max(rows, key=lambda row: (getattr(row, "voices_number", 0), -row.pk))
    units = len({row.told_id for row in rows})
    numbers = [format_number(len(rows)), _voices(rows), format_number(units)]
    numbers.append(format_number(sum(_late(row, day) for row in rows)))
    ids = ",".join(str(row.pk) for row in rows)
    return Line(first.words, numbers, f"nhom={ids}", topic_label(first.topic, day))


def _by_unit(actor: Actor, rows: Sequence[Petition], promised_on: Counter[int]) -> list[Line]:
    """Petitions by the units directly below the acting post's."""
    name = "territory_path" if actor.scope.tree == TERRITORY else "path"
    top = actor.scope.path
    found: dict[str, list[Petition]] = defaultdict(list)
    for row in rows:
        path = getattr(row.told, name)
        if path.startswith(top) and path != top:
            found[path[: path.index("/", len(top)) + 1]].append(row)
    units = Unit.objects.filter(**{f"{name}__in": found}).order_by("sort_key")
    return [
        Line(unit.short_name, _numbers(found[getattr(unit, name)], promised_on), f"don_vi={unit.pk}") for unit in units
    ]


def promises() -> QuerySet[Promise]:
    """The promises that the acting post sees."""
    rows = Promise.objects.select_related("petition__key", "petition__told", "petition__desk")
    return rows.order_by("until", "pk")


def _next_promises() -> list[Promised]:
    rows = promises().filter(state=PromiseState.OPEN)[:MOST]
    return [promised(row) for row in rows if not row.petition.gone]
