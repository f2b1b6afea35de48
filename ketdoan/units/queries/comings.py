"""How the number of grassroots unions under a unit changed in a period: founded, split off, received, dissolved,
merged, moved away. What is left of opening and closing, where units became another kind, is none of these."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.urls import reverse

from ketdoan.core.modules import Flow, Hit, Tally
from ketdoan.core.scope import LINE, current_scope
from ketdoan.core.viet import format_date

from ..models import Unit
from ..rules import ChangeKind, Level
from .ancestry import DAY_ONE, ancestry, day_number
from .crossing import under
from .shape import kind_levels

#: The figures, each with its words.
TITLES = {
    "founded": "Công đoàn cơ sở thành lập mới",
    "split": "Công đoàn cơ sở tăng do chia tách",
    "received": "Công đoàn cơ sở tiếp nhận từ nơi khác",
    "dissolved": "Công đoàn cơ sở giải thể",
    "merged": "Công đoàn cơ sở giảm do sáp nhập",
    "moved_away": "Công đoàn cơ sở chuyển đi nơi khác",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A grassroots union that counts in one of TITLES from a day on. `number` is -1 where it takes one off: of three
    unions that became one, two are fewer."""

    unit: int
    on: date
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Turn:
    """A grassroots union that began or ended; where others went on as it, or it as others, by which change."""

    coming: Coming
    begins: bool
    change: int | None
    kind: str


_TURNS = """
    SELECT v.unit_id, {day} - %(day_one)s, l.change_id, l.kind FROM units_unitversion v
    LEFT JOIN LATERAL (
        SELECT l.change_id, c.kind FROM units_lineage l JOIN units_change c ON c.id = l.change_id
        WHERE l.{end} = v.unit_id AND ({change_day}) ORDER BY c.on DESC, l.id LIMIT 1) l ON TRUE
    WHERE v.replaced_at IS NULL AND v.kind = ANY(%(kinds)s) AND {day} >= %(since)s AND {day} < %(until)s
        AND NOT EXISTS (SELECT FROM units_unitversion o WHERE o.unit_id = v.unit_id AND o.replaced_at IS NULL
                        AND {beyond})
"""
_BEGUN = _TURNS.format(
    day="lower(v.valid)", end="target_id", change_day="c.on = lower(v.valid)", beyond="o.valid << v.valid"
)
# A unit that ended on the day on which it began lasts that day.
_ENDED = _TURNS.format(
    day="upper(v.valid)",
    end="source_id",
    change_day="c.on = upper(v.valid) OR (c.on = lower(v.valid) AND upper(v.valid) = lower(v.valid) + 1)",
    beyond="o.valid >> v.valid",
)


def comings(unit_id: int, since: date, until: date, tree: str = LINE) -> dict[str, list[Coming]]:
    """What counts in each of TITLES of a unit on the days [since, until)."""
    found: dict[str, list[Coming]] = {code: [] for code in TITLES}
    by_change = defaultdict[tuple[int, str], list[_Turn]](list)
    for turn in _turns(unit_id, since, until, tree):
        if turn.change is None:
            found["founded" if turn.begins else "dissolved"].append(turn.coming)
        else:
            by_change[turn.change, turn.kind].append(turn)
    for (_, kind), turns in by_change.items():
        code, counted = _netted(kind, turns)
        found[code] += counted
    for coming, sign in _moved(unit_id, since, until, tree):
        found["received" if sign > 0 else "moved_away"].append(coming)
    return found


