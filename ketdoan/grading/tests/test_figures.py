"""Figures for reports: each year counts on its last day, for the units that stood above then."""

from datetime import date

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.scope import LINE
from ketdoan.members.factories import make_members
from ketdoan.units.actions.reorganisation import move

from ..actions.members import begin_list, close_list, grade
from ..factories import YES, ask, decided, scored
from ..queries.figures import flows, member_tallies, union_tallies
from .union import Union, at

pytestmark = pytest.mark.django_db
YEAR = (date(2024, 12, 1), date(2025, 12, 1))
UNIONS = [f"grading.{name}" for name in ("rated", "excellent", "good", "failed", "good_or_better", "young")]
FLOWS = {flow.code: flow for flow in flows()}


@pytest.fixture
def union() -> Union:
    return Union()


def told(unit, codes=UNIONS, days=YEAR, by=union_tallies):
    found = by(codes, unit.pk, *days, LINE)
    return [found[code].figure if code in found else None for code in codes]


def evidence(code, unit, days=YEAR):
    with acting(SYSTEM):
        return list(FLOWS[code].evidence(unit, *days))


def test_unions_are_counted_by_level_for_each_unit_above(union):
    ask(union.province)
    for unit, total in ((union.a, 95), (union.b, 72), (union.c, 40)):
        decided(union.sheet(unit), union.province, total)
    assert told(union.province) == [3, 1, 1, 1, 2, 1]
    assert told(union.commune) == [2, 1, 1, 0, 2, 0]
    assert told(union.a) == [1, 1, 0, 0, 1, 0]
    assert told(union.young) == [0, 0, 0, 0, 0, 1]
    assert told(union.other) == [None] * 6


def test_as_many_rows_stand_behind_a_figure_as_it_says(union):
    ask(union.province)
    for unit, total in ((union.a, 95), (union.b, 72)):
        decided(union.sheet(unit), union.province, total)
    for code in UNIONS:
        assert len(evidence(code, union.province)) == told(union.province, [code])[0], code
    assert [row.unit.code for row in evidence("grading.excellent", union.commune)] == ["A"]


def test_what_is_not_decided_yet_counts_nowhere(union):
    ask(union.province)
    scored(union.sheet(union.a))
    assert told(union.commune) == [None] * 6
    assert told(union.province) == [0, 0, 0, 0, 0, 1]


def test_a_year_counts_in_the_period_that_holds_its_last_day_and_in_no_other(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    assert told(union.province, ["grading.rated"], (date(2025, 11, 30), date(2025, 12, 1))) == [1]
    for days in ((date(2024, 12, 1), date(2025, 11, 30)), (date(2025, 12, 1), date(2026, 12, 1))):
        assert told(union.province, ["grading.rated"], days) == [None]


def test_each_scale_tells_its_own_levels_alone(union):
    ask(union.province, 2018)
    decided(union.sheet(union.a, 2018), union.province, 85, YES)
    days = (date(2017, 12, 1), date(2018, 12, 1))
    codes = ["grading.rated", "grading.strong", "grading.weak", "grading.excellent", "grading.good_or_better"]
    assert told(union.province, codes, days) == [1, 1, 0, None, None]


def test_a_union_counts_where_it_stood_on_the_last_day(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    with acting(SYSTEM):
        move(units=[union.a], parent=union.other, since=date(2026, 1, 1))
    assert told(union.commune, ["grading.rated"]) == [1]
    assert told(union.other, ["grading.rated"]) == [None]


def test_members_count_once_their_list_is_closed(union):
    people = make_members(union.a, "Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", on=date(2020, 1, 1))
    codes = ["grading.members", "grading.best_members"]
    with acting(at(union.a)):
        made = begin_list(unit=union.a, year=2025, day=date(2025, 11, 30))
        grade(members=made, people=[people[0].pk], level="excellent")
        grade(members=made, people=[people[1].pk], level="good")
    assert told(union.province, codes, by=member_tallies) == [None, None]
    with acting(at(union.a)):
        close_list(members=made)
    assert told(union.province, codes, by=member_tallies) == [2, 1]
    assert [row.person.name for row in evidence("grading.best_members", union.province)] == ["Nguyễn Văn An"]


def test_rows_are_described_in_words(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    (row,) = evidence("grading.excellent", union.province)
    hit = FLOWS["grading.excellent"].describe(row)
    assert (hit.title, hit.detail) == ("ĐV A", "Năm 2025: Hoàn thành xuất sắc nhiệm vụ")
