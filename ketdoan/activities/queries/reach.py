"""Whom a task goes to: units of the scope by level, kind, province, under a unit, in a saved group, or named."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from ketdoan.core.acting import current_actor
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import today
from ketdoan.units.models import Unit, UnitVersion

from ..models import UnitGroup


@dataclass(frozen=True)
class Reach:
    """What the issuer chose. Levels, kinds, provinces and `under` narrow each other; groups and units are added to
    what they leave. With none of the narrowing ones, only groups and units are reached. `support` are the ids of units
    that help; all others lead.
    """

    levels: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    under: int | None = None
    groups: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    support: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reach":
        """From what a task keeps."""
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        """As a task keeps it."""
        return asdict(self)

    @property
    def narrows(self) -> bool:
        """Whether anything says which units of the scope are meant, besides those named."""
        return bool(self.levels or self.kinds or self.areas or self.under)


def led(reach: Reach) -> QuerySet[Unit]:
    """The units that lead: of the scope, not ended, without the acting unit itself."""
    condition = Q(pk__in=reach.units) | Q(pk__in=UnitGroup.objects.filter(pk__in=reach.groups).values("members"))
    if reach.narrows:
        condition |= _narrowed(reach)
    found = Unit.objects.filter(condition, ended_on=None).exclude(pk=current_actor().unit_id or 0)
    return found.exclude(pk__in=reach.support).order_by("sort_key", "pk")


def supporting(reach: Reach) -> QuerySet[Unit]:
    """The units that help."""
    found = Unit.objects.filter(pk__in=reach.support, ended_on=None).exclude(pk=current_actor().unit_id or 0)
    return found.order_by("sort_key", "pk")


def gone(reach: Reach) -> list[str]:
    """Names of the units that were chosen one by one and have ended since, or left the scope."""
    named = [*reach.units, *reach.support]
    there = Unit.objects.filter(pk__in=named, ended_on=None).values("pk")
    return list(Unit._base_manager.filter(pk__in=named).exclude(pk__in=there).values_list("short_name", flat=True))


def _narrowed(reach: Reach) -> Q:
    condition = Q()
    if reach.levels:
        condition &= Q(level__in=reach.levels)
    if reach.kinds:
        condition &= Q(kind__in=reach.kinds)
    if reach.areas:
        held = UnitVersion._base_manager.filter(replaced_at=None, valid__contains=today(), area__code__in=reach.areas)
        condition &= Q(pk__in=held.values("unit"))
    if reach.under:
        condition &= _under(reach.under)
    return condition


def _under(unit_id: int) -> Q:
    column = "territory_path" if current_actor().scope.tree == TERRITORY else "path"
    path = Unit.objects.filter(pk=unit_id).values_list(column, flat=True).first()
    if path is None:
        return Q(pk=None)
    return Q(**{f"{column}__gt": path, f"{column}__lt": path + "~"})