def _turns(unit_id: int, since: date, until: date, tree: str) -> Iterable[_Turn]:
    """The beginnings and ends of grassroots unions under a unit."""
    asked: dict[str, Any] = {"since": since, "until": until, "kinds": grassroots_kinds(), "day_one": DAY_ONE}
    told: list[Any] = []
    with connection.cursor() as cursor:
        for query in (_BEGUN, _ENDED):
            cursor.execute(query, asked)
            told += [(query is _BEGUN, *row) for row in cursor.fetchall()]
    units, days = (np.array([row[at] for row in told], dtype=np.int64) for at in (1, 2))
    inside = ancestry(tree).under(unit_id, units, days)
    for (begins, unit, day, change, kind), stood in zip(told, inside.tolist(), strict=True):
        if stood:
            yield _Turn(Coming(unit, DAY_ONE + timedelta(days=day)), begins, change, kind or "")


def _netted(kind: str, turns: Sequence[_Turn]) -> tuple[str, list[Coming]]:
    """What a change by which unions went on as others comes to: where it counts, and which of them make it up."""
    net = sum(1 if turn.begins else -1 for turn in turns)
    split = kind == ChangeKind.SPLIT
    code = ("split" if split else "received") if net > 0 else ("moved_away" if split else "merged")
    sign = 1 if net > 0 else -1
    counted = [replace(turn.coming, number=sign if turn.begins else -sign) for turn in turns]
    return code, counted if net else []


def _moved(unit_id: int, since: date, until: date, tree: str) -> Iterable[tuple[Coming, int]]:
    """Grassroots unions that came under a unit as they were, or went from under it."""
    found = under(unit_id, since, until, tree)
    query = """
        SELECT c.unit, c.day, c.sign FROM unnest(%s::bigint[], %s::int[], %s::int[]) c (unit, day, sign)
        JOIN units_unitversion v ON v.unit_id = c.unit AND v.replaced_at IS NULL AND v.kind = ANY(%s)
            AND v.valid @> (%s + c.day - 1)
        ORDER BY c.day, c.unit
    """
    columns = [found.crossed.tolist(), found.days.tolist(), found.signs.tolist()]
    with connection.cursor() as cursor:
        cursor.execute(query, [*columns, grassroots_kinds(), DAY_ONE])
        for unit, day, sign in cursor.fetchall():
            yield Coming(unit, DAY_ONE + timedelta(days=day)), sign


def grassroots_kinds() -> list[str]:
    """The kinds of units that are grassroots unions."""
    return [kind for kind, level in kind_levels().items() if level == Level.GRASSROOTS]


def coming_tallies(
    codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE
) -> Mapping[str, Tally]:
    """The figures of a unit by code."""
    if day_number(until) <= day_number(since):
        return {}
    found = comings(unit_id, since, until, tree)
    told = {code: found[code.removeprefix("units.")] for code in codes}
    return {code: Tally(sum(one.number for one in rows), len(rows)) for code, rows in told.items()}


def _evidence(name: str) -> Any:
    def evidence(unit: Unit, since: date, until: date, tree: str = "") -> list[Unit]:
        rows = comings(unit.pk, since, until, tree or current_scope().tree)[name]
        return told_of(rows)

    return evidence


def told_of(rows: Sequence[Any]) -> list[Unit]:
    """The units of rows (with `unit`, `on`, `number`) inside the scope, each with its day `on` and its `number`."""
    shown = Unit.objects.in_bulk([row.unit for row in rows])
    found = []
    for row in sorted(rows, key=lambda row: (row.on, row.unit)):
        if row.unit in shown:
            unit = copy(shown[row.unit])
            unit.on, unit.number = row.on, row.number  # type: ignore[attr-defined]
            found.append(unit)
    return found


def describe_coming(unit: Any) -> Hit:
    """A unit as one of the rows behind a figure."""
    less = " (trừ vào số giảm, tăng)" if unit.number < 0 else ""
    return Hit(unit.short_name, reverse("units:unit", args=[unit.code]), f"từ {format_date(unit.on)}{less}")


FLOWS = [
    Flow(
        f"units.{name}", title, "đơn vị", None, _evidence(name), coming_tallies, describe_coming, quantity="number"
    )
    for name, title in TITLES.items()
]  # fmt: skip
