"""The figures of all reports of a round, as a table has them."""

from collections.abc import Iterator, Sequence
from itertools import islice

from ..models import Revision, Round, Submission
from ..rules.figures import Figure
from ..rules.packs import figures_in, unpack
from ..rules.states import COUNTED
from .forms import form_version

PIECE = 1_000


def figures_of_round(asked: Round) -> Iterator[tuple[Submission, dict[str, Figure]]]:
    """Each report of a round in the scope, in the order of the units, with the figures with which it was handed in;
    with none where it does not count."""
    rows = Submission.objects.filter(round=asked).select_related("unit").order_by("unit__sort_key", "pk")
    waiting = rows.iterator(PIECE)
    while piece := list(islice(waiting, PIECE)):
        yield from zip(piece, _figures(piece), strict=True)


def _figures(piece: Sequence[Submission]) -> Iterator[dict[str, Figure]]:
    told = [report for report in piece if report.state in COUNTED]
    revisions = Revision._base_manager.filter(submission__in=[report.pk for report in told])
    held = {(row.submission_id, row.no): row for row in revisions}
    for report in piece:
        row = held.get((report.pk, report.revision)) if report.state in COUNTED else None
        yield figures_in(unpack(form_version(row.form_id).cells, row.values, row.marks)) if row else {}
