"""Search of the module for the palette, and its figures for reports."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from ketdoan.core.modules import Hit
from ketdoan.core.search import first_found
from ketdoan.core.viet import today

from ..models import Appointment, Unit
from ..rules import LEVELS, Level
from .kinds import kind_label
from .shape import shape


def find_units(words: str, limit: int) -> Sequence[Hit]:
    """Units of the scope by name or code; those that exist come first."""
    units = Unit.objects.order_by("sort_key")
    found = first_found(units.filter(ended_on=None), words, limit)
    found += first_found(units.exclude(ended_on=None), words, limit - len(found)) if len(found) < limit else []
    return [
        Hit(
            u.short_name,
            reverse("units:unit", args=[u.code]),
            "đã kết thúc" if u.ended_on else kind_label(u.kind, today()),
        )
        for u in found
    ]


def grassroots(day: date) -> dict[int, float]:
    """For every unit the number of grassroots unions it is itself: 1 or 0."""
    follow = shape(day)
    code = LEVELS.index(Level.GRASSROOTS)
    return {int(pk): 1.0 for pk in follow.ids[follow.levels == code]}


def grassroots_evidence(unit: Any, day: date) -> Sequence[Unit]:
    """The grassroots unions below a unit on a day, as far as the scope shows them."""
    follow = shape(day)
    at = follow.position(unit.pk)
    if at is None:
        return []
    inside = slice(at, int(follow.ends[at]))
    ids = follow.ids[inside][follow.levels[inside] == LEVELS.index(Level.GRASSROOTS)]
    return list(Unit.objects.filter(pk__in=[int(pk) for pk in ids]).order_by("sort_key"))


def find_people(words: str, limit: int) -> Sequence[Hit]:
    """Office holders of the scope by name."""
    held = Appointment.objects.known().select_related("person", "body__unit").order_by("person__sort_key", "-valid")
    found = first_found(held, words, limit, "person__words")
    return [Hit(a.person.name, reverse("units:unit", args=[a.body.unit.code]), a.body.unit.short_name) for a in found]
