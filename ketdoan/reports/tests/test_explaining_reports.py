"""Why the reports of a union do not agree, from what its registers and its units say."""

from datetime import date
from decimal import Decimal

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.factories import make_members
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.revising import OVERRIDDEN
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.factories import BALANCE, make_form
from ketdoan.reports.models import Submission
from ketdoan.reports.queries.explaining import context_of, explained
from ketdoan.reports.queries.reading import report_of
from ketdoan.reports.rules.figures import Figure
from ketdoan.reports.rules.saying import words_of
from ketdoan.units.actions.reorganisation import move

from .union import GRASSROOTS, actor_at, make_union

pytestmark = pytest.mark.django_db
LONG_AGO, IN_PERIOD, AFTER = date(2021, 1, 1), date(2023, 3, 1), date(2023, 6, 10)
CUT_OFF = date(2023, 5, 31)
CELLS = ("DV.DAU_KY", "DV.KET_NAP", "DV.CHUYEN_DEN", "DV.DEN_THEO_TC", "DV.CHUYEN_DI", "DV.DI_THEO_TC", "DV.GIAM_KHAC",
         "DV.CUOI_KY", "HT.NANG_BAC")  # fmt: skip
MOVES = BALANCE | {
    "check": "[DV.CUOI_KY] = [DV.DAU_KY] + [DV.KET_NAP] + [DV.CHUYEN_DEN] + [DV.DEN_THEO_TC] - [DV.CHUYEN_DI]"
    " - [DV.DI_THEO_TC] - [DV.GIAM_KHAC]"
}


@pytest.fixture
def units():
    found = make_union()
    for number, code in enumerate(GRASSROOTS, 2):
        make_members(found[code], *(f"Nguyễn Thị {code}{chr(97 + no)}" for no in range(number)), on=LONG_AGO)
    return found


def opened(units):
    with acting(actor_at(units["P"])):
        return open_round(unit=units["P"], form=make_form("T", CELLS, [MOVES]), period="2023-H1", due=date(2023, 6, 15))


def report(asked, unit):
    return Submission._base_manager.select_related("round", "unit").get(round=asked, unit=unit)


def handed_in(asked, unit, **cells):
    with acting(actor_at(unit)):
        held = report(asked, unit)
        told = {cell.replace("_", ".", 1): Figure(Decimal(value)) for cell, value in cells.items()}
        fill(submission=held, cells={"HT.NANG_BAC": Figure(Decimal(4))} | told, seen=held.no)
        submit(submission=report(asked, unit), explained={OVERRIDDEN: "Danh sách chưa kịp sửa."})
    return report(asked, unit)


def first_cause(held):
    with acting(SYSTEM):
        causes, context = explained(held)
        return causes[0] if causes else None, context


def test_nothing_is_explained_where_a_report_agrees_with_the_registers(units):
    asked = opened(units)
    assert first_cause(handed_in(asked, units["A"]))[0] is None


def test_members_who_were_entered_after_it_was_handed_in_are_late_events(units):
    asked = opened(units)
    held = handed_in(asked, units["B"])
    make_members(units["B"], "Lê Văn Muộn", "Trần Văn Muộn", on=IN_PERIOD)
    cause, _ = first_cause(held)
    assert cause is not None
    assert (cause.cause, {(one.cell, one.found, one.to) for one in cause.changes}) == (
        "late_events", {("DV.KET_NAP", 0, 2), ("DV.CUOI_KY", 3, 5)},
    )  # fmt: skip


def test_members_counted_to_the_end_of_the_next_month_are_told_with_that_day(units):
    make_members(units["C"], "Lê Văn Sau", "Trần Văn Sau", on=AFTER)
    asked = opened(units)
    held = handed_in(asked, units["C"], DV_KET_NAP=2, DV_CUOI_KY=6)
    cause, context = first_cause(held)
    assert cause is not None
    assert (cause.cause, cause.day) == ("wrong_cut_off", date(2023, 6, 30))
    assert context.cut_off == CUT_OFF


def test_a_unit_below_that_has_not_handed_in_is_named(units):
    asked = opened(units)
    for code in ("A", "B", "C", "D"):
        handed_in(asked, units[code])
    held = report(asked, units["P"])
    with acting(SYSTEM):
        context = context_of(held, report_of(held))
    assert {part.code: part.reported for part in context.parts if part.code} == {"X": True, "Y": True, "E": False}
    cause, context = first_cause(held)
    assert cause is not None
    assert (cause.cause, cause.unit) == ("child_missing", "E")
    assert "chưa nộp báo cáo" in words_of(cause, context)
    handed_in(asked, units["E"])
    assert first_cause(held)[0] is None


def test_a_union_that_came_with_all_its_members_is_named(units):
    with acting(SYSTEM):
        move(units=[units["A"]], parent=units["Y"], since=IN_PERIOD)
    asked = opened(units)
    held = report(asked, units["Y"])
    with acting(SYSTEM):
        context = context_of(held, report_of(held))
    assert [(one.code, one.on, one.members) for one in context.moves] == [("A", IN_PERIOD, 2)]
