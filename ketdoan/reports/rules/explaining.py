"""Why the figures of a report do not agree: single mistakes that would explain it as a whole, the likeliest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from .context import Context
from .figures import NOT_APPLICABLE, Figure
from .forms import Form
from .hypotheses import Hypotheses, Hypothesis
from .situation import Situation

MOST = 12


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as it is and as it should have been."""

    cell: str
    found: Decimal | None
    to: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cause with the figures as they should have been. `mends` names what is broken and would not be: rules by their
    code, and cells that are not what the registers say (`register CELL`) or the units below come to (`sum CELL`).
    `left` is how much else of what is broken stays so. For a unit `sign` is 1 where it is missing, -1 where it counts
    though it should not; `size` is how many members moved with it."""

    cause: str
    changes: tuple[Change, ...]
    mends: tuple[str, ...]
    left: int
    score: float
    unit: str = ""
    day: date | None = None
    sign: int = 0
    size: int = 0


def explain(
    form: Form, first: date, periods: Sequence[Mapping[str, Figure]], context: Context | None = None
) -> list[Explanation]:
    """The mistakes that may have made a report as it is; none where all agrees. Its period begins on the day `first`;
    `periods` are its figures and those of the periods before, the last one first."""
    known = form.known
    closed = {cell: Figure(state=NOT_APPLICABLE) for cell in form.cells if known.closed(cell, first)}
    seen = Situation(form, [closed | dict(figures) for figures in periods], context or Context(), known)
    if not seen.broken and not seen.off:
        return []
    told = [one for one in Hypotheses(seen).all() if one.changes]
    if not told:
        return []
    marks = (np.array([getattr(one, mark) for one in told]) for mark in ("in_part", "new_sum"))
    outcome = seen.judge([one.changes for one in told], *marks)
    scores = np.array([one.likely for one in told]) - outcome.against
    mended = np.array([*outcome.mended.values()])
    found: dict[tuple[str, ...], Explanation] = {}
    for at in np.argsort(-scores, kind="stable").tolist():
        if len(found) == MOST:
            break
        if mended[:, at].any():
            one = _explanation(seen, told[at], list(np.array([*outcome.mended])[mended[:, at]]), float(scores[at]))
            found.setdefault(_key(told[at]), one)
    return list(found.values())


def _key(told: Hypothesis) -> tuple[str, ...]:
    """Explanations with the same key say the same to the reader; the best one is told."""
    if told.unit or told.day:
        return told.cause, told.unit, str(told.day), str(told.sign)
    return told.cause, *told.changes


def _explanation(seen: Situation, told: Hypothesis, mends: list[str], score: float) -> Explanation:
    changes = tuple(Change(cell, seen.numbers.get(cell), to) for cell, to in told.changes.items())
    left = len(seen.broken) + len(seen.off) - len(mends)
    return Explanation(
        told.cause, changes, tuple(map(str, mends)), left, score, told.unit, told.day, told.sign, told.size
    )  # fmt: skip
