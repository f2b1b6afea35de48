"""What a report says: its own figures, what is below it, and what follows from both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum as TotalOf

from ..models import Revision, Submission
from ..rules.adding import completed
from ..rules.catalogue import STOCK, catalogue, plain_cell
from ..rules.checking import Finding, check
from ..rules.figures import NOT_APPLICABLE, Figure
from ..rules.forms import Form, Row
from ..rules.packs import Entry, figures_in, unpack, written
from ..rules.states import COUNTED, PREFILLED, Source
from .forms import form_version
from .rollup import Sum, sums
from .sources import Sourced, register_in, sourced, taken_from_registers


@dataclass(frozen=True, eq=False)
class Report:
    """A report as it stands. `own` is what the unit wrote, `below` what those below it reported, `adjusted` what was
    added to that; `entries` is what the report says of each cell of its form. `sourced` is what the registers say now:
    cells that nobody wrote are filled with it, until the report is handed in; from then on they are as they were."""

    form: Form
    own: Mapping[str, Entry]
    below: Mapping[str, Figure]
    adjusted: Mapping[str, Decimal]
    entries: Mapping[str, Entry]
    reported: int = 0
    expected: int = 0
    sourced: Mapping[str, Sourced] = field(default_factory=dict)
    consolidates: bool = False

    @property
    def differing(self) -> dict[str, Sourced]:
        """Cells of which the report says something else than the registers do now, with what these say."""
        told = {cell: self.entries.get(cell, Entry()).figure for cell in self.sourced}
        return {cell: one for cell, one in self.sourced.items() if not told[cell].missing and told[cell] != one.figure}

    @property
    def overridden(self) -> dict[str, Sourced]:
        """Those of them that the unit itself wrote otherwise. What a consolidated report adds overrides nothing."""
        return {cell: one for cell, one in self.differing.items() if cell in self.own and not self.consolidates}

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by cell."""
        return figures_in(self.entries)

    @property
    def missing(self) -> list[str]:
        """Cells of which nobody has said anything yet."""
        return [cell for cell in self.form.cells if self.entries.get(cell, Entry()).figure.missing]


def report_of(submission: Submission, gathered: Sum | None = None, told: Mapping[str, Sourced] | None = None) -> Report:
    """A report as it stands now. For a consolidated one `gathered` may say what was reported below, the unit's own part
    left out, and `told` what the registers say; else it is what is there at the moment."""
    form = form_version(submission.form_id)
    told = sourced(submission) if told is None else told
    kept = unpack(form.cells, submission.values, submission.marks)
    own = written(kept)
    absent = Entry(Figure(state=NOT_APPLICABLE), Source.COMPUTED)
    ended = {cell: absent for cell in form.cells if form.known.closed(cell, submission.round.first)}
    if submission.consolidates:
        found = _consolidated(submission, form, ended | own, gathered or _below(submission), told)
        return replace(found, sourced=told, consolidates=True)
    handed_in = submission.state in COUNTED
    frozen = {cell: entry for cell, entry in kept.items() if entry.source in PREFILLED}
    of_units_below = {
        row.cell: absent for row in form.rows if row.upper and submission.grassroots and not plain_cell(row.cell)[0]
    }
    entries = {**of_units_below, **(frozen if handed_in else _entries(told)), **ended, **own}
    return Report(form, own, {}, {}, _completed(form, entries, submission.employer_kind), sourced=told)


def _entries(told: Mapping[str, Sourced]) -> dict[str, Entry]:
    return {cell: Entry(one.figure, one.source) for cell, one in told.items()}


def asked_rows(submission: Submission) -> list[Row]:
    """The lines of its form that a report is asked for: without kinds of employers that have ended or that the unit is
    not, and without what tells of units below where there are none."""
    form = form_version(submission.form_id)
    return [
        row
        for row in form.rows
        if not _closed(row, form, submission) and not (submission.employer_kind and plain_cell(row.cell)[0])
    ]


