"""Sheets and rounds as lists show them, and how many unions have which level."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from ketdoan.core.acting import Actor
from ketdoan.core.scope import TERRITORY

from ..models import Round, Sheet
from ..rules.states import OPEN, State


def sheets_of(year: int) -> QuerySet[Sheet]:
    """The sheets of the scope of a year, in the order of the units' names."""
    rows = Sheet.objects.filter(year=year).exclude(state=State.VOID)
    return rows.select_related("unit", "round", "decision").order_by("unit__sort_key", "pk")


def years_seen() -> list[int]:
    """The years of which the scope has sheets, the latest first."""
    return list(Sheet.objects.order_by("-year").values_list("year", flat=True).distinct())


def rounds_of(year: int) -> list[Round]:
    """The rounds of a year that units of the scope opened."""
    return list(Round.objects.filter(year=year).select_related("unit").order_by("due", "pk"))


def directly_below(actor: Actor) -> Q:
    """Sheets of the unions right under the acting unit: it is theirs to appraise and to decide."""
    path = "unit__territory_path" if actor.scope.tree == TERRITORY else "unit__path"
    own = Concat(Value(actor.scope.path), Cast("unit_id", CharField()), Value("/"))
    return Q(**{path: own})


@dataclass(frozen=True)
class Total:
    """How many unions have a level of those that were decided; `share` in percent points."""

    code: str
    label: str
    number: int
    share: int


def totals(rows: QuerySet[Sheet]) -> list[Total]:
    """Decided sheets by level, the best first. Rows of one year have one scale."""
    numbers = _numbers(rows.filter(state=State.DECIDED), "decided_level")
    if not (sample := rows.first()):
        return []
    all_of_them = sum(numbers.values())
    return [
        Total(one.code, one.label, numbers.get(one.code, 0), _share(numbers.get(one.code, 0), all_of_them))
        for one in sample.score_sheet.levels
    ]


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def progress(rows: QuerySet[Sheet]) -> dict[str, int]:
    """How many sheets wait for what: `open`, and each further state."""
    states = _numbers(rows, "state")
    return {
        "open": sum(states.get(state, 0) for state in OPEN),
        **{state.value: states.get(state, 0) for state in (State.SENT, State.APPRAISED, State.DECIDED, State.YOUNG)},
    }


def _numbers(rows: QuerySet[Sheet], field: str) -> dict[str, int]:
    found: Sequence[Any] = rows.order_by().values(field).annotate(number=Count("pk"))
    return {row[field]: row["number"] for row in found}


def earlier_levels(sheet: Sheet) -> list[Sheet]:
    """What a union was graded as in the years before, the latest first."""
    rows = Sheet.objects.filter(unit=sheet.unit_id, year__lt=sheet.year, state=State.DECIDED)
    return list(rows.select_related("round").order_by("-year")[:5])


def next_waiting(sheet: Sheet) -> Sheet | None:
    """The next sheet of the year that waits to be appraised, in the order of the list; after the last, the first."""
    waiting = sheets_of(sheet.year).filter(state=State.SENT).exclude(pk=sheet.pk)
    return waiting.filter(unit__sort_key__gte=sheet.unit.sort_key).first() or waiting.first()
