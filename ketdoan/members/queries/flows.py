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
from ketdoan.units.queries.ancestry import DAY_ONE, ancestry, day_number
from ketdoan.units.queries.lens import look

from ..rules import COUNTED, EventKind
from .columns import Events, Spells, spells
from .stock import stood


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
#: Of more units than this everything is read rather than their own rows alone.
MANY = 10_000
FLOWING = ("admitted", "recognised", "transferred_in", "transferred_out", "left")


class Flows:
    """The flows of all units that ever were, over the days after `since` up to and with `until`.

    With `top`, those of a unit and of all that ever stood under it: of others they tell nothing.

    Most units stand still in most periods: what came to them and went is counted in one reading of all spells, together
    with the stocks. Of units above which something changed it is read day by day, with who stood above them then.
    """

    def __init__(self, since: date, until: date, tree: str = LINE, *, top: int | None = None) -> None:
        self._above = ancestry(tree)
        self.ids = self._above.units
        self._counts = {name: np.zeros(len(self.ids), dtype=np.int64) for name in FLOWING}
        under = None if top is None else self._above.ever_below(np.array([top]))
        if under is not None and len(under) > MANY:
            under = None
        restless = self._above.restless(since, until) if under is None else under
        units = None if under is None else under.tolist()
        asked = {"since": since, "until": until, "counted": [str(one) for one in COUNTED], "units": units}
        kept = spells() if units is None else None
        events = kept.events(since, until) if kept else {}
        own = _kept_own(kept, events, since, until) if kept else _own(asked)
        self._opening = stood(look(since, tree=tree), own["unit_id"], own["opening"])
        self._closing = stood(look(until, tree=tree), own["unit_id"], own["closing"])
        self._count_settled(own, restless, until)
        self._count_by_day({**asked, "restless": restless.tolist()}, events)

    def of(self, unit_id: int) -> Flow:
        """The flow of one unit."""
        at = np.searchsorted(self.ids, [unit_id])
        return Flow(**{name: int(numbers[0]) for name, numbers in self._columns(at).items()})

    def each(self) -> Iterator[tuple[int, Flow]]:
        """The flow of each unit that ever was, by its id."""
        columns = self._columns(np.arange(len(self.ids)))
        rows = zip(*(columns[name].tolist() for name in NAMES), strict=True)
        for unit_id, row in zip(self.ids.tolist(), rows, strict=True):
            yield unit_id, Flow(*row)

    def _columns(self, at: np.ndarray) -> dict[str, np.ndarray]:
        """Of each number of a flow the numbers of the units at these places."""
        told = {name: counts[at] for name, counts in self._counts.items()}
        opening, closing = (stock.among(self.ids[at]) for stock in (self._opening, self._closing))
        came = told["admitted"] + told["recognised"] + told["transferred_in"]
        went = told["transferred_out"] + told["left"]
        return {"opening": opening, "structural": closing - opening - came + went, "closing": closing, **told}

    def _count_settled(self, own: dict[str, np.ndarray], restless: np.ndarray, until: date) -> None:
        """What came to units above which nothing changed, and went from them: their last day tells who is above."""
        settled = ~np.isin(own["unit_id"], restless)
        units, numbers = own["unit_id"][settled], {name: own[name][settled] for name in SETTLED}
        for chain in self._above.chains(units, np.full_like(units, day_number(until))):
            self._add(chain, **numbers)

    def _count_by_day(self, asked: dict[str, Any], events: dict[EventKind, Events]) -> None:
        for name, (which, kind) in SETTLED.items():
            kept = events[kind].among(asked["restless"]) if events else None
            self._count_ends(name, _rows(which, kind, asked, kept))
        self._count_moves(_rows(MOVED, EventKind.TRANSFER, asked, events.get(EventKind.TRANSFER)))

    def _count_ends(self, name: str, rows: "_Rows") -> None:
        """Add what came or went to each unit and to all above it."""
        for chain in self._above.chains(rows.units, rows.days):
            self._add(chain, **{name: rows.numbers})
        for path, _, number in rows.told:
            for link in _links(path):
                self._add(link, **{name: number})

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
                self._add(np.where(both, 0, chain), **{name: numbers})

    def _add(self, units: np.ndarray, **numbers: np.ndarray) -> None:
        """Add to the counts of units, by name; 0 is no unit."""
        real = units > 0
        at = np.searchsorted(self.ids, units[real])
        for name, of_each in numbers.items():
            self._counts[name] += np.bincount(at, weights=of_each[real], minlength=len(self.ids)).astype(np.int64)


