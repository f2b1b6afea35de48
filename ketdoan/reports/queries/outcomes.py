"""What reports tell of targets.

Reports that have been handed in tell what they said then. Of a unit that puts together others, what is below it counts
before that unit has handed in itself: of what adds up over time as it comes in, of anything else once all below have
reported, since a stock of half the units is none. A report that nobody handed in tells nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Q

from ..models import Revision, Submission, Target
from ..rules.catalogue import OWN, RATIO, Element
from ..rules.course import BESIDE, Days, belongs, chosen, share, total
from ..rules.figures import Figure
from ..rules.measures import PERCENT
from ..rules.packs import figures_in, unpack
from ..rules.states import COUNTED, State
from .forms import element_of, form_version
from .rollup import Sums, sums
from .sources import taken_from_registers

YEARS_BACK = 2


@dataclass(frozen=True)
class Parts:
    """What a target counts: a cell, or for a share also the cell below the line."""

    over: str
    under: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Both, where there are two."""
        return (self.over, self.under) if self.under else (self.over,)


def parts_of(target: Target) -> Parts | None:
    """What a target counts; None for a share of which nobody said of what."""
    element = element_of(target.cell)
    if element.nature == RATIO and element.numerator:
        _, bar, part = target.cell.partition("|")
        return Parts(f"{element.numerator}{bar}{part}", f"{element.denominator}{bar}{part}")
    if target.uom != PERCENT or element.uom == PERCENT:
        return Parts(target.cell)
    return Parts(target.cell, target.among) if target.among else None


def _cells_of(target: Target) -> set[str]:
    parts = parts_of(target)
    return {target.cell, *(parts.cells if parts else ())}


def days_of_target(target: Target) -> Days:
    """The days of a target."""
    return target.first, target.last


@dataclass(frozen=True)
class Outcome:
    """What came of a target, from which reports, up to which day; `unfinished` where one of them still changes: so many
    units below have `reported` of those `expected`. `told_days` is of how many of its days they tell."""

    figure: Figure
    reports: Sequence[Submission] = ()
    until: date | None = None
    unfinished: bool = False
    reported: int = 0
    expected: int = 0
    told_days: int = 0


