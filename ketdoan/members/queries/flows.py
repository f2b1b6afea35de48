"""What came and went in a period, for every unit and all below it.

A move between two units counts only for those units of which just one end lies inside: a union whose members change
between its own groups has neither gained nor lost. What units bring or take along as they move, merge or divide is
structural: it is what opening and closing differ by beyond the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from ketdoan.core.scope import LINE
from ketdoan.units.queries.ancestry import DAY_ONE, ancestry

from ..rules import COUNTED, EventKind
from .stock import stock


@dataclass(frozen=True)
class Flow:
    """The course of a unit's membership over a period, all below it included. Numbers of people, but admissions and
    transfers are counted each time: the same person may come twice."""

    opening: int
    admitted: int
    recognised: int
    transferred_in: int
    transferred_out: int
    left: int
    structural: int
    closing: int


NAMES = [field.name for field in fields(Flow)]
FLOWING = ("admitted", "recognised", "transferred_in", "transferred_out", "left")


class Flows:
    """The flows of all units that ever were, over the days after `since` up to and with `until`.

    With `top`, those of a unit and of all that ever stood under it: of others they tell nothing.
    """

    def __init__(self, since: date, until: date, tree: str = LINE, *, top: int | None = None) -> None:
        self._above = ancestry(tree)
        self.ids = self._above.units
        self._counts = {name: np.zeros(len(self.ids), dtype=np.int64) for name in FLOWING}
        units = None if top is None else self._above.ever_below(top).tolist()
        self._opening = stock(since, tree=tree, among_units=units)
        self._closing = stock(until, tree=tree, among_units=units)
        self._count({"since": since, "until": until, "counted": [str(one) for one in COUNTED], "units": units})

    def of(self, unit_id: int) -> Flow:
        """The flow of one unit."""
        at = int(np.searchsorted(self.ids, unit_id))
        return self._flow(at)

    def each(self) -> Iterator[tuple[int, Flow]]:
        """The flow of each unit that ever was, by its id."""
        for at, unit_id in enumerate(self.ids.tolist()):
            yield unit_id, self._flow(at)

    def _flow(self, at: int) -> Flow:
        unit_id = int(self.ids[at])
        opening, closing = self._opening.of(unit_id), self._closing.of(unit_id)
        told = {name: int(self._counts[name][at]) for name in FLOWING}
        came = told["admitted"] + told["recognised"] + told["transferred_in"]
        went = told["transferred_out"] + told["left"]
        return Flow(opening=opening, structural=closing - opening - came + went, closing=closing, **told)

    def _count(self, asked: dict[str, Any]) -> None:
        for kind, name in ((EventKind.ADMISSION, "admitted"), (EventKind.RECOGNITION, "recognised")):
            self._count_ends(name, _rows(CAME, {**asked, "kind": kind.value}))
        self._count_ends("left", _rows(WENT, {**asked, "kind": EventKind.LEAVE.value}))
        self._count_moves(_rows(MOVED, {**asked, "kind": EventKind.TRANSFER.value}))

    def _count_ends(self, name: str, rows: "_Rows") -> None:
        """Add what came or went to each unit and to all above it."""
        for chain in self._above.chains(rows.units, rows.days):
            self._add(name, chain, rows.numbers)
        for path, _, number in rows.told:
            for link in _links(path):
                self._add(name, link, number)

    def _count_moves(self, rows: "_Rows") -> None:
        here, there = (self._above.chains(units, rows.days) for units in (rows.sources, rows.units))
        self._net(here, there, rows.numbers)
        for path, source, number in rows.told:
            self._net(_links(source), _links(path), number)

    def _net(self, here: list[np.ndarray], there: list[np.ndarray], numbers: np.ndarray) -> None:
        """Add moves to the units above either end, but not to those above both."""
        for name, chains, others in (("transferred_out", here, there), ("transferred_in", there, here)):
            for chain in chains:
                both = np.any([chain == other for other in others], axis=0)
                self._add(name, np.where(both, 0, chain), numbers)

    def _add(self, name: str, units: np.ndarray, numbers: np.ndarray) -> None:
        real = units > 0
        at = np.searchsorted(self.ids, units[real])
        self._counts[name] += np.bincount(at, weights=numbers[real], minlength=len(self.ids)).astype(np.int64)


CAME = {"day": "since", "by": "came", "path": "path", "source": "NULL::bigint", "from_path": "NULL::text"}
WENT = {"day": "until", "by": "went", "path": "out_path", "source": "NULL::bigint", "from_path": "NULL::text"}
MOVED = {"day": "since", "by": "came", "path": "path", "source": "from_unit_id", "from_path": "from_path"}
SQL = """
    SELECT array_agg(unit_id), array_agg(source), array_agg(day), array_agg(number),
           array_agg(path), array_agg(from_path)
    FROM (
        SELECT unit_id, {source} AS source, {day} - %(day_one)s AS day, {path} AS path, {from_path} AS from_path,
               count(*) AS number
        FROM members_spell
        WHERE {day} > %(since)s AND {day} <= %(until)s AND {by} = %(kind)s AND standing = ANY(%(counted)s) {inside}
        GROUP BY 1, 2, 3, 4, 5
    ) found
"""


@dataclass(frozen=True, eq=False)
class _Rows:
    """Events by unit and day: of those whose day's tree tells the units above, arrays; of the others the paths."""

    units: np.ndarray
    sources: np.ndarray
    days: np.ndarray
    numbers: np.ndarray
    told: list[tuple[str, str, np.ndarray]]


#: Events of some units alone; those with a path may concern units that no edge of the day names.
INSIDE = "AND (unit_id = ANY(%(units)s) OR {source} = ANY(%(units)s) OR {path} IS NOT NULL)"


def _rows(which: dict[str, str], asked: dict[str, Any]) -> _Rows:
    inside = INSIDE.format(**which) if asked["units"] is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(inside=inside, **which), {"day_one": DAY_ONE, **asked})
        units, sources, days, numbers, paths, from_paths = (column or [] for column in cursor.fetchone())
    usual = np.array([path is None for path in paths], dtype=bool)
    by_day = [
        np.array([value or 0 for value in column], dtype=np.int64)[usual] for column in (units, sources, days, numbers)
    ]
    told = [
        (path, source or "", np.array([number]))
        for path, source, number in zip(paths, from_paths, numbers, strict=True)
        if path is not None
    ]
    return _Rows(by_day[0], by_day[1], by_day[2], by_day[3], told)


def _links(path: str) -> list[np.ndarray]:
    """The units of a path, each as an array of one."""
    return [np.array([int(part)]) for part in path.strip("/").split("/")]
