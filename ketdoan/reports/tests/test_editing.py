"""Two people at their screens and one with a file write the same report in any order: no cell is lost."""

import os
import random
from datetime import date
from decimal import Decimal

import pytest

from ketdoan.core.acting import acting
from ketdoan.reports.actions.filling import fill
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import CELLS, make_form
from ketdoan.reports.models import Filling, Submission
from ketdoan.reports.queries.reading import report_of
from ketdoan.reports.rules.figures import Figure
from ketdoan.reports.rules.states import Source

from .union import actor_at, make_union

ORDERS = int(os.environ.get("ORDERS", "25"))
WRITTEN = [cell for cell in CELLS if cell != "DV.TL_TONG"]
pytestmark = pytest.mark.django_db


class Editor:
    """Somebody who writes cells; what has not been sent yet waits, and what was seen last is as old as the last answer.

    One who works on a file sends all at the end.
    """

    def __init__(self, name, cells, dice, *, offline=False):
        self.name, self.dice, self.offline = name, dice, offline
        self.todo = list(cells)
        self.waiting, self.seen = {}, 0

    def step(self, report):
        """Write a further cell, or send what waits. Returns what was held back."""
        if self.todo and (self.offline or self.dice.random() < 0.6):
            cell = self.todo.pop()
            self.waiting[cell] = Figure(Decimal(self.dice.randrange(1000)))
            return {}
        if self.waiting and not (self.offline and self.todo):
            sent, self.waiting = self.waiting, {}
            told = fill(
                submission=report, cells=sent, seen=self.seen, source=Source.FILE if self.offline else Source.TYPED
            )
            self.seen = told.no
            return {cell: sent[cell] for cell in told.held_back}
        return {}

    @property
    def done(self):
        return not self.todo and not self.waiting


@pytest.fixture
def report(db):
    units = make_union()
    with acting(actor_at(units["P"])):
        asked = open_round(unit=units["P"], form=make_form(), period="2023-H1", due=date(2023, 6, 15))
    with acting(actor_at(units["A"])):
        yield Submission.objects.get(round=asked, unit=units["A"])


@pytest.mark.parametrize("seed", range(ORDERS))
def test_every_cell_that_was_written_is_in_force_or_held_back_beside_another(report, seed):
    dice = random.Random(seed)
    editors = [
        Editor("một", dice.sample(WRITTEN, 6), dice),
        Editor("hai", dice.sample(WRITTEN, 6), dice),
        Editor("tệp", dice.sample(WRITTEN, 5), dice, offline=True),
    ]
    while working := [one for one in editors if not one.done]:
        dice.choice(working).step(report)
    fillings = list(Filling._base_manager.filter(submission=report))
    in_force = {}
    for filling in fillings:
        for cell, (value, *_) in filling.cells.items():
            # Whoever wrote over another's figure had seen it, or wrote the same.
            if cell in in_force and in_force[cell][1] > filling.seen:
                assert in_force[cell][0] == value
            in_force[cell] = (value, filling.no)
    report.refresh_from_db()
    shown = {cell: str(figure.value) for cell, figure in report_of(report).figures.items() if cell in WRITTEN}
    assert shown == {cell: value for cell, (value, _) in in_force.items()}
    sent = {cell for one in fillings for cell in (*one.cells, *one.held_back)}
    assert set(shown) == sent
    held_back = [(cell, value) for one in fillings for cell, (value, *_) in one.held_back.items()]
    assert all(in_force[cell][0] != value or cell in in_force for cell, value in held_back)


def test_who_wrote_later_without_having_seen_is_told_what_stands_there(report):
    fill(submission=report, cells={"DV.KET_NAP": Figure(Decimal(5))}, seen=0)
    told = fill(submission=report, cells={"DV.KET_NAP": Figure(Decimal(7)), "LD.TONG": Figure(Decimal(9))}, seen=0)
    assert told.held_back == {"DV.KET_NAP": Figure(Decimal(5))}
    again = fill(submission=report, cells={"DV.KET_NAP": Figure(Decimal(7))}, seen=told.no)
    assert not again.held_back
    report.refresh_from_db()
    assert report_of(report).figures["DV.KET_NAP"] == Figure(Decimal(7))
    assert Filling._base_manager.get(submission=report, no=2).held_back == {"DV.KET_NAP": ["7", "=", Source.TYPED]}
