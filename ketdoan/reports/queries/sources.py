"""What the registers, the log and other reports say of a report's cells, and the rows behind each figure.

The figure is the whole truth: it is counted without regard to who asks. The rows are those that the scope shows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from ketdoan.core.acting import current_actor
from ketdoan.core.modules import Flow, Hit, Measure, Tally, flows, measures
from ketdoan.core.scope import LINE
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import ids_below, one_moment, structure_version

from ..models import Submission
from ..rules.bindings import Binding, bindings
from ..rules.catalogue import FIRST, NETTED, catalogue
from ..rules.figures import Figure
from ..rules.states import Source
from .elsewhere import told_elsewhere
from .forms import form_version

#: Of a unit with more units below it than this the figures are counted anew after so many seconds, not each time; of
#: one with so many that it takes long, after more, whatever becomes of units meanwhile: a job counts them each hour.
WIDE, SECONDS = 100, 300
VERY_WIDE, LONGER = 10_000, 2 * 3_600


@dataclass(frozen=True, slots=True)
class Sourced:
    """What a register says of a cell: the figure, how many rows stand behind it, and of which measure; or what another
    report says, and which."""

    figure: Figure
    source: Source
    count: int
    code: str
    report: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a report: those of its period, and the one on which stocks are counted."""

    first: date
    last: date
    cut_off: date

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)

    def stock_day(self, binding: Binding) -> date:
        """The day of a stock."""
        return self.first - timedelta(days=1) if binding.opening else self.cut_off


def days_of(submission: Submission) -> Days:
    """The days of a report."""
    asked = submission.round
    return Days(asked.first, asked.last, asked.cut_off)


def sourced(submission: Submission, *, fresh: bool = False) -> Mapping[str, Sourced]:
    """What the registers say of the cells of a report, and of others what the unit said elsewhere. Of a unit with very
    many below it the figures may be some minutes old, unless they have to be `fresh`."""
    cells = form_version(submission.form_id).cells
    if not submission.consolidates:
        found = told_elsewhere(submission, cells)
        others = {cell: Sourced(one.figure, Source.REPORT, 1, "", pk) for cell, (one, pk) in found.items()}
        return {**others, **_by_registers(submission, cells, fresh=fresh)}
    return _by_registers(submission, cells, fresh=fresh)


def _by_registers(submission: Submission, cells: Sequence[str], *, fresh: bool) -> Mapping[str, Sourced]:
    days = days_of(submission)
    width = len(ids_below(submission.unit_id, days.cut_off))
    if width <= WIDE:
        return sourced_for(cells, submission.unit_id, days)
    lasting, version = (LONGER, 0) if width > VERY_WIDE else (SECONDS, structure_version())
    key = f"reports.sourced:{submission.unit_id}:{submission.form_id}:{days.first}:{days.last}:{days.cut_off}:{version}"
    kept: Mapping[str, Sourced] | None = None if fresh else cache.get(key)
    if kept is None:
        kept = sourced_for(cells, submission.unit_id, days)
        cache.set(key, kept, lasting)
    return kept


def count_widest() -> None:
    """Count what the registers say of units with so very many below them, for the rounds that are open: nobody has to
    wait for it then."""
    open_ones = Submission._base_manager.filter(round__locked_at=None, consolidates=True).select_related("round")
    for submission in open_ones.order_by("pk").iterator():
        if len(ids_below(submission.unit_id, days_of(submission).cut_off)) > VERY_WIDE:
            sourced(submission, fresh=True)


def sourced_for(cells: Iterable[str], unit_id: int, days: Days) -> dict[str, Sourced]:
    """What the registers say of cells for a unit and all below it. Cells of which nothing is kept are left out."""
    bound = [bindings()[cell] for cell in cells if cell in bindings()]
    asked = defaultdict[tuple[Any, ...], list[Binding]](list)
    for binding in bound:
        asked[_question(binding, days)].append(binding)
    found: dict[str, Sourced] = {}
    with one_moment():
        for (tallies, *when), of_one in asked.items():
            told: Mapping[str, Tally] = tallies([one.code for one in of_one], unit_id, *when, LINE)
            found |= {one.cell: _sourced(one, told[one.code]) for one in of_one if one.code in told}
    return found


def _sourced(binding: Binding, told: Tally) -> Sourced:
    return Sourced(Figure(Decimal(told.figure)), binding.source, told.rows, binding.code)


def _question(binding: Binding, days: Days) -> tuple[Any, ...]:
    """What to ask a module: by which function, on which day or over which days. One question serves many cells."""
    measured = measured_by(binding.code)
    if isinstance(measured, Flow):
        return measured.tallies, days.first, days.until
    return measured.tallies, days.stock_day(binding)


def measured_by(code: str) -> Measure | Flow:
    """The measure or the flow of a code. Raises KeyError where there is none."""
    return measures()[code] if code in measures() else flows()[code]


def taken_from_registers(cell: str) -> bool:
    """Whether a consolidated report says what the register does, and not the sum of the reports below: moves between
    these are none of the unit's, and who was there at the opening is not who reports at the end."""
    element = catalogue().element(cell)
    return element.over_units == NETTED or element.over_time == FIRST


def for_manifest(told: Mapping[str, Sourced], cells: Iterable[str]) -> dict[str, list[Any]]:
    """What the registers say of some cells as plain values, to be kept with a report."""
    plain = {cell: told[cell] for cell in cells if cell in told}
    return {cell: [str(one.figure.value), int(one.source), one.count, one.code] for cell, one in plain.items()}


def register_in(manifest: Mapping[str, Any]) -> dict[str, Sourced]:
    """What the registers said as a report was handed in, from its manifest."""
    return {
        cell: Sourced(Figure(Decimal(number)), Source(source), count, code)
        for cell, (number, source, count, code) in manifest.get("registers", {}).items()
    }


@dataclass(frozen=True)
class Evidence:
    """The rows behind a figure as the scope shows them; `describe` tells one of them in words, `quantity` names what is
    added up, where it is not the rows themselves. Who does not hold `permission` is shown none: `closed`."""

    sourced: Sourced
    title: str
    uom: str
    rows: QuerySet | Sequence[Any]
    describe: Callable[[Any], Hit] | None
    quantity: str
    closed: bool

    @property
    def hidden(self) -> int:
        """How many rows count that the scope does not show."""
        shown = self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)
        return max(self.sourced.count - shown, 0)


def evidence_of(submission: Submission, cell: str) -> Evidence | None:
    """What stands behind the figure that the registers give for a cell; None where they give none."""
    told = sourced(submission).get(cell) if cell in bindings() else None
    if told is None or told.report:
        return None
    unit = Unit._base_manager.get(pk=submission.unit_id)
    return evidence_for(told, unit, bindings()[cell], days_of(submission))


def evidence_for(told: Sourced, unit: Unit, binding: Binding, days: Days) -> Evidence:
    """The same for a unit and days."""
    measured = measured_by(binding.code)
    closed = bool(measured.permission) and not current_actor().may(measured.permission)
    return Evidence(
        told, measured.title, measured.uom, [] if closed else _rows(measured, unit, binding, days),
        measured.describe, measured.quantity, closed,
    )  # fmt: skip


def _rows(measured: Measure | Flow, unit: Unit, binding: Binding, days: Days) -> QuerySet | Sequence[Any]:
    with one_moment():
        if isinstance(measured, Flow):
            rows = measured.evidence(unit, days.first, days.until, tree=LINE)
        else:
            rows = measured.evidence(unit, days.stock_day(binding), tree=LINE)
    return rows if isinstance(rows, QuerySet) else list(rows)
