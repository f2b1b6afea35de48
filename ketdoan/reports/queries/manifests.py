"""What a consolidated report was put together from, and the same sum again from that."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import numpy as np

from ..models import Adjustment, Revision, Submission
from ..rules.adding import Adding
from ..rules.states import COUNTED, State
from .forms import adding_of, form_version
from .rollup import Sum

PIECE = 4_000


def manifest_of(held: Submission) -> dict[str, Any]:
    """What there is to put together for a unit now: reports below (id, revision), adjustments in force (ids, its own
    included), how many units reported, of how many."""
    below = Submission._base_manager.filter(round=held.round, path__startswith=held.path).exclude(pk=held.pk)
    counted = below.filter(state__in=COUNTED).order_by("pk").values_list("pk", "revision", "consolidates")
    expected = below.filter(consolidates=False).exclude(state=State.EXEMPT)
    adjusted = Adjustment._base_manager.filter(
        submission__round=held.round, submission__path__startswith=held.path, voided_at=None
    )
    reports = list(counted)
    return {
        "reports": [[pk, revision] for pk, revision, _ in reports],
        "adjustments": list(adjusted.order_by("pk").values_list("pk", flat=True)),
        "reported": sum(not consolidates for _, _, consolidates in reports),
        "expected": expected.count(),
    }


def gathered(held: Submission, manifest: dict[str, Any]) -> Sum:
    """The sum of what a manifest names: the same for ever, since revisions never change."""
    adding = adding_of(held.round)
    added = adding.nothing()
    named = dict(manifest["reports"])
    pks = list(named)
    for start in range(0, len(pks), PIECE):
        rows = Revision._base_manager.filter(submission__in=pks[start : start + PIECE])
        told = [row for row in rows.values_list(*_COLUMNS).order_by("form_id", "submission__employer_kind")
                if named[row[0]] == row[1]]  # fmt: skip
        added += _sum(adding, told)
    for cell, delta in Adjustment._base_manager.filter(pk__in=manifest["adjustments"]).values_list("cell", "delta"):
        added += adding.of_adjustment(cell, delta)
    return Sum(adding, added, manifest["reported"], manifest["expected"])


_COLUMNS = (
    "submission_id", "no", "form_id", "submission__employer_kind", "submission__consolidates",
    "values", "marks", "own_values", "own_marks",
)  # fmt: skip


def _sum(adding: Adding, rows: Iterable[Any]) -> np.ndarray:
    added = adding.nothing()
    for (form_id, employer), found in groupby(rows, key=lambda row: (row[2], row[3])):
        packs = [(row[7], row[8]) if row[4] else (row[5], row[6]) for row in found]
        packs = [(values, marks) for values, marks in packs if marks]
        if packs:
            cells = form_version(form_id).cells
            numbers, marks = adding.spread(cells, [one for one, _ in packs], [one for _, one in packs])
            if employer:
                adding.tell_apart(cells, employer, numbers, marks)
            for at, told in adding.addends(numbers, marks):
                added[at] += told.sum(axis=0)
    return added
