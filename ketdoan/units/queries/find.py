"""Search of the module for the palette."""

from collections.abc import Sequence

from django.urls import reverse

from ketdoan.core.modules import Hit
from ketdoan.core.search import first_found
from ketdoan.core.viet import today

from ..models import Appointment, Unit
from .kinds import kind_label


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


def find_people(words: str, limit: int) -> Sequence[Hit]:
    """Office holders of the scope by name."""
    held = Appointment.objects.known().select_related("person", "body__unit").order_by("person__sort_key", "-valid")
    found = first_found(held, words, limit, "person__words")
    return [Hit(a.person.name, reverse("units:unit", args=[a.body.unit.code]), a.body.unit.short_name) for a in found]