class Reports:
    """The reports that may tell of some targets, read together."""

    def __init__(self, targets: Iterable[Target], day: date) -> None:
        self._targets, self._day = list(targets), day
        self._figures: dict[int, Told] = {}
        self._elements: dict[str, Element] = {}
        self._sums: dict[int, Sums] = {}
        self._cells = {cell for target in self._targets for cell in _cells_of(target)}

    def outcome(self, target: Target) -> Outcome:
        """What came of a target so far."""
        parts = parts_of(target)
        if parts is None:
            return Outcome(Figure())
        days = days_of_target(target)
        found = [self.measured(target.unit_id, cell, days, parts.cells) for cell in parts.cells]
        if not all(figure.value is not None for figure, _ in found):
            if parts.under and element_of(target.cell).nature == RATIO:
                figure, used = self.measured(target.unit_id, target.cell, days, (target.cell,))
                return self._outcome(target, figure, used)
            return Outcome(Figure())
        figure = share(found[0][0], found[1][0]) if parts.under else found[0][0]
        used = sorted({r.pk: r for _, reports in found for r in reports}.values(), key=lambda r: r.round.last)
        return self._outcome(target, figure, used)

    def latest(self, unit_id: int, cell: str, day: date) -> Decimal | None:
        """The last number that a unit reported of a cell up to a day."""
        for report in reversed(self._of(unit_id)):
            value = self._told(report, cell).value if report.round.last <= day and self._whole(report) else None
            if value is not None:
                return value
        return None

    def before(self, unit_id: int, cell: str, days: Days) -> Decimal | None:
        """A stock as it was before some days."""
        rows = [r for r in self._telling(unit_id, (cell,)) if r.round.last < days[0] and self._whole(r)]
        return self._told(rows[-1], cell).exact if rows else None

    def measured(
        self,
        unit_id: int,
        cell: str,
        days: Days,
        together: Sequence[str],
        until: date = date.max,
        *,
        whole: bool = False,
    ) -> tuple[Figure, list[Submission]]:
        """What reports of some days (up to one of them) tell of a cell, of those alone that tell of all that stand
        `together`; with `whole` only of what all below have told."""
        over_time = self.element(cell).over_time
        rows = [
            report
            for report in self._telling(unit_id, together)
            if belongs(_days(report), days)
            and report.round.last <= until
            and (self._whole(report) or (over_time == "sum" and not whole))
        ]
        used = [rows[at] for at in chosen([_days(report) for report in rows], over_time)]
        return total([self._told(report, cell) for report in used]), used

    def _outcome(self, target: Target, figure: Figure, used: Sequence[Submission]) -> Outcome:
        until = max((self.until(report) for report in used), default=None)
        open_ones = [self._figures[report.pk] for report in used if report.state not in COUNTED]
        told = open_ones[-1] if open_ones else NOTHING
        parts = parts_of(target)
        days = self.told_days(target, used, self.element(parts.over).over_time if parts else "")
        return Outcome(figure, used, until, bool(open_ones), told.reported, told.expected, days)

    def told_days(self, target: Target, used: Sequence[Submission], over_time: str) -> int:
        """Of how many of a target's days some reports tell: of what adds up over time, those of the reports; else those
        up to the last one."""
        if not used:
            return 0
        until = max(self.until(report) for report in used)
        told = (until - target.first).days + 1
        if over_time == "sum":
            told = sum((self.until(report) - report.round.first).days + 1 for report in used)
        return min(max(told, 0), (target.last - target.first).days + 1)

    def until(self, report: Submission) -> date:
        """Up to which day a report tells: of one that is not handed in yet, no later than today."""
        last: date = report.round.last
        return last if report.state in COUNTED else min(last, self._day)

    # Reading

    def element(self, cell: str) -> Element:
        """The element of a cell."""
        if cell not in self._elements:
            self._elements[cell] = element_of(cell)
        return self._elements[cell]

    def _of(self, unit_id: int) -> list[Submission]:
        return self._by_unit.get(unit_id, [])

    @cached_property
    def _by_unit(self) -> dict[int, list[Submission]]:
        """The reports of the units that tell something, those handed in after the others, in the order of days."""
        if not self._targets:
            return {}
        units = {target.unit_id for target in self._targets}
        first = year_before(min(target.first for target in self._targets), YEARS_BACK)
        last = max(target.last for target in self._targets) + BESIDE
        telling = Q(state__in=COUNTED, revision__gt=0) | Q(consolidates=True) & ~Q(state=State.EXEMPT)
        rows = Submission._base_manager.filter(
            telling, unit__in=units, round__last__gte=first, round__first__lte=min(last, self._day)
        )  # fmt: skip
        found = defaultdict(list)
        for report in rows.select_related("round").order_by("round__last", "revision", "pk"):
            if not self._cells.isdisjoint(form_version(report.form_id).cells):
                found[report.unit_id].append(report)
        return found

    def _telling(self, unit_id: int, cells: Sequence[str]) -> list[Submission]:
        """The reports of a unit in which there is a number for all of some cells."""
        asked = [r for r in self._of(unit_id) if set(cells) <= set(form_version(r.form_id).cells)]
        return [r for r in asked if all(self._told(r, cell).value is not None for cell in cells)]

    def _told(self, report: Submission, cell: str) -> Figure:
        return self._read(report).figures.get(cell, Figure())

    def _whole(self, report: Submission) -> bool:
        """Whether a report was handed in, or all below have told what it puts together."""
        if report.state in COUNTED:
            return True
        told = self._read(report)
        return 0 < told.expected <= told.reported

    def _moves(self, cell: str) -> bool:
        return not cell.startswith(OWN) and taken_from_registers(cell)

    def _read(self, report: Submission) -> "Told":
        if report.pk not in self._figures:
            handed_in = report.state in COUNTED
            self._figures[report.pk] = self._handed_in[report.pk] if handed_in else self._put_together(report)
        return self._figures[report.pk]

    @cached_property
    def _handed_in(self) -> dict[int, "Told"]:
        """What each report said as it was handed in last."""
        counted = [report.pk for rows in self._by_unit.values() for report in rows if report.state in COUNTED]
        last = Revision._base_manager.filter(submission__in=counted, no=F("submission__revision"))
        return {one.submission_id: Told(_figures_in(one)) for one in last}

    def _put_together(self, report: Submission) -> "Told":
        """What the reports below a unit say at the moment. Moves between these are none of the unit's: what became of
        them is told when it hands in."""
        asked = report.round_id
        if asked not in self._sums:
            self._sums[asked] = sums(report.round)
        found = self._sums[asked].of(report.unit_id)
        figures = {cell: one for cell, one in found.figures.items() if cell in self._cells and not self._moves(cell)}
        return Told(figures, found.reported, found.expected)


@dataclass(frozen=True)
class Told:
    """The figures of a report; of one that is being put together, how many units below have told, of how many."""

    figures: Mapping[str, Figure]
    reported: int = 0
    expected: int = 0


NOTHING = Told({})


def _figures_in(told: Revision) -> Mapping[str, Figure]:
    return figures_in(unpack(form_version(told.form_id).cells, told.values, told.marks))


def _days(report: Submission) -> Days:
    return report.round.first, report.round.last


def year_before(day: date, years: int = 1) -> date:
    """The same day of an earlier year; of 29 February the one before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
