"""How complete and consistent the records of each unit's members are. Numbers alone, of nobody in particular."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from ketdoan.core.rules import rule
from ketdoan.core.scope import LINE
from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import Shape, shape

from ..models import Member
from ..models.members import LEFT
from ..rules import FINDINGS

OWN = """
    SELECT array_agg(unit_id), array_agg(members), array_agg(faulty) FROM (
        SELECT m.unit_id, count(*) AS members, count(q.person_id) AS faulty
        FROM members_member m
        LEFT JOIN members_quality q ON q.person_id = m.person_id AND q.codes && %(codes)s::varchar[]
        WHERE m.state IN ('member', 'suspended') GROUP BY m.unit_id) found
"""
BY_CODE = """
    SELECT found.code, count(*) FROM members_quality q JOIN members_member m USING (person_id)
    JOIN units_unit u ON u.id = m.unit_id CROSS JOIN unnest(q.codes) found(code)
    WHERE u.{path} >= %(path)s AND u.{path} < %(path)s || '~' GROUP BY found.code
"""


def limits(day: date) -> dict[str, int]:
    """From and up to which age, and how long suspended, a record needs no second look."""
    found: dict[str, int] = rule("members.quality", day).value
    return found


@dataclass(frozen=True)
class Score:
    """The records of a unit and all below it: how many, and how many of them have findings."""

    members: int
    faulty: int

    @property
    def fine(self) -> int:
        return self.members - self.faulty

    @property
    def percent(self) -> float | None:
        """The share of records without findings, in percent; None where there are none."""
        return 100 * self.fine / self.members if self.members else None


class Scores:
    """The scores of all units as they stand now; with `codes` by some kinds of findings alone."""

    def __init__(self, codes: Sequence[str] = tuple(FINDINGS), tree: str = LINE) -> None:
        self.follow: Shape = shape(today(), tree)
        with connection.cursor() as cursor:
            cursor.execute(OWN, {"codes": list(codes)})
            units, members, faulty = (np.array(column or [], dtype=np.int64) for column in cursor.fetchone())
        at = self.follow.positions(_places(units))
        inside = at >= 0
        self._members, self._faulty = (
            np.concatenate(
                ([0], np.cumsum(np.bincount(at[inside], weights=numbers[inside], minlength=len(self.follow))))
            ).astype(np.int64)
            for numbers in (members, faulty)
        )

    def of(self, unit_id: int) -> Score:
        """The score of one unit."""
        at = self.follow.position(unit_id)
        if at is None:
            return Score(0, 0)
        first, last = at, int(self.follow.ends[at])
        return Score(int(self._members[last] - self._members[first]), int(self._faulty[last] - self._faulty[first]))


def _places(units: np.ndarray) -> np.ndarray:
    """Where members count: those still in a unit that has ended count where its archive is kept."""
    ended = dict(Unit._base_manager.filter(pk__in=units.tolist(), ended_on__lte=today()).values_list("pk", "path"))
    alive = set(Unit._base_manager.filter(ended_on=None).values_list("pk", flat=True)) if ended else set()
    return np.array([_heir(pk, ended, alive) for pk in units.tolist()], dtype=np.int64)


def _heir(pk: int, ended: dict[int, str], alive: set[int]) -> int:
    if pk not in ended:
        return pk
    steps = [int(step) for step in ended[pk].strip("/").split("/")]
    return next((step for step in reversed(steps) if step in alive), pk)


def by_code(unit: Unit, tree: str = LINE) -> list[tuple[str, str, int]]:
    """How many records of a unit and all below it have each finding: code, words, number."""
    column = "path" if tree == LINE else "territory_path"
    path: Any = getattr(unit, column)
    with connection.cursor() as cursor:
        cursor.execute(BY_CODE.format(path=column), {"path": path})
        found = dict(cursor.fetchall())
    return [(code, words, found[code]) for code, words in FINDINGS.items() if found.get(code)]


def faulty(rows: QuerySet[Member], codes: Sequence[str]) -> QuerySet[Member]:
    """Those of the members whose records have one of some findings."""
    return rows.exclude(state=LEFT).filter(person__quality__codes__overlap=list(codes))
