"""Reports that look unlike the others: figures that jumped since the last period while those of the others did not."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..models import Round, Submission
from ..rules.adding import plain
from ..rules.packs import NUMBER
from ..rules.states import COUNTED
from .forms import form_version

#: Robust z from which on a change is told, the smallest change that is worth telling, and how many are told.
FAR, LEAST, MOST = 6.0, 10, 12
#: Makes the median deviation that of a normal distribution.
SCALE = 1.4826


@dataclass(frozen=True)
class Outlier:
    """A figure of a unit that changed far more than that of the others."""

    report: Submission
    cell: str
    title: str
    was: Decimal
    now: Decimal


def outliers(asked: Round, last: Round | None, path: str) -> list[Outlier]:
    """The figures of the units below a path that moved furthest since the round before, among those handed in."""
    if last is None or last.form_id != asked.form_id:
        return []
    cells = form_version(asked.form_id).cells
    now, then = _packs(asked, path, len(cells)), _packs(last, path, len(cells))
    shared = sorted(now.keys() & then.keys())
    if len(shared) < LEAST:
        return []
    told = [np.stack([pack[unit] for unit in shared]) for pack in (now, then)]
    found = _far(*told)
    return [_told(asked, shared[row], cells[column], told, (row, column)) for row, column in found]


def _packs(asked: Round, path: str, width: int) -> dict[int, np.ndarray]:
    """By unit the figures handed in; NaN where there is no number."""
    rows = Submission.objects.filter(round=asked, path__startswith=path, consolidates=False, state__in=COUNTED)
    found = {}
    for unit, values, marks in rows.values_list("unit", "values", "marks"):
        if len(marks) == width:
            kinds = np.frombuffer(marks, dtype=np.uint8) & 7
            found[unit] = np.where(kinds == NUMBER, np.frombuffer(values), np.nan)
    return found


def _far(now: np.ndarray, then: np.ndarray) -> list[tuple[int, int]]:
    """Places of the largest changes, on a scale on which doubling counts alike for small and large units."""
    with np.errstate(all="ignore"):
        change = np.log1p(now) - np.log1p(then)
        middle = np.nanmedian(change, axis=0)
        spread = SCALE * np.nanmedian(np.abs(change - middle), axis=0)
        far = np.abs(change - middle) / np.maximum(spread, 0.05)
        far[(np.abs(now - then) < LEAST) | np.isnan(far)] = 0
    order = np.argsort(-far, axis=None)[:MOST]
    places = [divmod(int(at), far.shape[1]) for at in order]
    return [place for place in places if far[place] >= FAR]


def _told(asked: Round, unit: int, cell: str, told: list[np.ndarray], place: tuple[int, int]) -> Outlier:
    report = Submission.objects.select_related("unit", "round").get(round=asked, unit=unit)
    now, then = (plain(float(pack[place])) for pack in told)
    return Outlier(report, cell, form_version(asked.form_id).known.title(cell), then, now)
