"""What happened to members in a period, as reports ask for it: of one unit with all below it, and the rows behind."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ketdoan.core.modules import Flow, Hit, Tally
from ketdoan.core.scope import LINE, current_scope
from ketdoan.core.search import among
from ketdoan.core.viet import format_date, format_number
from ketdoan.units.models import Unit
from ketdoan.units.queries.comings import told_of
from ketdoan.units.queries.crossing import Area

from ..models import MemberEvent, Spell
from ..models.spells import COUNTING
from ..rules import EventKind, LeaveReason, voided
from .counting import WOMEN, by_unit, ever_had_members, sex_known
from .moving import CAME, WENT, brought, events_inside, moves, parts_inside


def _before() -> Exists:
    """Whether the person had been a member before."""
    earlier = Q(since__lt=OuterRef("since")) | Q(since=OuterRef("since"), pk__lt=OuterRef("pk"))
    return Exists(Spell._base_manager.filter(COUNTING & earlier, person=OuterRef("person")))


def _reason(*reasons: LeaveReason) -> Q:
    return Q(reason__in=[str(reason) for reason in reasons])


@dataclass(frozen=True)
class Happened:
    """A figure of spells that began, or ended, in a period: its words, and which of them count."""

    title: str
    kind: EventKind
    which: Callable[[], Q] = Q


EXPELLED = _reason(LeaveReason.EXPELLED)
ADMITTED_WOMEN = "members.admitted_women"
CAMES = {
    "members.admitted": Happened("Kết nạp", EventKind.ADMISSION),
    ADMITTED_WOMEN: Happened("Kết nạp, nữ", EventKind.ADMISSION, lambda: WOMEN),
    "members.readmitted": Happened("Kết nạp lại", EventKind.ADMISSION, lambda: Q(_before())),
    "members.recognised": Happened("Công nhận đoàn viên", EventKind.RECOGNITION),
}
WENTS = {
    "members.expelled": Happened("Khai trừ", EventKind.LEAVE, lambda: EXPELLED),
    "members.left_otherwise": Happened("Giảm khác", EventKind.LEAVE, lambda: ~EXPELLED),
    "members.retired": Happened("Nghỉ hưu", EventKind.LEAVE, lambda: _reason(LeaveReason.RETIRED)),
    "members.work_ended": Happened("Thôi việc, mất việc", EventKind.LEAVE, lambda: _reason(LeaveReason.WORK_ENDED)),
    "members.unit_ended": Happened(
        "Đơn vị giải thể, kết thúc hoạt động",
        EventKind.LEAVE,
        lambda: _reason(LeaveReason.UNIT_DISSOLVED, LeaveReason.STATE_BODY),
    ),
}


def happened_tallies(
    codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE
) -> Mapping[str, Tally]:
    """Who came to a unit and left it, by code. Where there never was a member, nothing is told; nor how many of those
    admitted are women, where nobody's sex is recorded."""
    area = _area(unit_id, since, until, tree)
    if area is None:
        return {}
    found: dict[str, Tally] = {}
    for end, kinds in ((CAME, CAMES), (WENT, WENTS)):
        asked = [code for code in codes if code in kinds]
        counts = {f"n{n}": Count("pk", filter=_what(kinds[code], end.day)) for n, code in enumerate(asked)}
        if counts:
            parts = [rows.order_by().aggregate(**counts) for rows in parts_inside(area, end, _any_of(kinds, end.day))]
            for n, code in enumerate(asked):
                number = sum(part[f"n{n}"] for part in parts)
                found[code] = Tally(number, number)
    women = found.get(ADMITTED_WOMEN)
    if women and not women.figure:
        admitted = events_inside(area, CAME, _what(CAMES["members.admitted"], CAME.day))
        if not sex_known(admitted):
            del found[ADMITTED_WOMEN]
    return found


def _area(unit_id: int, since: date, until: date, tree: str) -> Area | None:
    """The area of a unit, where there ever was a member."""
    return Area(unit_id, since, until, tree) if until > since and ever_had_members(unit_id, tree) else None


def _what(happened: Happened, day: str) -> Q:
    return Q(**{"came" if day == "since" else "went": happened.kind.value}) & happened.which()


def _any_of(kinds: Mapping[str, Happened], day: str) -> Q:
    return Q(**{f"{'came' if day == 'since' else 'went'}__in": [str(one.kind) for one in kinds.values()]})


def _happened_evidence(code: str) -> Any:
    end, happened = (CAME, CAMES[code]) if code in CAMES else (WENT, WENTS[code])

    def evidence(unit: Unit, since: date, until: date, tree: str = "") -> QuerySet[Spell]:
        area = Area(unit.pk, since, until, tree or current_scope().tree)
        rows = events_inside(area, end, _what(happened, end.day), Spell.objects.all())
        return rows.select_related("person", "unit").order_by(end.day, "pk")

    return evidence


def _happened_values(code: str) -> Callable[[date, date], dict[int, float]]:
    end, happened = (CAME, CAMES[code]) if code in CAMES else (WENT, WENTS[code])

    def values(since: date, until: date) -> dict[int, float]:
        period = Q(**{f"{end.day}__gte": since, f"{end.day}__lt": until})
        return by_unit(Spell._base_manager.filter(COUNTING & period & _what(happened, end.day)))

    return values


MOVED = {"members.transferred_in": "Chuyển đến", "members.transferred_out": "Chuyển đi"}
BROUGHT = {"members.brought": "Đoàn viên tăng theo tổ chức", "members.taken_along": "Đoàn viên giảm theo tổ chức"}


