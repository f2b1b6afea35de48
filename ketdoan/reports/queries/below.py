"""What a figure of a consolidated report is made of, unit by unit."""

from dataclasses import dataclass

from ..models import Submission
from ..rules.figures import Figure
from ..rules.packs import Entry, unpack
from ..rules.states import COUNTED
from ..rules.writing import figure_text
from .forms import form_version
from .listing import directly_below
from .rollup import sums


@dataclass(frozen=True)
class Share:
    """What one unit directly below has in a cell; `part` is its share of the largest, from 0 to 100."""

    report: Submission
    text: str
    part: float
    reported: int
    expected: int


def below_in(report: Submission, cell: str) -> list[Share]:
    """The units directly below with their figures in a cell, the largest first; those that told nothing come last."""
    found = [(below, *_figure(below, cell)) for below in directly_below(report)]
    most = max((float(figure.value) for _, figure, *_ in found if figure.value is not None), default=0.0)
    shares = [
        Share(below, figure_text(figure), share_of(figure, most), reported, expected)
        for below, figure, reported, expected in found
    ]
    return sorted(shares, key=lambda one: (not one.text, -one.part))


def share_of(figure: Figure, most: float) -> float:
    """How large a figure is beside the largest, from 0 to 100."""
    return 100 * max(float(figure.value), 0.0) / most if figure.value is not None and most > 0 else 0.0


def _figure(report: Submission, cell: str) -> tuple[Figure, int, int]:
    if report.consolidates:
        total = sums(report.round).of(report.unit_id)
        return total.figures.get(cell, Figure()), total.reported, total.expected
    counts = report.state in COUNTED
    if not counts:
        return Figure(), 0, 1
    entries = unpack(form_version(report.form_id).cells, report.values, report.marks)
    return entries.get(cell, Entry()).figure, 1, 1
