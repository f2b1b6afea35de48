"""Which regulations and agreements units have in force, which are missing, which end soon."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ketdoan.core.models import Rule
from ketdoan.core.rules import current_rules, holds, rows, rule
from ketdoan.core.viet import today

from ..models import Body, Regulation, Unit

KEY = "units.regulation"


@dataclass(frozen=True)
class Held:
    """A kind of regulation at a unit: the one in force, or None where the unit should have one and has none."""

    kind: str
    label: str
    regulation: Regulation | None


def regulation_rows(level: str, day: date) -> list[Rule]:
    """Kinds that a unit of a level may have on a day, in order."""
    found = [row for row in rows(KEY, day) if level in row.value["levels"]]
    return sorted(found, key=lambda row: row.value["order"])


def regulation_label(kind: str, day: date) -> str:
    """What a kind is called on a day; outside its time, as it was called last."""
    own = [row for row in current_rules() if row.key == KEY and row.selector["regulation"] == kind]
    return str(next((row for row in own if holds(row, day)), own[-1]).value["label"]) if own else kind


def regulation_choices() -> list[tuple[str, str]]:
    """Every kind there is today."""
    found = sorted(rows(KEY, today()), key=lambda row: row.value["order"])
    return [(row.selector["regulation"], row.value["label"]) for row in found]


def wanted_choices() -> list[tuple[str, str]]:
    """The kinds that grassroots unions should have."""
    found = sorted(rows(KEY, today()), key=lambda row: row.value["order"])
    return [(row.selector["regulation"], row.value["label"]) for row in found if row.value["wanted"]]


def regulations_of(unit: Unit, day: date) -> list[Held]:
    """What a unit has in force on a day, by kind; of the kinds that it should have, those it lacks too."""
    held: dict[str, list[Regulation]] = {}
    in_force = Regulation.objects.on(day).filter(unit=unit).select_related("file").order_by("-signed_on", "-pk")
    for regulation in in_force:
        held.setdefault(regulation.kind, []).append(regulation)
    bodies = set(Body.objects.filter(unit=unit, terms__replaced_at=None).values_list("kind", flat=True))
    found = []
    for row in regulation_rows(unit.level, day):
        kind, label = row.selector["regulation"], row.value["label"]
        found += [Held(kind, label, regulation) for regulation in held.pop(kind, [])]
        lacking = not any(one.kind == kind for one in found)
        if lacking and row.value["wanted"] and row.value["body"] in ("", *bodies):
            found.append(Held(kind, label, None))
    return found + [Held(kind, regulation_label(kind, day), one) for kind, rest in held.items() for one in rest]


def lacking(kind: str, day: date) -> QuerySet[Unit]:
    """Units of the scope that should have a regulation of a kind and have none in force on a day."""
    row = rule(KEY, day, regulation=kind)
    in_force = Regulation._base_manager.filter(unit=OuterRef("pk"), kind=kind, replaced_at=None, valid__contains=day)
    units = Unit.objects.filter(ended_on=None, level__in=row.value["levels"]).exclude(Exists(in_force))
    if row.value["body"]:
        having = Body._base_manager.filter(unit=OuterRef("pk"), kind=row.value["body"], terms__replaced_at=None)
        units = units.filter(Exists(having.filter(terms__valid__contains=day)))
    return units.order_by("sort_key")


def ending_regulations(day: date) -> Any:
    """Regulations of the scope, each the last of its kind at its unit, that end within the days of notice or ended."""
    last_day = day + timedelta(days=rule("units.regulation_notice_days", day).value)
    latest = (
        Regulation.objects.known()
        .filter(unit__ended_on=None, valid__isempty=False)
        .order_by("unit_id", "kind", "-valid__endswith", "-pk")
        .distinct("unit_id", "kind")
    )
    ending = Regulation.objects.filter(pk__in=latest.values("pk"), valid__endswith__lte=last_day)
    return ending.select_related("unit").order_by("valid__endswith", "pk")
