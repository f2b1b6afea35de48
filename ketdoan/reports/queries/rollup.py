"""The figures of every unit that has others below it, right at any moment.

A process reads the reports of a round once and holds the sums of each unit above; what is handed in later it finds as
rows of `Counting` and adds to the units on their path. Which of these rows are in the sums already is told by the
snapshot of the last reading: a row counts where its transaction was not seen then. So there is no job that refreshes,
and no row for which those who hand in at the same time would wait.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from time import monotonic
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
from django.db import connection, transaction
from psycopg import ServerCursor

from ketdoan.core.scope import LINE, TERRITORY

from ..models import Round
from ..rules.adding import Adding
from ..rules.figures import Figure
from ..rules.states import COUNTED
from .forms import adding_of, form_version

KEPT = 12
PIECE = 4_000
#: Seconds after which sums are read anew rather than carried on: rows of `Counting` are not kept for ever.
LONG = 6 * 3600
#: Pairs of what a table's paths are called and the tree they are of.
PATHS = {LINE: "path", TERRITORY: "territory_path"}

# One statement, so that the snapshot is that of all rows. A report counts at its unit where others are below that one,
# else at the unit right above. The second part names the rows of `Counting` that this snapshot tells of as not seen
# though they are here: those of a database that came from a copy.
_ALL = """
    SELECT pg_current_snapshot()::text, NULL::bigint,
           (CASE WHEN s.consolidates THEN s.unit_id::text ELSE split_part(rtrim(s.{path}, '/'), '/', -2) END),
           s.form_id, s.employer_kind, s.consolidates, s.state = ANY(%(counted)s), s.state = 'exempt',
           CASE WHEN s.state = ANY(%(counted)s) THEN s.values END, CASE WHEN s.state = ANY(%(counted)s) THEN s.marks END
    FROM reports_submission s WHERE s.round_id = %(round)s
    UNION ALL
    SELECT pg_current_snapshot()::text, c.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM reports_counting c WHERE c.round_id = %(round)s
        AND NOT pg_visible_in_snapshot(c.xact::text::xid8, pg_current_snapshot())
"""
_UPPERS = "SELECT {path} FROM reports_submission WHERE round_id = %s AND consolidates"
_ADJUSTED = """
    SELECT s.{path}, a.cell, a.delta FROM reports_adjustment a JOIN reports_submission s ON s.id = a.submission_id
    WHERE s.round_id = %s AND a.voided_at IS NULL
"""
_SINCE = """
    SELECT pg_current_snapshot()::text, c.id, c.{path}, c.reported, c.expected, c.vector FROM (SELECT 1) one
    LEFT JOIN reports_counting c ON c.round_id = %(round)s
        AND c.xact >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
        AND NOT pg_visible_in_snapshot(c.xact::text::xid8, %(seen)s::pg_snapshot)
"""


@dataclass(frozen=True, eq=False)
class Sum:
    """What has been reported by a unit and all below it, as it is added up; how many units reported, of how many."""

    adding: Adding
    added: np.ndarray
    reported: int
    expected: int

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by cell."""
        return self.adding.figures(self.added)


