"""The people behind the figures of a unit's course: who was there, who came, who went. Their number is the figure."""

from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from ketdoan.core.scope import LINE
from ketdoan.core.search import among
from ketdoan.units.queries.ancestry import ancestry, day_number
from ketdoan.units.queries.shape import ids_below

from ..models import Spell
from ..models.spells import COUNTING
from ..rules import EventKind

#: The figures that list their people, each with its words; what is structural is told by units, not by persons.
FIGURES = {
    "opening": "Đoàn viên đầu kỳ",
    "admitted": "Kết nạp trong kỳ",
    "recognised": "Công nhận trong kỳ",
    "transferred_in": "Chuyển đến trong kỳ",
    "transferred_out": "Chuyển đi trong kỳ",
    "left": "Thôi, giảm khác trong kỳ",
    "closing": "Đoàn viên cuối kỳ",
}
#: Those whose people came from one unit and went to another.
MOVES = ("transferred_in", "transferred_out")
CAME = {"admitted": EventKind.ADMISSION, "recognised": EventKind.RECOGNITION}


def spells_behind(figure: str, unit_id: int, since: date, until: date, tree: str = LINE) -> QuerySet[Spell]:
    """The spells behind a figure of a unit and all below it over the days after `since` up to and with `until`.

    Unscoped: ask for a unit that the actor may see, and show of each person no more than the scope does.
    """
    rows = Spell._base_manager.filter(COUNTING)
    if figure in ("opening", "closing"):
        day = since if figure == "opening" else until
        return rows.filter(among(ids_below(unit_id, day, tree), "unit_id"), since__lte=day).exclude(until__lte=day)
    came = Q(since__gt=since, since__lte=until)
    if figure in CAME:
        return _those_inside(rows.filter(came, came=CAME[figure].value), ("unit", "since", "path"), unit_id, tree)
    if figure == "left":
        went = rows.filter(until__gt=since, until__lte=until, went=EventKind.LEAVE.value)
        return _those_inside(went, ("unit", "until", "out_path"), unit_id, tree)
    moves = rows.filter(came, came=EventKind.TRANSFER.value)
    to = _inside(moves, ("unit", "since", "path"), unit_id, tree)
    source = _inside(moves, ("from_unit", "since", "from_path"), unit_id, tree)
    found = to - source if figure == "transferred_in" else source - to
    return rows.filter(pk__in=found)


def _those_inside(rows: QuerySet[Spell], end: tuple[str, str, str], unit_id: int, tree: str) -> QuerySet[Spell]:
    return rows.filter(pk__in=_inside(rows, end, unit_id, tree))


def _inside(rows: QuerySet[Spell], end: tuple[str, str, str], unit_id: int, tree: str) -> set[int]:
    """The spells of which one end (its unit, day and path) stood at or below a unit, just before the event."""
    told: list[Any] = list(rows.values_list("pk", *end))
    if not told:
        return set()
    units = np.array([unit for _, unit, _, _ in told], dtype=np.int64)
    days = np.array([day_number(day) for _, _, day, _ in told], dtype=np.int64)
    inside = np.any([chain == unit_id for chain in ancestry(tree).chains(units, days)], axis=0).tolist()
    return {
        pk
        for (pk, _, _, path), stood in zip(told, inside, strict=True)
        if (f"/{unit_id}/" in f"/{path}" if path is not None else stood)
    }