def moved_tallies(
    codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE
) -> Mapping[str, Tally]:
    """Who moved to a unit from elsewhere, and from it; and with units. Nothing where there never was a member."""
    area = _area(unit_id, since, until, tree)
    if area is None:
        return {}
    moved = list(moves(area, EventKind.TRANSFER)) if any(code in MOVED for code in codes) else []
    came = sum(one.came for one in moved)
    rows = brought(area) if any(code in BROUGHT for code in codes) else []
    more, less = ([one.number * sign for one in rows if one.number * sign > 0] for sign in (1, -1))
    told = {
        "members.transferred_in": Tally(came, came),
        "members.transferred_out": Tally(len(moved) - came, len(moved) - came),
        "members.brought": Tally(sum(more), len(more)),
        "members.taken_along": Tally(sum(less), len(less)),
    }
    return {code: told[code] for code in codes}


def _moved_evidence(code: str) -> Any:
    into = code == "members.transferred_in"

    def evidence(unit: Unit, since: date, until: date, tree: str = "") -> QuerySet[Spell]:
        """Spells that began with a move here, or ended with one from here."""
        area = Area(unit.pk, since, until, tree or current_scope().tree)
        events = [one.event for one in moves(area, EventKind.TRANSFER) if one.came == into]
        end, kind, event = (CAME, "came", "came_event_id") if into else (WENT, "went", "went_event_id")
        of_day = area.during(end.day) & Q(**{kind: EventKind.TRANSFER.value})
        rows = Spell.objects.filter(COUNTING & of_day & Q(among(events, event)))
        return rows.select_related("person", "unit").order_by(end.day, "pk")

    return evidence


def _brought_evidence(code: str) -> Any:
    sign = 1 if code == "members.brought" else -1

    def evidence(unit: Unit, since: date, until: date, tree: str = "") -> list[Unit]:
        """The units with which members came, or went."""
        rows = brought(Area(unit.pk, since, until, tree or current_scope().tree))
        return told_of([_Told(row.unit, row.on, row.number * sign) for row in rows if row.number * sign > 0])

    return evidence


@dataclass(frozen=True, slots=True)
class _Told:
    unit: int
    on: date
    number: int


PARTY = "members.party"


def _introduced(since: date, until: date, units: Sequence[int] | None = None) -> list[tuple[int, int, date]]:
    """The introductions of members to the Party in a period that are not void: event, unit and day. Unscoped."""
    kind = EventKind.PARTY_INTRODUCTION.value
    rows = MemberEvent._base_manager.filter(kind=kind, on__gte=since, on__lt=until).order_by("on", "pk")
    rows = rows if units is None else rows.filter(among(units, "unit_id"))
    told = list(rows.values_list("pk", "unit", "on", "person"))
    events = MemberEvent._base_manager.filter(among([pk for pk, *_ in told], "voids_id"))
    people = set(events.values_list("person", flat=True)) if told else set()
    voids: Any = MemberEvent._base_manager.filter(person__in=people, voids__isnull=False).order_by("pk")
    gone, _ = voided(list(voids.values_list("pk", "voids"))) if people else (set(), set())
    return [(pk, unit, on) for pk, unit, on, _ in told if pk not in gone]


def introduced_in(area: Area) -> list[int]:
    """The introductions of members of an area."""
    stood = area.under
    told = _introduced(area.since, area.until, None if stood.whole else stood.ever.tolist())
    inside = area.inside([unit for _, unit, _ in told], [on for *_, on in told], [None] * len(told))
    return [pk for (pk, *_), there in zip(told, inside.tolist(), strict=True) if there]


def party_tallies(
    codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE
) -> Mapping[str, Tally]:
    """How many members were introduced to the Party. Where there never was a member, nothing is told."""
    area = _area(unit_id, since, until, tree)
    number = len(introduced_in(area)) if area else 0
    return dict.fromkeys(codes, Tally(number, number)) if area else {}


def _party_values(since: date, until: date) -> dict[int, float]:
    return {unit: float(number) for unit, number in Counter(unit for _, unit, _ in _introduced(since, until)).items()}


def _party_evidence(unit: Unit, since: date, until: date, tree: str = "") -> QuerySet[MemberEvent]:
    area = Area(unit.pk, since, until, tree or current_scope().tree)
    rows = MemberEvent.objects.filter(among(introduced_in(area)))
    return rows.select_related("person", "unit").order_by("on", "pk")


def describe_brought(unit: Any) -> Hit:
    """A unit with which members came or went."""
    address = reverse("units:unit", args=[unit.code])
    return Hit(unit.short_name, address, f"{format_number(unit.number)} đoàn viên, từ {format_date(unit.on)}")


def flows(describe: Any) -> list[Flow]:
    """The flows. Admissions and moves count each time: the same person may come twice."""
    seen: Any = {"describe": describe, "permission": "members.view"}
    return [
        *(
            Flow(code, of.title, "người", _happened_values(code), _happened_evidence(code), happened_tallies, **seen)
            for code, of in [*CAMES.items(), *WENTS.items()]
        ),
        *(
            Flow(code, title, "người", None, _moved_evidence(code), moved_tallies, **seen)
            for code, title in MOVED.items()
        ),
        *(
            Flow(code, title, "người", None, _brought_evidence(code), moved_tallies, describe_brought, "number")
            for code, title in BROUGHT.items()
        ),
        Flow(
            "members.introduced", "Giới thiệu đoàn viên ưu tú cho Đảng", "người",
            _party_values, _party_evidence, party_tallies, describe,
            permission=PARTY,
        ),
    ]  # fmt: skip
