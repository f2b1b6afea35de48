"""Reads of the log: lines and their versions, totals, and the figures that reports take from it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, Actor
from ketdoan.core.modules import Flow, Hit, Tally
from ketdoan.core.rules import current_rules
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.search import among
from ketdoan.core.viet import format_date, format_money, format_number
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.crossing import Area
from ketdoan.units.rules import Level

from ..models import Activity
from .kinds import KEY, PEOPLE, RAISED, SPENT, TIMES, Counted, kind_label, shipped_quantities, taken_over

COUNT, WOMEN, MONEY = "count", "women", "money"
UNITS_OF_MEASURE = {COUNT: "cuộc", PEOPLE: "người", WOMEN: "người", TIMES: "lượt", MONEY: "đồng"}
#: Whose money is told apart, and the kind of work whose money nobody spent.
UNION, RAISED_BY = "union", "donation"
#: Parts of a grassroots union, whose log its officers keep in order with them.
PARTS = (Level.SECTION, Level.GROUP)


def lines() -> QuerySet[Activity]:
    """The lines of the scope that hold, voided ones too; each with `by`, who recorded it, and `pictured`."""
    photos = Activity.photos.through._base_manager.filter(activity=OuterRef("pk"))
    return (
        Activity.objects.filter(replaced_at=None)
        .select_related("unit")
        .annotate(by=_recorder(), pictured=Exists(photos))
        .order_by("-on", "-pk")
    )


def _recorder() -> Subquery:
    names = Person._base_manager.filter(account_id=OuterRef("recorded_by")).values("name")[:1]
    return Subquery(names, output_field=CharField())


def versions(fact: UUID) -> list[Activity]:
    """All that was ever recorded as one line, the latest first; empty where the scope shows none of it."""
    rows = Activity.objects.filter(fact=fact).select_related("unit").annotate(by=_recorder())
    return list(rows.order_by("-pk"))


def last_of(actor: Actor) -> Activity | None:
    """What the acting account last recorded for the unit of its post."""
    mine = Activity.objects.filter(replaced_at=None, voided=False, recorded_by=actor.account_id)
    return mine.filter(unit_id=actor.unit_id or 0).order_by("-pk").first()


def may_write(actor: Actor, unit: Unit) -> bool:
    """Whether a post keeps the log of a unit: its own, or that of a part of its own grassroots union."""
    if actor is SYSTEM or unit.pk == actor.unit_id:
        return True
    path = unit.territory_path if actor.scope.tree == TERRITORY else unit.path
    if unit.level not in PARTS or not actor.scope.holds(path):
        return False
    own = Unit._base_manager.filter(pk=actor.unit_id or 0).first()
    return own is not None and own.level in (Level.GRASSROOTS, Level.SECTION)


def recorders() -> list[tuple[int, str]]:
    """Who recorded lines of the scope, by name."""
    accounts = Activity.objects.filter(replaced_at=None).order_by().values("recorded_by").distinct()
    found = Person._base_manager.filter(account__in=accounts).order_by("sort_key")
    return list(found.values_list("account_id", "name"))


def totals(rows: QuerySet[Activity]) -> list[tuple[str, str]]:
    """What some lines come to, each measure apart: how many they are, people, times, money spent, money raised.

    Voided lines do not count. People and times are never added to each other, nor money spent to money raised.
    """
    raised = [row.selector["work"] for row in current_rules() if row.key == KEY and row.value["money"] == RAISED]
    sums = rows.filter(voided=False).order_by().aggregate(
        count=Count("pk"),
        people=Sum("people"),
        times=Sum("times"),
        spent=Sum("money", filter=~Q(kind__in=raised)),
        raised=Sum("money", filter=Q(kind__in=raised)),
    )  # fmt: skip
    shown = [
        ("Số việc", format_number(sums["count"])),
        ("Người", _number(sums[PEOPLE])),
        ("Lượt", _number(sums[TIMES])),
        ("Tiền đã chi", _money(sums[SPENT])),
        ("Tiền vận động", _money(sums[RAISED])),
    ]
    return [(label, text) for label, text in shown if text]


def _number(value: int | None) -> str:
    return format_number(value) if value else ""


def _money(value: int | None) -> str:
    return format_money(int(value), short=True) if value else ""


def _counted(since: date, until: date) -> Q:
    """Lines that count in the days [since, until)."""
    return Q(replaced_at=None, voided=False, on__gte=since, on__lt=until) & ~taken_over()


def _which(figure: Counted) -> Q:
    """Those of them that count in a figure."""
    which = Q(kind=figure.kind) & Q(**({"money_from": figure.money_from} if figure.money_from else {}))
    return which & Q(**({} if figure.quantity == COUNT else {f"{figure.quantity}__gt": 0}))


def _sum(figure: Counted, which: Q | None = None) -> Count | Sum:
    return Count("pk", filter=which) if figure.quantity == COUNT else Sum(figure.quantity, filter=which)


def _values(figure: Counted) -> Callable[[date, date], dict[int, float]]:
    def values(since: date, until: date) -> dict[int, float]:
        rows = Activity._base_manager.filter(_counted(since, until) & _which(figure)).order_by().values("unit")
        return {row["unit"]: row["figure"] for row in rows.annotate(figure=_sum(figure)) if row["figure"]}

    return values


def _inside(area: Area, counted: Q) -> Q:
    """Lines that count of units that stood in an area on their day."""
    stood = area.under
    unsteady = Activity._base_manager.filter(counted & Q(among(stood.crossed.tolist(), "unit_id")))
    told = list(unsteady.order_by().values_list("pk", "unit", "on")) if len(stood.crossed) else []
    inside = area.inside([unit for _, unit, _ in told], [on for _, _, on in told], [None] * len(told))
    found = [pk for (pk, _, _), there in zip(told, inside.tolist(), strict=True) if there]
    steady = Q(among(stood.steady.tolist(), "unit_id"))
    return counted & (steady | Q(pk__in=found) if found else steady)


def _evidence(figure: Counted) -> Callable[..., Iterable[Activity]]:
    def evidence(unit: Any, since: date, until: date, tree: str = LINE) -> QuerySet[Activity]:
        area = Area(unit.pk, since, until, tree)
        return lines().filter(_inside(area, _counted(since, until) & _which(figure)))

    return evidence


def _tallies(codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE) -> Mapping[str, Tally]:
    """The figures of a unit by code. Where nothing was noted in these days, it is not known whether nothing was done;
    nor what another module keeps."""
    elsewhere = _kept_elsewhere(since, until)
    known = {code: one for code, one in _figures().items() if code in codes and one.kind not in elsewhere}
    asked: dict[str, Any] = {"lines": Count("pk")}
    for place, figure in enumerate(known.values()):
        asked |= {f"rows{place}": Count("pk", filter=_which(figure)), f"sum{place}": _sum(figure, _which(figure))}
    inside = _inside(Area(unit_id, since, until, tree), _counted(since, until))
    told = Activity._base_manager.filter(inside).order_by().aggregate(**asked)
    if not told["lines"]:
        return {}
    return {code: Tally(int(told[f"sum{n}"] or 0), told[f"rows{n}"]) for n, code in enumerate(known)}


def _kept_elsewhere(since: date, until: date) -> set[str]:
    """The kinds that another module keeps on any of the days."""
    rows = [row for row in current_rules() if row.key == KEY and row.value["owner"]]
    within = [row for row in rows if not (row.until and row.until <= since) and not (row.since and row.since >= until)]
    return {row.selector["work"] for row in within}


def describe(line: Activity) -> Hit:
    """A line of the log as one of the rows behind a figure."""
    numbers = [(line.people, "người"), (line.times, "lượt"), (line.money, "đồng")]
    told = ", ".join(f"{format_number(number)} {uom}" for number, uom in numbers if number)
    words = line.text or kind_label(line.kind, line.on)
    address = reverse("activities:log_line", args=[line.fact])
    return Hit(words, address, ", ".join(filter(None, [format_date(line.on), line.unit.short_name, told])))


@cache
def _figures() -> dict[str, Counted]:
    """Every figure that the log gives, by its code."""
    return {f"activities.{one.kind}.{one.quantity}{'_of_union' if one.money_from else ''}": one for one in _kinds()}


def _kinds() -> Iterator[Counted]:
    for figure in shipped_quantities():
        yield figure
        if figure.quantity == PEOPLE:
            yield replace(figure, quantity=WOMEN)
        if figure.quantity == MONEY and figure.kind != RAISED_BY:
            yield replace(figure, money_from=UNION)


def flows() -> Sequence[Flow]:
    """The figures that the log gives: for each kind how many, and the people (women among them), times and money (the
    union's own apart) that it counts."""
    return [
        Flow(
            code=code,
            title=f"{figure.label}: {_QUANTITIES[figure.quantity]}{' của công đoàn' if figure.money_from else ''}",
            uom=UNITS_OF_MEASURE[figure.quantity],
            values=_values(figure),
            evidence=_evidence(figure),
            tallies=_tallies,
            describe=describe,
            quantity="" if figure.quantity == COUNT else figure.quantity,
            permission="activities.view",
        )
        for code, figure in _figures().items()
    ]


_QUANTITIES = {COUNT: "số cuộc", PEOPLE: "số người", WOMEN: "số nữ", TIMES: "số lượt", MONEY: "số tiền"}
