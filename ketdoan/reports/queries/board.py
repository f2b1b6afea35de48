"""The board of a round for one unit: how many have reported, what the figures are, what they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F

from ..models import Revision, Round, Submission
from ..rules.catalogue import RATIO
from ..rules.figures import Figure
from ..rules.packs import Entry, unpack
from .forms import form_version
from .reading import Report

#: So many figures stand on the board, and so many earlier periods beside them.
KEYS, PERIODS = 10, 8


@dataclass(frozen=True)
class Shown:
    """One figure of the board: as it is, as it was, and its course over the periods before, the oldest first."""

    cell: str
    label: str
    uom: str
    now: Figure
    before: Figure
    course: Sequence[tuple[str, Figure]]
    sums: bool


def key_figures(mine: Submission, report: Report) -> list[Shown]:
    """The figures that head the board: lines that are no parts of others, the first of each section first."""
    courses = _courses(mine)
    known = report.form.known
    rows = [
        row
        for row in report.form.rows
        if not row.part_of and "|" not in row.cell and known.element(row.cell).nature != RATIO
    ]
    chosen = [row for row in rows if row.key] or rows
    found = []
    for row in chosen[:KEYS]:
        element = known.element(row.cell)
        course = [(title, figures.get(row.cell, Entry()).figure) for title, figures in courses]
        before = course[-1][1] if course else Figure()
        now = report.entries.get(row.cell, Entry()).figure
        found.append(Shown(row.cell, row.label, element.uom, now, before, course, mine.consolidates))
    return found


def _courses(mine: Submission) -> list[tuple[str, dict[str, Entry]]]:
    """What the unit handed in for the periods before, the oldest first, with the names of the periods."""
    earlier = Submission.objects.filter(
        unit=mine.unit_id, round__code=mine.round.code, round__last__lt=mine.round.first, revision__gt=0
    )
    rows = Revision.objects.filter(submission__in=earlier, no=F("submission__revision")).select_related(
        "submission__round"
    )
    found = sorted(rows, key=lambda row: row.submission.round.last)[-PERIODS:]
    return [
        (row.submission.round.period_title, unpack(form_version(row.form_id).cells, row.values, row.marks))
        for row in found
    ]


def round_before(asked: Round) -> Round | None:
    """The round of the same form and unit that ended the day before this one began."""
    rows = Round._base_manager.filter(code=asked.code, unit=asked.unit_id, last=asked.first - timedelta(days=1))
    return rows.order_by("-pk").first()
