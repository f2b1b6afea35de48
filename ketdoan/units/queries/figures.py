"""Figures of the module (grassroots unions, their workers, members of executive bodies), and what stands behind them.

Evidence shows what the scope shows: rows of units that stood here on the day and now belong elsewhere are counted
in the figure and left out.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from ketdoan.core.modules import Hit, Measure
from ketdoan.core.scope import current_scope
from ketdoan.core.search import among
from ketdoan.core.viet import format_number

from ..models import Appointment, Unit, UnitVersion
from ..rules import LEVELS, Level
from .bodies import office_label
from .kinds import kind_label
from .shape import ids_below, kind_levels, shape, shape_version

EXECUTIVE = "executive"


def grassroots(day: date) -> dict[int, float]:
    """For every unit the number of grassroots unions it is itself: 1 for those that are one."""
    return _each_of(Level.GRASSROOTS, day)


def groups(day: date) -> dict[int, float]:
    """For every unit the number of union groups it is itself: 1 for those that are one."""
    return _each_of(Level.GROUP, day)


def _each_of(level: Level, day: date) -> dict[int, float]:
    follow = shape(day)
    return dict.fromkeys(follow.ids[follow.levels == LEVELS.index(level)].tolist(), 1.0)


def grassroots_evidence(unit: Unit, day: date) -> QuerySet[UnitVersion]:
    """The grassroots unions in a unit's subtree on a day, as they were then."""
    return _of_level(Level.GRASSROOTS, _inside(UnitVersion.objects.on(day), "unit", unit, day))


def groups_evidence(unit: Unit, day: date) -> QuerySet[UnitVersion]:
    """The union groups in a unit's subtree on a day, as they were then."""
    return _of_level(Level.GROUP, _inside(UnitVersion.objects.on(day), "unit", unit, day))


def workers(day: date) -> dict[int, float]:
    """The workers of each grassroots union's employer, where they are known."""
    rows = _of_level(Level.GRASSROOTS, UnitVersion._base_manager.filter(replaced_at=None, valid__contains=day))
    return {pk: float(number) for pk, number in rows.filter(workers__gt=0).values_list("unit", "workers")}


def workers_evidence(unit: Unit, day: date) -> QuerySet[UnitVersion]:
    """The grassroots unions of a subtree whose employers' workers are known, those with the most first."""
    return grassroots_evidence(unit, day).filter(workers__gt=0).order_by("-workers", "pk")


def executives(day: date) -> dict[int, float]:
    """The number of persons in each unit's executive body."""
    seated = Appointment._base_manager.filter(replaced_at=None, valid__contains=day, body__kind=EXECUTIVE)
    rows = seated.order_by().values("body__unit").annotate(number=Count("person", distinct=True))
    return {pk: float(number) for pk, number in rows.values_list("body__unit", "number")}


def executives_evidence(unit: Unit, day: date) -> QuerySet[Appointment]:
    """The members of executive bodies in a subtree, by unit."""
    seated = _inside(Appointment.objects.on(day).filter(body__kind=EXECUTIVE), "body__unit", unit, day)
    return seated.select_related("person", "body__unit").order_by("body__unit__sort_key", "person__sort_key", "pk")


def _of_level(level: Level, versions: Any) -> Any:
    kinds = [kind for kind, of in kind_levels().items() if of == level]
    return versions.filter(kind__in=kinds).select_related("unit").order_by("unit__sort_key", "pk")


def _inside(rows: Any, place: str, unit: Unit, day: date) -> Any:
    follow = shape(day, current_scope().tree)
    ids = ids_below(unit.pk, day, current_scope().tree)
    return rows if len(ids) == len(follow) else rows.filter(among(ids, f"{place}_id"))


def _describe_unit(version: UnitVersion) -> Hit:
    kind = kind_label(version.kind, version.since)
    return Hit(version.short_name, reverse("units:unit", args=[version.unit.code]), kind)


def _describe_workers(version: UnitVersion) -> Hit:
    address = reverse("units:unit", args=[version.unit.code])
    return Hit(version.short_name, address, f"{format_number(version.workers or 0)} lao động")


def _describe_member(seat: Appointment) -> Hit:
    unit = seat.body.unit
    office = office_label(EXECUTIVE, seat.office, unit.level, seat.since)
    return Hit(seat.person.name, reverse("units:unit", args=[unit.code]), f"{office}, {unit.short_name}")


def _stock(code: str, title: str, uom: str, values: Any, evidence: Any, describe: Callable[[Any], Hit]) -> Measure:
    return Measure(f"units.{code}", title, uom, "stock", values, evidence, describe=describe)


def _shape(code: str, title: str, uom: str, values: Any, evidence: Any) -> Measure:
    """A stock that follows from the shape alone."""
    return Measure(
        f"units.{code}", title, uom, "stock", values, evidence, describe=_describe_unit, version=shape_version
    )


MEASURES = [
    _shape("grassroots", "Công đoàn cơ sở", "đơn vị", grassroots, grassroots_evidence),
    _shape("groups", "Tổ công đoàn", "tổ", groups, groups_evidence),
    _stock("workers", "Lao động ở các cơ sở", "người", workers, workers_evidence, _describe_workers),
    _stock("executives", "Ủy viên ban chấp hành", "người", executives, executives_evidence, _describe_member),
]
