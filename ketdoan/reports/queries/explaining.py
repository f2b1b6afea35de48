"""Why the figures of a report do not agree: its likely causes, from all that is known beside it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from ketdoan.core.rules import one_reading
from ketdoan.members.queries.moving import brought
from ketdoan.units.models import Unit
from ketdoan.units.queries.crossing import Area
from ketdoan.units.queries.shape import ids_below, one_moment

from ..models import Revision, Submission
from ..models.submissions import NoteKind
from ..rules.context import Context, Move, Numbers, Part, likely_days
from ..rules.explaining import Explanation, explain
from ..rules.figures import Figure
from ..rules.packs import unpack
from ..rules.states import COUNTED, PREFILLED, Source
from .forms import adding_of, form_version
from .listing import directly_below
from .reading import Report, before, handed_in, report_of
from .rollup import sums
from .sources import WIDE, Days, days_of, register_in, sourced_for

#: Of so many units that moved, those with most members, the figures are looked up; and of so many that have not handed
#: in what the registers say of them.
MOST_MOVED, MOST_LACKING = 8, 5


def explained(submission: Submission) -> tuple[list[Explanation], Context]:
    """The likely causes of what does not agree in a report, and what is known beside it."""
    report = report_of(submission)
    with one_moment(), one_reading():
        context = context_of(submission, report)
    periods = [report.figures, handed_in(before(submission))]
    return explain(report.form, submission.round.first, periods, context), context


def context_of(submission: Submission, report: Report) -> Context:
    """What is known beside a report as it stands."""
    days, told = days_of(submission), dict(_sourced(report))
    for cell in _answered_for(submission):
        told.pop(cell, None)
    computed = frozenset(cell for cell, entry in report.entries.items() if entry.source == Source.COMPUTED)
    return Context(
        days.cut_off,
        {cell: number for cell, number in told.items() if cell not in computed},
        _as_handed_in(submission),
        _other_days(submission, report, days),
        _parts(submission, report) if submission.consolidates else (),
        _moves(submission, report, days),
        computed,
    )


def _sourced(report: Report) -> Numbers:
    return {cell: one.figure.exact for cell, one in report.sourced.items() if one.figure.exact is not None}


def _answered_for(submission: Submission) -> set[str]:
    """Cells of which the unit has said why they are as they are."""
    notes = submission.notes.filter(kind=NoteKind.EXPLAINED).exclude(cell="")
    return set(notes.values_list("cell", flat=True))


def _as_handed_in(submission: Submission) -> Numbers:
    """What the registers said as the report was handed in last, as far as it was kept."""
    if not submission.revision:
        return {}
    last = Revision.objects.get(submission=submission, no=submission.revision)
    told = {cell: one.figure for cell, one in register_in(last.manifest).items()}
    entries = unpack(form_version(last.form_id).cells, last.values, last.marks)
    told |= {cell: entry.figure for cell, entry in entries.items() if entry.source in PREFILLED}
    return _numbers(told)


def _other_days(submission: Submission, report: Report, days: Days) -> Mapping[date, Numbers]:
    """What the registers say of other days to which a report may have been counted; not of units with very many."""
    if len(ids_below(submission.unit_id, days.cut_off)) > WIDE:
        return {}
    today = timezone.localdate()
    reported = timezone.localdate(submission.submitted_at) if submission.submitted_at else today
    found = {}
    for day in likely_days(days.cut_off, reported):
        if days.first <= day <= today:
            told = sourced_for(report.form.cells, submission.unit_id, Days(days.first, day, day))
            found[day] = _numbers({cell: one.figure for cell, one in told.items()})
    return found


def _numbers(figures: Mapping[str, Figure]) -> Numbers:
    return {cell: figure.exact for cell, figure in figures.items() if figure.exact is not None}


def _parts(submission: Submission, report: Report) -> list[Part]:
    """The units right below, and what the unit itself adds to them. Cells that are not added up are left out."""
    added = {cell for cell, entry in report.entries.items() if entry.source == Source.BELOW}
    below = directly_below(submission)
    lacking = [one for one in below if not _reported(one)]
    last = _last_reports(submission, [one.unit_id for one in lacking])
    known = {one.unit_id: _by_registers(one) for one in lacking[:MOST_LACKING] if not one.consolidates}
    own = _numbers({cell: entry.figure for cell, entry in report.own.items()})
    found = [
        *(_part(one, known.get(one.unit_id, {}), last.get(one.unit_id, {})) for one in below),
        Part("", "Phần của chính đơn vị", own),
        Part("", "Điều chỉnh", report.adjusted),
    ]  # fmt: skip
    return [replace(part, figures={cell: n for cell, n in part.figures.items() if cell in added}) for part in found]


def _part(below: Submission, known: Numbers, last: Numbers) -> Part:
    return Part(below.unit.code, below.unit.short_name, {**known, **_added(below)}, _reported(below), last)


def _by_registers(below: Submission) -> Numbers:
    told = sourced_for(form_version(below.form_id).cells, below.unit_id, days_of(below))
    return _numbers({cell: one.figure for cell, one in told.items()})


def _reported(below: Submission) -> bool:
    return below.state in COUNTED if not below.consolidates else sums(below.round).of(below.unit_id).reported > 0


def _added(below: Submission) -> Numbers:
    """What a unit adds to the one above it, or would, had it handed in what it has written."""
    if below.consolidates:
        return _numbers(sums(below.round).of(below.unit_id).figures)
    return _by_itself(below)


def _by_itself(below: Submission) -> Numbers:
    adding, cells = adding_of(below.round), form_version(below.form_id).cells
    return _numbers(adding.figures(adding.of_report(cells, below.values, below.marks, below.employer_kind)))


def _last_reports(submission: Submission, units: list[int]) -> dict[int, Numbers]:
    """By unit the figures of the period before."""
    asked = submission.round
    rows = Submission._base_manager.filter(
        unit__in=units, round__code=asked.code, round__last=asked.first - timedelta(days=1), state__in=COUNTED
    )
    return {one.unit_id: _by_itself(one) for one in rows.select_related("round") if not one.consolidates}


def _moves(submission: Submission, report: Report, days: Days) -> list[Move]:
    """The units that came or went as they are, those with most members first."""
    told: defaultdict[tuple[int, date], int] = defaultdict(int)
    for one in brought(Area(submission.unit_id, days.first, days.until)):
        told[one.unit, one.on] += one.number
    largest = sorted(told.items(), key=lambda row: -abs(row[1]))[:MOST_MOVED]
    units = Unit._base_manager.in_bulk([unit for (unit, _), _ in largest])
    return list(_looked_up(report, days, [(units[unit], on, number) for (unit, on), number in largest if number]))


def _looked_up(report: Report, days: Days, told: list[tuple[Unit, date, int]]) -> Iterator[Move]:
    for unit, on, number in told:
        figures = sourced_for(report.form.cells, unit.pk, days)
        numbers = _numbers({cell: one.figure for cell, one in figures.items()})
        yield Move(unit.code, unit.short_name, on, number, numbers)