def _closed(row: Row, form: Form, submission: Submission) -> bool:
    return (row.upper and submission.grassroots) or form.known.closed(row.cell, submission.round.first)


def _completed(form: Form, entries: Mapping[str, Entry], employer: str = "") -> dict[str, Entry]:
    found = completed(figures_in(entries), form, employer)
    return {**entries, **{cell: Entry(figure, Source.COMPUTED) for cell, figure in found.items()}}


def _below(submission: Submission) -> Sum:
    """What is reported below a unit at the moment, with its adjustments, without its own part."""
    found = sums(submission.round).of(submission.unit_id)
    if submission.state not in COUNTED:
        return found
    mine = found.adding.of_report(form_version(submission.form_id).cells, submission.values, submission.marks)
    return replace(found, added=found.added - mine)


def _consolidated(
    submission: Submission, form: Form, own: Mapping[str, Entry], gathered: Sum, registers: Mapping[str, Sourced]
) -> Report:
    adding = gathered.adding
    told = adding.figures(gathered.added + adding.of_report(form.cells, submission.values, submission.marks))
    adjusted = _adjusted(submission)
    entries = dict(own)
    for cell in form.cells:
        if cell in told and (cell not in own or gathered.added[:, adding.at[cell]].any()):
            entries[cell] = Entry(told[cell], Source.BELOW)
    frozen = _frozen(submission, registers)
    agreeing = _stocks_agree(told, frozen)
    for cell, entry in _entries(frozen).items():
        written_here = own.get(cell, Entry()).figure.value is not None or cell in adjusted
        if not written_here and (cell not in told or (agreeing and taken_from_registers(cell))):
            entries[cell] = entry
    below = adding.figures(gathered.added - sum((adding.of_adjustment(*one) for one in adjusted.items()), 0.0))
    return Report(form, own, below, adjusted, _completed(form, entries), gathered.reported, gathered.expected)


def _stocks_agree(told: Mapping[str, Figure], registers: Mapping[str, Sourced]) -> bool:
    """Whether the reports below and the registers tell the same stocks. Only then moves between units may be taken from
    the registers, which leave out those inside: else one balance would mix two truths, as with units that have not
    handed in, or that ended in the period and report nothing."""
    stocks = [cell for cell in registers if cell in told and catalogue().element(cell).nature == STOCK]
    return all(told[cell] == registers[cell].figure for cell in stocks)


def _frozen(submission: Submission, told: Mapping[str, Sourced]) -> Mapping[str, Sourced]:
    """What the registers said as a consolidated report was handed in; as long as it is not, what they say."""
    if submission.state not in COUNTED:
        return told
    return register_in(Revision._base_manager.get(submission=submission, no=submission.revision).manifest)


def _adjusted(submission: Submission) -> dict[str, Decimal]:
    """The adjustments of a report in force, added up by cell."""
    rows = submission.adjustments.filter(voided_at=None).values("cell").annotate(total=TotalOf("delta"))
    return {row["cell"]: row["total"] for row in rows.order_by() if row["total"]}


def before(submission: Submission) -> Submission | None:
    """The report of the same unit on the same form for the period that ended the day before this one began."""
    asked = submission.round
    rows = Submission._base_manager.filter(
        unit_id=submission.unit_id, round__code=asked.code, round__last=asked.first - timedelta(days=1)
    )
    return rows.select_related("round").order_by("-round_id").first()


def handed_in(submission: Submission | None) -> dict[str, Figure]:
    """The figures of a report as it was handed in last; none where it never was."""
    if submission is None or not submission.revision:
        return {}
    last = Revision._base_manager.get(submission=submission, no=submission.revision)
    return figures_in(unpack(form_version(last.form_id).cells, last.values, last.marks))


def findings(submission: Submission, report: Report, earlier: Mapping[str, Figure]) -> Sequence[Finding]:
    """What the rules of its form say of a report; `earlier` are the figures of the period before."""
    return check(report.form, submission.round.first, report.figures, earlier)
