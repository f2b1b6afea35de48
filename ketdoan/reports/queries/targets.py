"""Targets and how far they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ketdoan.core.viet import format_number

from ..models import Submission, Target
from ..rules.catalogue import FLOW
from ..rules.contradictions import amount
from ..rules.course import LEAST, TONES, WORDS, Standing, covers, standing
from ..rules.figures import Figure
from ..rules.measures import PERCENT
from ..rules.writing import figure_text
from .forecasts import Forecast, forecast
from .forms import element_of, title_of
from .outcomes import Outcome, Reports, days_of_target, parts_of


@dataclass(frozen=True)
class TargetState:
    """A target, what has come of it so far and from which reports, where that leads, what is said of it, and how much
    of its time has gone (0 to 100)."""

    target: Target
    outcome: Outcome
    leads: Forecast | None
    standing: Standing
    elapsed: int

    @property
    def words(self) -> str:
        """Whether it has been reached, or will be, in words."""
        return WORDS[self.standing]

    @property
    def tone(self) -> str:
        """How these words are drawn."""
        return TONES[self.standing]

    @property
    def figure(self) -> Figure:
        """What has come of it, as it is shown."""
        value = self.outcome.figure.value
        return self.outcome.figure if value is None else Figure(round(value, 2), self.outcome.figure.sign)

    @property
    def outcome_text(self) -> str:
        """What has come of it: 96,4%."""
        text = figure_text(self.figure)
        return f"{text}{_measure(self.target)}" if text else ""

    @property
    def leads_text(self) -> str:
        """Where it leads by the course so far."""
        return "" if self.leads is None else amount(self.leads.value, self.target.uom)

    @property
    def aim_text(self) -> str:
        """What is meant: từ 95%."""
        return aim_text(self.target)

    @property
    def done(self) -> int | None:
        """How much of it has been reached, in a hundred; None where that says nothing."""
        value = self.outcome.figure.value
        return None if value is None or not self.target.value else int(100 * value / self.target.value)

    @property
    def least(self) -> bool:
        """Whether at least so much is meant."""
        return self.target.sign in LEAST

    @property
    def reports(self) -> Sequence[Submission]:
        """The reports by which the outcome is told."""
        return self.outcome.reports


def _measure(target: Target) -> str:
    return PERCENT if target.uom == PERCENT else f" {target.uom}"


def aim_text(target: Target) -> str:
    """What is meant: từ 95%, từ 1.200 người."""
    return f"{target.get_sign_display()} {amount(target.value, target.uom)}"


def counted_text(target: Target) -> str:
    """What is counted, in words; of a share also of what it is one."""
    parts = parts_of(target)
    named = title_of(target.cell)
    if parts is None or not parts.under:
        return named
    return f"{title_of(parts.over)} trên {title_of(parts.under)}" if target.among else named


def states_of_targets(targets: Iterable[Target], day: date) -> list[TargetState]:
    """The targets with what has come of them up to a day."""
    asked = list(targets)
    reports = Reports(asked, day)
    return [_state(target, reports, day) for target in asked]


def _state(target: Target, reports: Reports, day: date) -> TargetState:
    days = (target.last - target.first).days + 1
    elapsed = min(max((day - target.first).days + 1, 0), days) * 100 // days
    aim = (target.sign, target.value)
    if target.outcome is not None:
        told = Outcome(Figure(target.outcome, target.outcome_sign))
        least = target.sign in LEAST
        said = standing(aim, told.figure, over=day > target.last or not least, grows=least, leads=None)
        return TargetState(target, told, None, said, elapsed)
    outcome = reports.outcome(target)
    over = not outcome.unfinished and _told_to_the_end(target, outcome, day)
    # Of a time that has passed without all its reports nothing is foretold.
    leads = None if over or day > target.last else forecast(reports, target, outcome)
    said = standing(aim, outcome.figure, over=over, grows=_grows(target), leads=leads.value if leads else None)
    return TargetState(target, outcome, leads, said, elapsed)


def _told_to_the_end(target: Target, outcome: Outcome, day: date) -> bool:
    """Whether reports tell of all of a target's time: up to its last day, or once that has passed, nearly so."""
    until, days = outcome.until, days_of_target(target)
    if until is None or not covers(target.first + timedelta(days=outcome.told_days - 1), days):
        return False
    return until >= target.last or (day > target.last and covers(until, days))


def _grows(target: Target) -> bool:
    """Whether what is counted can only become more."""
    element = element_of(target.cell)
    return target.uom == element.uom and element.nature == FLOW and not element.signed


def percent_text(value: int | None) -> str:
    """107%, or nothing."""
    return "" if value is None else f"{format_number(value)}%"
