"""Bodies as they are on a day: who sits in them, what is vacant, which terms end soon."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ketdoan.core.models import Rule
from ketdoan.core.rules import NoRule, rows, rule

from ..models import Appointment, Body, Change, Person, Term, Unit
from ..rules import ChangeKind

PROVISIONAL = "provisional_executive"
EXECUTIVES = ("executive", PROVISIONAL)


@dataclass(frozen=True)
class Member:
    """One person in a body: the appointment, the label of the office, and the day on which it was taken up."""

    appointment: Appointment
    office: str
    since: date


@dataclass(frozen=True)
class BodyState:
    """A body of a unit on a day. `vacant` counts empty seats; `no_head` says that its first office is empty."""

    body: Body
    label: str
    term: Term | None
    members: list[Member]
    vacant: int
    no_head: bool


def body_label(kind: str, level: str, day: date) -> str:
    """The Vietnamese name of a body at a level."""
    try:
        value = rule("units.body", day, body=kind).value
    except NoRule:
        return kind
    return str(value.get("label_at", {}).get(level, value["label"]))


def body_kinds(level: str, day: date) -> list[tuple[str, str]]:
    """Kinds of bodies that a unit of a level may have on a day, with their names, in order."""
    found = [row for row in rows("units.body", day) if level in row.value["levels"]]
    found.sort(key=lambda row: row.value["order"])
    return [(row.selector["body"], body_label(row.selector["body"], level, day)) for row in found]


def office_rows(kind: str, day: date) -> dict[str, Rule]:
    """The offices of a body on a day, by code, in the order of lists."""
    found = [row for row in rows("units.office", day) if row.selector["body"] == kind]
    return {row.selector["office"]: row for row in sorted(found, key=lambda row: row.value["order"])}


def office_label(kind: str, office: str, level: str, day: date) -> str:
    """The Vietnamese name of an office at a level."""
    row = office_rows(kind, day).get(office)
    return str(row.value.get("label_at", {}).get(level, row.value["label"])) if row else office


def with_beginning(appointments: Any) -> Any:
    """Appointments, each with `taken_up`: the day on which its holder took up the office in the body.

    An appointment has a row for each assignment of work; it began with the first of them.
    """
    rows = Appointment._base_manager.filter(fact=OuterRef("fact"), replaced_at=None, valid__isempty=False)
    first = rows.order_by("valid").values("valid__startswith")[:1]
    return appointments.annotate(taken_up=Subquery(first))


def bodies_of(unit: Unit, day: date) -> list[BodyState]:
    """The bodies of a unit with a term or members on a day, in the order of the rules."""
    order = {kind: index for index, (kind, _) in enumerate(body_kinds(unit.level, day))}
    bodies = sorted(Body.objects.filter(unit=unit), key=lambda body: order.get(body.kind, 99))
    if not bodies:
        return []
    terms = {term.body_id: term for term in Term.objects.on(day).filter(body__in=bodies).select_related("decision")}
    seated: dict[int, list[Any]] = defaultdict(list)
    in_office = Appointment.objects.on(day).filter(body__in=bodies).select_related("person", "decision")
    for appointment in with_beginning(in_office):
        seated[appointment.body_id].append(appointment)
    return [
        _state(body, unit.level, day, terms.get(body.pk), seated[body.pk])
        for body in bodies
        if body.pk in terms or seated[body.pk]
    ]


def _state(body: Body, level: str, day: date, term: Term | None, seated: list[Any]) -> BodyState:
    offices = list(office_rows(body.kind, day))
    seated.sort(key=lambda a: (offices.index(a.office) if a.office in offices else 99, a.person.sort_key))
    return BodyState(
        body=body,
        label=body_label(body.kind, level, day),
        term=term,
        members=[Member(a, office_label(body.kind, a.office, level, day), a.taken_up) for a in seated],
        vacant=max((term.seats if term else 0) - len({a.person_id for a in seated}), 0),
        no_head=bool(offices) and all(a.office != offices[0] for a in seated),
    )


def ending_terms(day: date) -> Any:
    """Terms in the scope, each the last of its body, that have ended or will end within the days of notice."""
    last_day = day + timedelta(days=rule("units.term_end_notice_days", day).value)
    latest = Term.objects.known().filter(body__unit__ended_on=None).order_by("body_id", "-valid").distinct("body_id")
    return (
        Term.objects.filter(pk__in=latest.values("pk"), valid__endswith__lte=last_day)
        .select_related("body__unit")
        .order_by("valid")
    )


def without_executive(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """Of these units those that should have an executive and have none on a day, not even a provisional one."""
    led = Term._base_manager.filter(body__unit=OuterRef("pk"), body__kind__in=EXECUTIVES, replaced_at=None)
    levels = rule("units.body", day, body=PROVISIONAL).value["levels"]
    return units.filter(level__in=levels, ended_on=None).exclude(Exists(led.filter(valid__contains=day)))


@dataclass(frozen=True)
class Leaderless:
    """A unit made of others that has no executive yet: since when, and how many months a provisional one may act."""

    since: date
    months: int


def leaderless(unit: Unit, day: date) -> Leaderless | None:
    """Whether a unit was made of others by a merger or a split, and is still without an executive."""
    births = Change.objects.filter(lineage__target=unit, kind__in=(ChangeKind.MERGE, ChangeKind.SPLIT)).order_by("-on")
    change = births.first()
    if change is None or not without_executive(Unit.objects.filter(pk=unit.pk), max(day, change.on)).exists():
        return None
    return Leaderless(change.on, int(rule("units.term_months", day, body=PROVISIONAL).value))


def vacancies(day: date) -> Any:
    """Terms in force in the scope whose body has empty seats; each carries `vacant`, their number."""
    seated = (
        Appointment._base_manager.filter(body=OuterRef("body"), replaced_at=None, valid__contains=day)
        .order_by()
        .values("body")
        .annotate(number=Count("person", distinct=True))
        .values("number")
    )
    return (
        Term.objects.on(day)
        .filter(body__unit__ended_on=None)
        .annotate(vacant=F("seats") - Coalesce(Subquery(seated), 0))
        .filter(vacant__gt=0)
        .select_related("body__unit")
        .order_by("body__unit__sort_key", "pk")
    )


def offices_of(person: Person) -> list[Member]:
    """The offices a person held or holds in units of the scope, the latest first; one for each assignment of work."""
    held = Appointment.objects.known().filter(person=person).select_related("body__unit").order_by("-valid", "-pk")
    return [Member(a, office_label(a.body.kind, a.office, a.body.unit.level, a.since), a.since) for a in held]
