"""A figure in another shape, against adding by hand: units that merged, moved and ended, and the other tree."""

import random
from datetime import date
from decimal import Decimal

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.judging import adjust
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Submission
from ketdoan.reports.queries.reading import report_of
from ketdoan.reports.queries.restated import Look, Restated
from ketdoan.reports.queries.rollup import sums
from ketdoan.reports.rules.figures import Figure
from ketdoan.units.actions.reorganisation import absorb, dissolve, merge, move
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit
from ketdoan.units.rules import Lens

from .union import FOUNDED, GRASSROOTS, actor_at, make_union

pytestmark = pytest.mark.django_db
CELLS = ("LD.TONG", "DV.CUOI_KY", "TL.SO_NGUOI", "TL.BINH_QUAN", "DV.TL_TONG")
MEMBERS = {"A": 60, "B": 90, "C": 40, "D": 10, "E": 75}
WORKERS = {"A": 100, "B": 100, "C": 50, "D": 40, "E": 80}
PAID = {"A": (10, 8), "B": (30, 6), "C": (20, 9), "D": (5, 10), "E": (40, 7)}
REFORM = date(2025, 3, 1)
TODAY = Look(Lens.TODAY)


def report(asked, unit):
    return Submission._base_manager.select_related("round").get(round=asked, unit=unit)


@pytest.fixture
def units():
    return make_union()


@pytest.fixture
def asked(units):
    with acting(actor_at(units["TLD"])):
        form = make_form("T", CELLS, [])
        asked = open_round(unit=units["TLD"], form=form, period="2023-H1", due=date(2023, 6, 15))
    for code in GRASSROOTS:
        with acting(actor_at(units[code])):
            people, paid = PAID[code]
            told = [WORKERS[code], MEMBERS[code], people, paid * 1_000_000]
            cells = dict(zip(CELLS, [Figure(Decimal(number)) for number in told], strict=False))
            fill(submission=report(asked, units[code]), cells=cells, seen=0)
            submit(submission=report(asked, units[code]))
    return asked


def members(asked, unit, look=TODAY, cell="DV.CUOI_KY"):
    with acting(SYSTEM):
        found = Restated(asked, cell, look, unit.pk).whole
    return found and found.figure.value


def test_as_it_was_it_says_what_the_sums_of_the_round_say(units, asked):
    with acting(actor_at(units["X"])):
        adjust(submission=report(asked, units["X"]), cell="DV.CUOI_KY", delta=Decimal(7), reason="Đơn vị nộp muộn")
    with acting(SYSTEM):
        for look, tree in ((Look(), LINE), (Look(tree=TERRITORY), TERRITORY)):
            for cell in CELLS:
                total = sums(asked, tree)
                for code in ("TLD", "P", "X", "Y"):
                    told = total.of(units[code].pk)
                    found = Restated(asked, cell, look, units[code].pk).whole
                    if cell != "DV.TL_TONG":
                        assert found.figure == told.figures[cell]
                    assert (found.reported, found.expected) == (told.reported, told.expected)
        top = report_of(report(asked, units["TLD"])).figures["DV.TL_TONG"]
        assert Restated(asked, "DV.TL_TONG", Look(), units["TLD"].pk).whole.figure == top


def test_units_that_moved_merged_and_were_absorbed_count_where_they_went(units, asked):
    with acting(SYSTEM):
        other = make_unit("provincial_federation", "Q", units["TLD"], FOUNDED)
        move(units=[units["B"]], parent=other, since=REFORM)
        values = {"kind": "grassroots_union", "name": "Công đoàn CD", "short_name": "CD"}
        joined = merge(units=[units["C"], units["D"]], code="CD", parent=other, since=REFORM, values=values)
        absorb(units=[units["Y"]], into=units["X"], since=REFORM)
    assert members(asked, units["P"]) == 60 + 75
    assert members(asked, other) == 90 + 40 + 10
    assert members(asked, joined) == 50
    assert members(asked, units["X"]) == 60
    assert members(asked, units["Y"]) is None
    assert members(asked, units["TLD"]) == sum(MEMBERS.values())
    assert members(asked, units["P"], Look(Lens.FIXED, date(2024, 1, 1))) == sum(MEMBERS.values())
    assert members(asked, other, cell="TL.BINH_QUAN") == Decimal(
        round((30 * 6 + 20 * 9 + 5 * 10) / 55 * 10**6, 4)
    ).quantize(Decimal("0.0001"))
    assert members(asked, other, cell="DV.TL_TONG") == round(Decimal(100 * 140) / Decimal(190), 2)
    with acting(SYSTEM):
        below = {one.unit.code: one.figure.value for one in Restated(asked, "DV.CUOI_KY", TODAY, other.pk).below()}
    assert below == {"B": 90, "CD": 50}


def test_a_unit_that_ended_without_successor_counts_nowhere_and_is_not_expected(units, asked):
    with acting(SYSTEM):
        dissolve(units=[units["D"]], since=REFORM)
        found = Restated(asked, "DV.CUOI_KY", TODAY, units["P"].pk).whole
    assert (found.figure.value, found.reported, found.expected) == (265, 4, 4)


def test_units_outside_the_scope_are_told_together_and_not_by_name(units, asked):
    with acting(actor_at(units["X"])):
        rows = Restated(asked, "DV.CUOI_KY", TODAY, units["P"].pk).below()
    assert [(one.unit.code if one.unit else None, one.figure.value) for one in rows] == [("X", 150), (None, 125)]


@pytest.mark.parametrize("seed", range(6))
def test_random_moves_agree_with_adding_up_by_hand(units, asked, seed):
    dice = random.Random(seed)
    above = {"A": "X", "B": "X", "C": "Y", "D": "Y", "E": "P"}
    with acting(SYSTEM):
        for day in range(1, 9):
            code, to = dice.choice("ABCDE"), dice.choice("PXY")
            if above[code] != to:
                move(units=[Unit.objects.get(code=code)], parent=units[to], since=date(2025, 3, day))
                above[code] = to
    for upper in "PXY":
        inside = [code for code, of in above.items() if upper in ("P", of)]
        expected = sum(MEMBERS[code] for code in inside)
        assert (members(asked, units[upper]) or 0) == expected