#: Own members of each unit on both days, and what came and went in between where the day's tree tells who was above.
OWN = """
    SELECT array_agg(unit_id), array_agg(opening), array_agg(closing), array_agg(admitted), array_agg(recognised),
           array_agg("left")
    FROM (
        SELECT unit_id,
               count(*) FILTER (WHERE since <= %(since)s) AS opening,
               count(*) FILTER (WHERE until IS NULL OR until > %(until)s) AS closing,
               count(*) FILTER (WHERE since > %(since)s AND came = %(admitted)s AND path IS NULL) AS admitted,
               count(*) FILTER (WHERE since > %(since)s AND came = %(recognised)s AND path IS NULL) AS recognised,
               count(*) FILTER (WHERE until <= %(until)s AND went = %(left)s AND out_path IS NULL) AS "left"
        FROM members_spell
        WHERE since <= %(until)s AND (until IS NULL OR until > %(since)s) AND standing = ANY(%(counted)s) {inside}
        GROUP BY unit_id
    ) found
"""
OWN_COLUMNS = ("unit_id", "opening", "closing", "admitted", "recognised", "left")
CAME = {
    "day": "since",
    "by": "came",
    "path": "path",
    "source": "NULL::bigint",
    "from_path": "NULL::text",
    "spells": """(SELECT * FROM members_spell WHERE unit_id IN (SELECT unnest(%(restless)s::bigint[])) AND path IS NULL
                  UNION ALL SELECT * FROM members_spell WHERE path IS NOT NULL) came""",
}
WENT = CAME | {
    "day": "until",
    "by": "went",
    "path": "out_path",
    "spells": """(SELECT * FROM members_spell WHERE unit_id IN (SELECT unnest(%(restless)s::bigint[]))
                  AND out_path IS NULL UNION ALL SELECT * FROM members_spell WHERE out_path IS NOT NULL) went""",
}
MOVED = CAME | {"source": "from_unit_id", "from_path": "from_path", "spells": "members_spell"}
WITH_PATH = "(SELECT * FROM members_spell WHERE {path} IS NOT NULL) told"
#: What is counted of settled units in one reading, of others by the day: the end of a spell, and the kind of event.
SETTLED = {
    "admitted": (CAME, EventKind.ADMISSION),
    "recognised": (CAME, EventKind.RECOGNITION),
    "left": (WENT, EventKind.LEAVE),
}
SQL = """
    SELECT array_agg(unit_id), array_agg(source), array_agg(day), array_agg(number),
           array_agg(path), array_agg(from_path)
    FROM (
        SELECT unit_id, {source} AS source, {day} - %(day_one)s AS day, {path} AS path, {from_path} AS from_path,
               count(*) AS number
        FROM {spells}
        WHERE {day} > %(since)s AND {day} <= %(until)s AND {by} = %(kind)s AND standing = ANY(%(counted)s) {inside}
        GROUP BY 1, 2, 3, 4, 5
    ) found
"""


def _own(asked: dict[str, Any]) -> dict[str, np.ndarray]:
    """Units that had members at any time of the period, and the numbers of OWN."""
    inside = "AND unit_id = ANY(%(units)s)" if asked["units"] is not None else ""
    kinds = {name: kind.value for name, (_, kind) in SETTLED.items()}
    with connection.cursor() as cursor:
        cursor.execute(OWN.format(inside=inside), {**asked, **kinds})
        columns = cursor.fetchone()
    return {name: np.array(column or [], dtype=np.int64) for name, column in zip(OWN_COLUMNS, columns, strict=True)}


def _kept_own(kept: Spells, events: dict[EventKind, Events], since: date, until: date) -> dict[str, np.ndarray]:
    """The same as `_own`, from the columns."""
    told = {name: kept.by_sex(day).sum(axis=1) for name, day in (("opening", since), ("closing", until))}
    for name, (_, kind) in SETTLED.items():
        told[name] = np.bincount(events[kind].units, minlength=len(told["opening"]))
    units = np.flatnonzero(sum(told.values()))
    return {"unit_id": units, **{name: numbers[units] for name, numbers in told.items()}}


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


def _rows(which: dict[str, str], kind: EventKind, asked: dict[str, Any], kept: Events | None) -> _Rows:
    """Events of a kind. Where the columns tell them (`kept`), those with a path alone are read."""
    if kept:
        which = which | {"spells": WITH_PATH.format(**which)}
    inside = INSIDE.format(**which) if asked["units"] is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(inside=inside, **which), {**asked, "day_one": DAY_ONE, "kind": kind.value})
        units, sources, days, numbers, paths, from_paths = (column or [] for column in cursor.fetchone())
    told = [
        (path, source or "", np.array([number]))
        for path, source, number in zip(paths, from_paths, numbers, strict=True)
        if path is not None
    ]
    if kept:
        return _Rows(kept.units, kept.sources, kept.days, np.ones_like(kept.units), told)
    usual = np.array([path is None for path in paths], dtype=bool)
    by_day = [
        np.array([value or 0 for value in column], dtype=np.int64)[usual] for column in (units, sources, days, numbers)
    ]
    return _Rows(by_day[0], by_day[1], by_day[2], by_day[3], told)


def _links(path: str) -> list[np.ndarray]:
    """The units of a path, each as an array of one."""
    return [np.array([int(part)]) for part in path.strip("/").split("/")]
