"""Decisions on paper: who may see one, and what it did to the units that one sees."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ..models import Appointment, Change, Decision, Term, Unit
from .bodies import body_label, office_label
from .changes import touches_scope
from .timeline import change_label

MOST_UNITS = 20


@dataclass(frozen=True)
class Effect:
    """Something that a decision did: from which day, what, to which units of the scope, and to how many more."""

    on: date
    label: str
    units: list[Unit]
    others: int = 0


def decision_seen(pk: int) -> Decision | None:
    """A decision issued in the scope, or by which something happened to a unit of the scope."""
    seen = (
        Decision.objects.filter(pk=pk).exists()
        or Term.objects.filter(decision=pk).exists()
        or Appointment.objects.filter(Q(decision=pk) | Q(end_decision=pk)).exists()
        or touches_scope(Change._base_manager.filter(decision=pk).values("pk"))
    )
    return Decision._base_manager.select_related("unit", "file__blob").filter(pk=pk).first() if seen else None


def effects_of(decision: Decision) -> list[Effect]:
    """What a decision did, as far as one sees it, in the order of the days."""
    found = [_of_change(change) for change in Change._base_manager.filter(decision=decision)]
    for term in Term.objects.known().filter(decision=decision).select_related("body__unit"):
        unit = term.body.unit
        found.append(
            Effect(term.since, f"{body_label(term.body.kind, unit.level, term.since)} nhiệm kỳ {term.label}", [unit])
        )
    held = Appointment.objects.known().exclude(valid__isempty=True).select_related("body__unit", "person")
    for row in held.filter(decision=decision).order_by("fact", "valid").distinct("fact"):
        found.append(Effect(row.since, f"{_office(row, row.since)}: {row.person.name}", [row.body.unit]))
    for row in held.filter(end_decision=decision):
        label = f"Thôi giữ chức vụ {_office(row, row.since)}: {row.person.name}"
        found.append(Effect(row.until or row.since, label, [row.body.unit]))
    return sorted((effect for effect in found if effect.units), key=lambda effect: (effect.on, effect.label))


def _of_change(change: Change) -> Effect:
    touched = Unit.objects.filter(
        Q(pk=change.unit_id)
        | Q(versions__change=change)
        | Q(parents__change=change)
        | Q(became__change=change)
        | Q(came_from__change=change)
    )
    ids = set(touched.values_list("pk", flat=True))
    units = list(Unit.objects.filter(pk__in=ids).order_by("sort_key")[:MOST_UNITS])
    return Effect(change.on, change_label(change.kind, change.on), units, len(ids) - len(units))


def _office(row: Appointment, day: date) -> str:
    return office_label(row.body.kind, row.office, row.body.unit.level, day)
