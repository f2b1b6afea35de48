"""Figures of the module for the home and for reports, and the people behind them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.modules import Flow, Hit, Measure, UnitFigure
from ketdoan.core.search import among
from ketdoan.core.viet import format_number
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.shape import ids_below

from ..models import Spell
from ..models.spells import COUNTING
from ..rules import ENTRIES, EventKind
from .stock import counted, own_members


def members_on(day: date, sex: str | None = None) -> dict[int, float]:
    """For every unit the members of its own at the end of a day."""
    ids, numbers = own_members(day, sex=sex)
    return dict(zip(ids.tolist(), map(float, numbers.tolist()), strict=True))


def spells_on(unit: Unit, day: date) -> QuerySet[Spell]:
    """The members of a unit and all below it at the end of a day, by name."""
    rows = Spell.objects.filter(COUNTING, since__lte=day).exclude(until__lte=day)
    return _inside(rows, unit, day).select_related("person", "unit").order_by("person__sort_key", "pk")


def _inside(rows: QuerySet[Spell], unit: Unit, day: date) -> QuerySet[Spell]:
    return rows.filter(among(ids_below(unit.pk, day, current_actor().scope.tree), "unit_id"))


def _entries(since: date, until: date) -> Q:
    return Q(came__in=[str(kind) for kind in ENTRIES], since__gte=since, since__lt=until)


def _leaves(since: date, until: date) -> Q:
    return Q(went=EventKind.LEAVE.value, until__gte=since, until__lt=until)


def _numbers(which: Q) -> dict[int, float]:
    rows = Spell._base_manager.filter(COUNTING, which).order_by().values("unit").annotate(number=Count("pk"))
    return {unit_id: float(number) for unit_id, number in rows.values_list("unit", "number")}


def _evidence(which: Q, unit: Unit, until: date) -> QuerySet[Spell]:
    return _inside(Spell.objects.filter(COUNTING, which), unit, until).select_related("person", "unit")


def describe(spell: Spell) -> Hit:
    """A member as one of the rows behind a figure."""
    return Hit(spell.person.name, reverse("members:member", args=[spell.person_id]), spell.unit.short_name)


MEASURES = [
    Measure("members.members", "Đoàn viên", "người", "stock", members_on, spells_on, describe=describe),
    Measure(
        "members.women",
        "Đoàn viên nữ",
        "người",
        "stock",
        lambda day: members_on(day, Person.FEMALE),
        lambda unit, day: spells_on(unit, day).filter(sex=Person.FEMALE),
        describe=describe,
    ),
]
FLOWS = [
    Flow(
        "members.admitted",
        "Kết nạp, công nhận đoàn viên",
        "lượt",
        lambda since, until: _numbers(_entries(since, until)),
        lambda unit, since, until: _evidence(_entries(since, until), unit, until),
    ),
    Flow(
        "members.left",
        "Thôi là đoàn viên",
        "lượt",
        lambda since, until: _numbers(_leaves(since, until)),
        lambda unit, since, until: _evidence(_leaves(since, until), unit, until),
    ),
]


def unit_figures(actor: Actor, unit: Any, day: date) -> Iterator[UnitFigure]:
    """What a unit's page tells of its members."""
    if not actor.may("members.view"):
        return
    found = counted(unit, day)
    note = f"trong đó nữ {format_number(found.women)}" if found.women else ""
    yield UnitFigure("Đoàn viên", found.members, note, reverse("members:unit", args=[unit.code]))
