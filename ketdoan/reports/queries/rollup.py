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

import numpy as np
from django.db import connection

from ketdoan.core.scope import LINE, TERRITORY

from ..models import Round
from ..rules.adding import Adding
from ..rules.figures import Figure
from ..rules.states import COUNTED, State
from .forms import adding_of, form_version

KEPT = 12
PIECE = 4_000
#: Seconds after which sums are read anew rather than carried on: rows of `Counting` are not kept for ever.
LONG = 6 * 3600
#: Pairs of what a table's paths are called and the tree they are of.
PATHS = {LINE: "path", TERRITORY: "territory_path"}

# One statement, so that the snapshot is that of all rows. The second part names the rows of `Counting` that this
# snapshot tells of as not seen though they are here: those of a database that came from a copy.
_ALL = """
    SELECT pg_current_snapshot()::text, s.id, s.{path}, s.form_id, s.consolidates, s.employer_kind,
           s.state, s.values, s.marks
    FROM reports_submission s WHERE s.round_id = %(round)s
    UNION ALL
    SELECT pg_current_snapshot()::text, c.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM reports_counting c WHERE c.round_id = %(round)s
        AND NOT pg_visible_in_snapshot(c.xact::text::xid8, pg_current_snapshot())
"""
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
        reports = self._rows()
        self._at = {unit: at for at, unit in enumerate(dict.fromkeys(_uppers(reports)))}
        self._added = np.zeros((len(self._at), *self.adding.shape))
        self._reported = np.zeros(len(self._at), dtype=np.int64)
        self._expected = np.zeros(len(self._at), dtype=np.int64)
        reports.sort(key=lambda row: (row.form_id, row.employer))
        for (form_id, employer), rows in groupby(reports, key=lambda row: (row.form_id, row.employer)):
            found = list(rows)
            for start in range(0, len(found), PIECE):
                self._take(form_version(form_id).cells, employer, found[start : start + PIECE])
        self._take_adjustments()

    def _rows(self) -> list["_Report"]:
        reports = []
        with connection.cursor() as cursor:
            cursor.execute(_ALL.format(path=self._column), {"round": self._round.pk})
            for seen, key, *told in cursor:
                self._seen = seen
                if told[0] is None:
                    self._foreign.add(key)
                else:
                    reports.append(_Report(*told))
        return reports

    def _take(self, cells: Sequence[str], employer: str, reports: Sequence["_Report"]) -> None:
        """Add a piece of the reports of one form and one kind of employer."""
        counted = sorted((one for one in reports if one.counts), key=lambda one: one.path)
        for one in reports:
            if not one.consolidates and one.state != State.EXEMPT:
                for at in self._above(one.path):
                    self._expected[at] += 1
                    self._reported[at] += one.counts
        filled = [one for one in counted if one.marks]
        if not filled:
            return
        numbers, marks = self.adding.spread(cells, [one.values for one in filled], [one.marks for one in filled])
        if employer:
            self.adding.tell_apart(cells, employer, numbers, marks)
        addends = self.adding.addends(numbers, marks)
        chains = [self._above(one.path) for one in filled]
        for depth in range(max(map(len, chains))):
            # Those below one unit stand side by side, since they are in the order of their paths.
            units = np.array([chain[depth] if depth < len(chain) else -1 for chain in chains])
            begins = np.flatnonzero(np.diff(units, prepend=-2))
            found = units[begins] >= 0
            self._added[units[begins][found]] += np.add.reduceat(addends, begins, axis=0)[found]

    def _take_adjustments(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_ADJUSTED.format(path=self._column), [self._round.pk])
            for path, cell, delta in cursor.fetchall():
                if cell in self.adding.at:
                    self._add(path, self.adding.of_adjustment(cell, delta))


@dataclass(frozen=True, slots=True)
class _Report:
    path: str
    form_id: int
    consolidates: bool
    employer: str
    state: str
    values: bytes
    marks: bytes

    @property
    def counts(self) -> bool:
        return self.state in COUNTED


def _uppers(reports: Sequence[_Report]) -> Iterator[int]:
    """The units that are on the path of another."""
    for one in reports:
        chain = one.path.strip("/").split("/")
        yield from map(int, chain if one.consolidates else chain[:-1])


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
