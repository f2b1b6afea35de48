"""Search of the module for the palette."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse

from ketdoan.core.modules import Hit
from ketdoan.core.search import first_found
from ketdoan.core.viet import today

from ..models import Appointment, Person, Unit
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
    """Office holders of the scope by name, each with the latest office.

    Searched among persons, whose order by name has an index: offices are sorted by a column of another table.
    """
    held = Appointment.objects.known()
    holders = Person._base_manager.filter(Exists(held.filter(person=OuterRef("pk"))))
    found = first_found(holders.order_by("sort_key"), words, limit)
    unit_of: dict[int, Unit] = {}
    for seat in held.filter(person__in=found).select_related("body__unit").order_by("-valid", "-pk"):
        unit_of.setdefault(seat.person_id, seat.body.unit)
    return [
        Hit(person.name, reverse("units:unit", args=[unit_of[person.pk].code]), unit_of[person.pk].short_name)
        for person in found
    ]
