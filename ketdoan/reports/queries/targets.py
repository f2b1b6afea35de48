"""Targets and how far they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..models import Submission, Target
from ..rules.figures import Figure
from ..rules.targets import WORDS, Reached, reached
from ..rules.writing import figure_text
from .forms import element_of
from .reading import report_of

#: So many reports of a target's days are looked through for its figure, the last ones first.
LOOKED_AT = 4


@dataclass(frozen=True)
class TargetState:
    """A target, what has come of it so far, whether that reaches it, and how much of its time has gone (0 to 100)."""

    target: Target
    outcome: Figure
    reached: Reached
    elapsed: int

    @property
    def words(self) -> str:
        """Whether it has been reached, in words."""
        return WORDS[self.reached]

    @property
    def outcome_text(self) -> str:
        """What has come of it."""
        return figure_text(self.outcome)

    @property
    def aim_text(self) -> str:
        """What is meant: từ 95 %."""
        sign = self.target.get_sign_display()
        return f"{sign} {figure_text(Figure(self.target.value))} {self.target.uom}"


def states_of_targets(targets: Iterable[Target], day: date) -> list[TargetState]:
    """The targets with what has come of them up to a day."""
    return [_state(target, day) for target in targets]


def _state(target: Target, day: date) -> TargetState:
    outcome = outcome_of(target)
    told = reached(target.sign, target.value, outcome)
    # What is still going on has not been missed yet.
    if told == Reached.MISSED and day <= target.last and target.sign in (">", ">="):
        told = Reached.OPEN
    days = (target.last - target.first).days + 1
    elapsed = min(max((day - target.first).days, 0), days) * 100 // days
    return TargetState(target, outcome, told, elapsed)


def outcome_of(target: Target) -> Figure:
    """What came of a target: as it was told, else as the unit's report of the same days says it."""
    if target.outcome is not None:
        return Figure(target.outcome, target.outcome_sign)
    if target.uom != element_of(target.cell).uom:  # a share of something: no single figure tells it
        return Figure()
    reports = Submission._base_manager.filter(
        unit=target.unit_id, round__first__gte=target.first, round__last__lte=target.last
    )
    for report in reports.select_related("round").order_by("-round__last", "-pk")[:LOOKED_AT]:
        figure = report_of(report).figures.get(target.cell, Figure())
        if figure.value is not None:
            return figure
    return Figure()
