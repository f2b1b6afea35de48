"""The figures that five articles told, as reports of their periods, and the targets that they name."""

from datetime import timedelta
from decimal import Decimal

from ketdoan.units.models import Unit

from ..actions.filling import fill
from ..actions.rounds import open_round
from ..actions.targets import Aim, set_target, tell_outcome
from ..models import Submission
from ..queries.forms import latest
from ..rules.figures import figure_of
from ..rules.periods import code_of
from ..rules.published import PublishedReport, PublishedTarget, published


def enter_published() -> None:
    """Enter the reports and targets; cells of which an article says nothing stay empty, so they are not handed in."""
    for report in published().reports.values():
        _enter(report)
    for target in published().targets.values():
        _set(target)


def _enter(told: PublishedReport) -> None:
    unit = Unit.objects.get(code=told.unit)
    form = latest(told.form)
    if form is None:
        raise LookupError(told.form)
    asked = open_round(
        unit=unit, form=form, period=code_of(told.first, told.last), due=told.last + timedelta(days=180),
        name=told.name, alone=True,
    )  # fmt: skip
    report = Submission.objects.get(round=asked)
    fill(submission=report, cells={cell: figure_of(value) for cell, value in told.cells.items()}, seen=0)


def _set(told: PublishedTarget) -> None:
    unit = Unit.objects.get(code=told.unit)
    aim = Aim(
        told.cell, told.name, told.sign, Decimal(told.value), told.uom, told.first, told.last, told.source,
        told.among, told.tier,
    )  # fmt: skip
    target = set_target(unit=unit, aim=aim)
    if told.reached:
        outcome = figure_of(told.reached if told.reached[0] in "<>" else int(told.reached))
        tell_outcome(target=target, outcome=outcome.value or Decimal(0), sign=outcome.sign)
