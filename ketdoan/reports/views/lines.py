"""A report as it is drawn: its sections and lines, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ketdoan.core.viet import format_number

from ..models import Submission
from ..models.submissions import Note, NoteKind
from ..queries.reading import Report, asked_rows
from ..rules.catalogue import RATIO
from ..rules.checking import FAIL, WARN, Finding
from ..rules.figures import Figure
from ..rules.forms import BLOCK, EXPLAIN, Form, Row
from ..rules.packs import Entry
from ..rules.repairs import CAUSES, COPIED, MOVED_WHOLE, ONE_CELL, SHIFTED, SWAPPED, Repair
from ..rules.states import Source
from ..rules.writing import figure_text

#: How a likely cause is named; in the order of CAUSES.
CAUSE_WORDS = {
    SWAPPED: "đảo chữ số",
    SHIFTED: "lệch dấu thập phân",
    COPIED: "chép số kỳ trước",
    MOVED_WHOLE: "đơn vị đi, về nguyên tổ chức",
    ONE_CELL: "sai một ô",
}
assert set(CAUSE_WORDS) == set(CAUSES)
SEVERITY_WORDS = {BLOCK: "Phải sửa", EXPLAIN: "Cần giải trình", "hint": "Nên xem lại"}
#: Who tells a figure that the unit need not write.
REGISTERS = {Source.REGISTER: "Danh sách", Source.ACTIVITIES: "Sổ công tác", Source.REPORT: "Báo cáo khác"}
TONES = {BLOCK: "red", EXPLAIN: "yellow", "hint": "grey"}


@dataclass(frozen=True)
class Line:
    """One line of a report. `text` is what the unit wrote, `shown` what the report says; `below` and `adjusted` of a
    consolidated one what it is made of; `register` is what the registers say, or another report, as `register_of` names
    it, with rows to be shown if `evidence`; `overridden` says that the unit wrote something else."""

    no: str
    cell: str
    label: str
    uom: str
    part: bool
    text: str
    shown: str
    source: str
    computed: bool
    before: str
    below: str
    adjusted: str
    adds: bool
    register: str
    register_of: str
    evidence: bool
    overridden: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A section of a report."""

    title: str
    lines: list[Line]


def parts_of(submission: Submission, report: Report, earlier: Mapping[str, Figure]) -> list[Part]:
    """The sections of a report. Lines that do not concern the unit in this period at all are left out."""
    remarks, asked = _remarks(submission), set(asked_rows(submission))
    return [
        Part(section.title, lines)
        for section in report.form.sections
        if (lines := [_line(row, submission, report, earlier, remarks) for row in section.rows if row in asked])
    ]


def _remarks(submission: Submission) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in Note.objects.filter(submission=submission, kind=NoteKind.RETURNED, settled_at=None):
        found.setdefault(note.cell, []).append(note.text)
    return found


def _line(
    row: Row, submission: Submission, report: Report, earlier: Mapping[str, Figure], remarks: Mapping[str, list[str]]
) -> Line:
    element = report.form.known.element(row.cell)
    entry = report.entries.get(row.cell, Entry())
    own = report.own.get(row.cell, Entry())
    delta = report.adjusted.get(row.cell)
    return Line(
        no=row.no,
        cell=row.cell,
        label=row.label,
        uom=element.uom,
        part=row.indented,
        text=figure_text(own.figure),
        shown=figure_text(entry.figure),
        source=source_words(entry),
        computed=element.nature == RATIO and bool(element.numerator),
        before=figure_text(earlier.get(row.cell, Figure())),
        below=figure_text(report.below.get(row.cell, Figure())),
        adjusted=("+" if delta > 0 else "") + format_number(delta.normalize() if delta % 1 else int(delta))
        if delta
        else "",
        adds=submission.consolidates and element.over_units != "none" and element.nature != RATIO,
        register=figure_text(told.figure) if (told := report.sourced.get(row.cell)) else "",
        register_of=REGISTERS[told.source] if told else "",
        evidence=told is not None and told.count > 0,
        overridden=row.cell in report.overridden,
        remarks=tuple(remarks.get(row.cell, ())),
    )


def source_words(entry: Entry) -> str:
    """Where a figure comes from, in words; nothing for what the unit wrote itself."""
    source = Source(entry.source)
    return "" if source in (Source.NONE, Source.TYPED, Source.ZERO) or entry.figure.missing else str(source.label)


@dataclass(frozen=True)
class Problem:
    """A rule that the figures break, in words."""

    rule: str
    words: str
    severity: str
    tone: str
    must: bool
    explain: bool
    cells: tuple[str, ...]
    sides: str
    repairs: tuple[tuple[str, str], ...]


def problems_of(form: Form, told: Iterable[Finding]) -> list[Problem]:
    """The broken rules, those that must hold first."""
    numbers = {row.cell: row.no for row in form.rows}
    labels = {row.cell: row.label for row in form.rows}
    found = [_problem(one, numbers, labels) for one in told if one.verdict in (FAIL, WARN)]
    return sorted(found, key=lambda one: (not one.must, not one.explain))


def _problem(one: Finding, numbers: Mapping[str, str], labels: Mapping[str, str]) -> Problem:
    cells = tuple(cell.key for cell in one.rule.check.cells if not cell.periods and cell.key in numbers)
    sides = ""
    if one.found is not None and one.expected is not None:
        sides = f"{_number(one.found)} so với {_number(one.expected)}"
    repairs = tuple((repair.cell, _repair_words(repair, numbers, labels)) for repair in one.repairs[:4])
    severity = one.rule.severity
    return Problem(
        one.rule.code, one.rule.words, SEVERITY_WORDS[severity], TONES[severity],
        severity == BLOCK, severity == EXPLAIN, cells, sides, repairs,
    )  # fmt: skip


def _repair_words(repair: Repair, numbers: Mapping[str, str], labels: Mapping[str, str]) -> str:
    cause = CAUSE_WORDS[repair.cause]
    if repair.cell not in numbers:
        way = "đến" if repair.to > 0 else "đi"
        return f"{_figure(abs(repair.to))} người {way} theo tổ chức ({cause})"
    was = _figure(repair.found) if repair.found is not None else "trống"
    return f"Dòng {numbers[repair.cell]} “{labels[repair.cell]}”: {was} → {_figure(repair.to)} ({cause})"


def _figure(value: object) -> str:
    return figure_text(Figure(value))  # type: ignore[arg-type]


def _number(value: float) -> str:
    return format_number(int(value)) if value == int(value) else f"{value:.2f}".replace(".", ",")
