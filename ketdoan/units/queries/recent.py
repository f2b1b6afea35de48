"""What was last recorded in the scope: changes of units, offices taken up."""

from dataclasses import dataclass
from datetime import date, datetime

from ketdoan.core.viet import today

from ..models import Appointment, Change, Unit
from .bodies import office_label
from .timeline import change_label


@dataclass(frozen=True)
class Recent:
    """Something that was recorded: what, about which unit, from which day it holds, when it was recorded."""

    title: str
    detail: str
    unit: Unit
    on: date
    at: datetime


def recent(limit: int) -> list[Recent]:
    """The last changes and the last offices recorded in the scope, so many of each, the latest first."""
    changes = Change.objects.select_related("unit").order_by("-pk")[:limit]
    rows = [Recent(change_label(c.kind, c.on), "", c.unit, c.on, c.recorded_at) for c in changes]
    seats = Appointment.objects.known().filter(valid__contains=today()).select_related("person", "body__unit")
    rows += [_seat(appointment) for appointment in seats.order_by("-pk")[:limit]]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _seat(held: Appointment) -> Recent:
    unit = held.body.unit
    office = office_label(held.body.kind, held.office, unit.level, held.since)
    return Recent(held.person.name, office, unit, held.since, held.recorded_at)
