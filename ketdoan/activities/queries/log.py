"""Reads of the log: lines and their versions, totals, and the figures that reports take from it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from ketdoan.core.acting import SYSTEM, Actor
from ketdoan.core.modules import Flow
from ketdoan.core.rules import current_rules
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import format_money, format_number
from ketdoan.units.models import Person, Unit
from ketdoan.units.rules import Level

from ..models import Activity
from .kinds import KEY, PEOPLE, RAISED, SPENT, TIMES, Counted, shipped_quantities, taken_over

UNITS_OF_MEASURE = {"count": "cuộc", PEOPLE: "người", TIMES: "lượt", "money": "đồng"}
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


def _counted(since: date, until: date, kind: str) -> Q:
    """Lines of a kind that count in the days [since, until)."""
    return Q(replaced_at=None, voided=False, kind=kind, on__gte=since, on__lt=until) & ~taken_over()


def _values(figure: Counted) -> Callable[[date, date], dict[int, float]]:
    of = Count("pk") if figure.quantity == "count" else Sum(figure.quantity)

    def values(since: date, until: date) -> dict[int, float]:
        rows = Activity._base_manager.filter(_counted(since, until, figure.kind)).order_by().values("unit")
        return {row["unit"]: row["figure"] for row in rows.annotate(figure=of) if row["figure"]}

    return values


def _evidence(figure: Counted) -> Callable[[Any, date, date], Iterable[Activity]]:
    def evidence(unit: Any, since: date, until: date) -> Iterable[Activity]:
        rows = lines().filter(_counted(since, until, figure.kind), unit__path__startswith=unit.path)
        return rows if figure.quantity == "count" else rows.filter(**{f"{figure.quantity}__gt": 0})

    return evidence


def flows() -> Sequence[Flow]:
    """The figures that the log gives: for each kind how many, and the people, times and money that it counts."""
    return [
        Flow(
            code=f"activities.{figure.kind}.{figure.quantity}",
            title=f"{figure.label}: {_QUANTITIES[figure.quantity]}",
            uom=UNITS_OF_MEASURE[figure.quantity],
            values=_values(figure),
            evidence=_evidence(figure),
        )
        for figure in shipped_quantities()
    ]


_QUANTITIES = {"count": "số cuộc", PEOPLE: "số người", TIMES: "số lượt", "money": "số tiền"}