class Sums:
    """The sums of a round over one tree, by unit."""

    def __init__(self, asked: Round, tree: str) -> None:
        self._round, self._column = asked, PATHS[tree]
        self._seen, self._foreign = "", set[int]()
        self.adding: Adding = adding_of(asked)
        self._read_all()

    def of(self, unit_id: int) -> Sum:
        """The sum of a unit; of one without any below it, nothing."""
        at = self._at.get(unit_id)
        if at is None:
            return Sum(self.adding, self.adding.nothing(), 0, 0)
        return Sum(self.adding, self._added[at].copy(), int(self._reported[at]), int(self._expected[at]))

    @property
    def units(self) -> list[int]:
        """The units that have others below them."""
        return list(self._at)

    @property
    def old(self) -> bool:
        """Whether they were read so long ago that what has changed since may no longer be told."""
        return monotonic() - self._read_at > LONG

    def refresh(self) -> None:
        """Add what has been handed in since."""
        with connection.cursor() as cursor:
            cursor.execute(_SINCE.format(path=self._column), {"round": self._round.pk, "seen": self._seen})
            rows = cursor.fetchall()
        for seen, key, path, reported, expected, vector in rows:
            self._seen = seen
            if key is not None and key not in self._foreign:
                change = np.frombuffer(vector).reshape(self.adding.shape)
                self._add(path, change, reported, expected)

    def _add(self, path: str, change: np.ndarray, reported: int = 0, expected: int = 0) -> None:
        for at in self._above(path):
            self._added[at] += change
            self._reported[at] += reported
            self._expected[at] += expected

    def _above(self, path: str) -> list[int]:
        return [self._at[unit] for unit in map(int, path.strip("/").split("/")) if unit in self._at]

    def _read_all(self) -> None:
        self._read_at = monotonic()
        parents = self._find_units()
        self._added = np.zeros((len(self._at), *self.adding.shape))
        self._reported = np.zeros(len(self._at), dtype=np.int64)
        self._expected = np.zeros(len(self._at), dtype=np.int64)
        for piece in self._pieces():
            self._take(piece)
        # The lowest ones first: what is below a unit goes up with it.
        for at, parent in sorted(parents.items(), reverse=True):
            if parent >= 0:
                self._added[parent] += self._added[at]
                self._reported[parent] += self._reported[at]
                self._expected[parent] += self._expected[at]
        self._take_adjustments()

    def _find_units(self) -> dict[int, int]:
        """The units that have others below, each with the place of the one above it; those above come first."""
        with connection.cursor() as cursor:
            cursor.execute(_UPPERS.format(path=self._column), [self._round.pk])
            chains = [list(map(int, path.strip("/").split("/"))) for (path,) in cursor.fetchall()]
        self._at: dict[int, int] = {}
        parents: dict[int, int] = {}
        for chain in sorted(chains, key=len):
            above = -1
            for unit in chain:
                at = self._at.setdefault(unit, len(self._at))
                parents.setdefault(at, above)
                above = at
        return parents

    def _pieces(self) -> Iterator[list["_Report"]]:
        """The reports of the round, some thousand at a time."""
        asked: dict[str, Any] = {"round": self._round.pk, "counted": [str(state) for state in COUNTED]}
        with transaction.atomic(), _reading() as cursor:
            cursor.execute(_ALL.format(path=self._column), asked, binary=True)
            while rows := cursor.fetchmany(PIECE):
                self._seen = rows[0][0]
                self._foreign.update(row[1] for row in rows if row[1] is not None)
                yield [_Report(*row[2:]) for row in rows if row[1] is None]
        if not self._seen:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_snapshot()::text")
                (self._seen,) = cursor.fetchone()

    def _take(self, piece: Sequence["_Report"]) -> None:
        """Add some reports, each at the unit where it counts first."""
        found = [one for one in piece if one.at.isdigit() and int(one.at) in self._at]
        at = np.array([self._at[int(one.at)] for one in found], dtype=np.int64)
        alone = np.array([not one.consolidates for one in found], dtype=bool)
        asked = alone & np.array([not one.exempt for one in found], dtype=bool)
        counted = alone & np.array([one.counts for one in found], dtype=bool)
        np.add.at(self._expected, at[asked], 1)
        np.add.at(self._reported, at[counted], 1)
        filled = [(one, int(place)) for one, place in zip(found, at, strict=True) if one.marks]
        filled.sort(key=lambda row: (row[0].form_id, row[0].employer, row[1]))
        for (form_id, employer), rows in groupby(filled, key=lambda row: (row[0].form_id, row[0].employer)):
            reports, places = zip(*rows, strict=True)
            self._add_all(form_version(form_id).cells, employer, reports, np.array(places))

    def _add_all(self, cells: Sequence[str], employer: str, reports: Sequence["_Report"], places: np.ndarray) -> None:
        """Add reports of one form and one kind of employer, in the order of the units where they count."""
        numbers, marks = self.adding.spread(cells, [one.values for one in reports], [one.marks for one in reports])
        if employer:
            self.adding.tell_apart(cells, employer, numbers, marks)
        begins = np.flatnonzero(np.diff(places, prepend=-1))
        for row, told in self.adding.addends(numbers, marks):
            self._added[places[begins], row] += np.add.reduceat(told.astype(float, copy=False), begins, axis=0)

    def _take_adjustments(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_ADJUSTED.format(path=self._column), [self._round.pk])
            for path, cell, delta in cursor.fetchall():
                if cell in self.adding.at:
                    self._add(path, self.adding.of_adjustment(cell, delta))


def _reading() -> ServerCursor[Any]:
    """A cursor that hands rows over by and by, and bytes as they are: as text each would come as two letters."""
    connection.ensure_connection()
    return ServerCursor(connection.connection, f"sums_{uuid4().hex}")


class _Report(NamedTuple):
    """A report as it is read: the unit where it counts first, as digits, and what it says if it counts."""

    at: str
    form_id: int
    employer: str
    consolidates: bool
    counts: bool
    exempt: bool
    values: bytes
    marks: bytes


_kept: OrderedDict[tuple[int, str], Sums] = OrderedDict()
_one_at_a_time = threading.Lock()


def sums(asked: Round, tree: str = LINE) -> Sums:
    """The sums of a round as they are now.

    In a transaction that has written, which alone sees what it wrote, they are read for it and not kept.
    """
    if _writing():
        return Sums(asked, tree)
    key = (asked.pk, tree)
    with _one_at_a_time:
        kept = _kept.get(key)
        if kept is None or kept.old:
            kept = _kept[key] = Sums(asked, tree)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        else:
            kept.refresh()
            _kept.move_to_end(key)
        return kept


def _writing() -> bool:
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])
