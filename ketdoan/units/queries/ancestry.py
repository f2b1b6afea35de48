"""Who stood above units, of many units on many days at once: the edges of a tree as sorted arrays.

Shapes tell all of one day; here each question has a day of its own, as events have. Kept in the process until a unit
changes anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection

from ketdoan.core.scope import LINE, TERRITORY

from .shape import structure_version

#: Days are numbers from the first day of 1900 on; they take so many bits of a sort key.
DAY_ONE, DAY_BITS = date(1900, 1, 1), 17
NEVER = (1 << DAY_BITS) - 1


def day_number(day: date) -> int:
    """A day as a number of days."""
    return (day - DAY_ONE).days


@dataclass(frozen=True, eq=False)
class _Edges:
    """Edges by child and first day: `keys` are both in one number."""

    keys: np.ndarray
    children: np.ndarray
    untils: np.ndarray
    parents: np.ndarray

    def find(self, units: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The parent by the last edge that began on the day or before, 0 for none; and the day on which it ended."""
        if not len(self.keys):
            return np.zeros_like(units), np.zeros_like(units)
        at = np.searchsorted(self.keys, (units << DAY_BITS) | days, side="right") - 1
        known = (at >= 0) & (self.children[at] == units)
        return np.where(known, self.parents[at], 0), np.where(known, self.untils[at], 0)

    def changed(self, first: int, last: int) -> np.ndarray:
        """Of each edge whether it began or ended on the days after the first up to the last."""
        since = self.keys & NEVER
        return ((since > first) & (since <= last)) | ((self.untils > first) & (self.untils <= last))


@dataclass(frozen=True, eq=False)
class Ancestry:
    """Who stands directly above whom on any day, in one tree."""

    edges: tuple[_Edges, ...]
    units: np.ndarray
    ends: np.ndarray

    def parents(self, units: np.ndarray, days: np.ndarray) -> np.ndarray:
        """The unit directly above each unit on its day, 0 for none. A unit that has ended by then is asked for its
        last day: what happens as it ends still happens under those above it."""
        ends = self._ends(units)
        found = np.zeros_like(units)
        for edges in reversed(self.edges):  # the last one decides: a place of its own before that of the line
            above, until = edges.find(units, days)
            holds = (above > 0) & ((until > days) | (ends <= days) & (until >= ends))
            found = np.where(holds, above, found)
        return found

    def _ends(self, units: np.ndarray) -> np.ndarray:
        at = np.minimum(np.searchsorted(self.units, units), max(len(self.units) - 1, 0))
        return (
            np.where(self.units[at] == units, self.ends[at], NEVER) if len(self.units) else np.full_like(units, NEVER)
        )

    def restless(self, since: date, until: date) -> np.ndarray:
        """Ids of the units above which anything changed on the days after `since` up to and with `until`, or that
        themselves came or ended then, and of some more. Of all others one day's chain holds on each of these days."""
        first, last = day_number(since), day_number(until)
        moved = [edges.children[edges.changed(first, last)] for edges in self.edges]
        ended = self.units[(self.ends > first) & (self.ends <= last)]
        return self.ever_below(np.unique(np.concatenate([*moved, ended])))

    def ever_below(self, units: np.ndarray) -> np.ndarray:
        """Ids of units and of all that ever stood under them, or under whoever did."""
        found = row = units
        while len(row):
            under = [edges.children[np.isin(edges.parents, row)] for edges in self.edges]
            row = np.setdiff1d(np.concatenate(under), found)
            found = np.union1d(found, row)
        return found

    def chains(self, units: np.ndarray, days: np.ndarray) -> list[np.ndarray]:
        """For each unit itself, then the one above it, and so on to the top; 0 beyond the top."""
        found = [units]
        while (above := self.parents(found[-1], days)).any():
            found.append(above)
        return found

    def under(self, top: int, units: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Of each unit whether it stood at or below another on its day."""
        return np.any([chain == top for chain in self.chains(units, days)], axis=0)

    def changed(self, since: date, until: date, among: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Each of the days [since, until) on which edges right above some of the units began or ended, with these."""
        first, last = day_number(since), day_number(until)
        days, units = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for edges in self.edges:
            for at in (edges.keys & NEVER, edges.untils):
                there = np.flatnonzero((at >= first) & (at < last))
                there = there[np.isin(edges.children[there], among)]
                days.append(at[there])
                units.append(edges.children[there])
        on, below = np.concatenate(days), np.concatenate(units)
        for day in np.unique(on).tolist():
            yield day, np.unique(below[on == day])


def ancestry(tree: str = LINE) -> Ancestry:
    """Who stood above whom, as known now."""
    return _ancestry(tree, structure_version())


@lru_cache(maxsize=2)
def _ancestry(tree: str, version: int) -> Ancestry:
    own = _read(tree)
    ends = _arrays(
        """SELECT array_agg(unit_id ORDER BY unit_id), array_agg(until ORDER BY unit_id) FROM (
               SELECT unit_id, max(coalesce(upper(valid) - %s, %s)) AS until
               FROM units_unitversion WHERE replaced_at IS NULL GROUP BY unit_id) v""",
        [DAY_ONE, NEVER],
    )
    return Ancestry((own, _read(LINE)) if tree == TERRITORY else (own,), *ends)


def _read(tree: str) -> _Edges:
    children, since, until, parents = _arrays(
        """SELECT array_agg(child_id), array_agg(since), array_agg(until), array_agg(parent_id) FROM (
               SELECT child_id, lower(valid) - %s AS since, coalesce(upper(valid) - %s, %s) AS until, parent_id
               FROM units_edge WHERE tree = %s AND replaced_at IS NULL AND NOT isempty(valid)
               ORDER BY child_id, lower(valid)) e""",
        [DAY_ONE, DAY_ONE, NEVER, tree],
    )
    return _Edges((children << DAY_BITS) | since, children, until, parents)


def _arrays(query: str, params: list[Any]) -> tuple[np.ndarray, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return tuple(np.array(column or [], dtype=np.int64) for column in cursor.fetchone())
