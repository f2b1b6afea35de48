"""What a unit has already said in other reports on the same days: a figure is written once, whatever the forms."""

from collections.abc import Collection

from ..models import Revision, Submission
from ..rules.packs import Entry, unpack
from ..rules.states import COUNTED, Source
from .forms import form_version

#: Figures that the unit gave itself; what registers tell or what follows from others is told anew.
GIVEN = (Source.TYPED, Source.EMPLOYER, Source.BEFORE, Source.FILE, Source.ZERO)


def told_elsewhere(submission: Submission, cells: Collection[str]) -> dict[str, tuple[Entry, int]]:
    """Cells of which other reports of the unit on the same days say something, each with the id of that report: of
    those handed in, the last that says it."""
    asked = submission.round
    others = Submission._base_manager.filter(
        unit=submission.unit_id, round__first=asked.first, round__last=asked.last, consolidates=False,
        state__in=COUNTED,
    ).exclude(pk=submission.pk)  # fmt: skip
    last = dict(others.order_by("submitted_at", "pk").values_list("pk", "revision"))
    revisions = {row.submission_id: row for row in Revision._base_manager.filter(submission__in=last)
                 if row.no == last[row.submission_id]}  # fmt: skip
    wanted, found = set(cells), dict[str, tuple[Entry, int]]()
    for pk in last:
        held = revisions[pk]
        entries = unpack(form_version(held.form_id).cells, held.values, held.marks)
        found |= {cell: (one, pk) for cell, one in entries.items() if cell in wanted and one.source in GIVEN}
    return found
