"""Pure rules: levels of both scales, who is old enough, which moves there are.

The scales are those of the union's guidelines: before 14/8/2019 vững mạnh from 85 with side conditions, khá 70 to
under 85, trung bình 50 to under 70, yếu under 50; since then four words (1294/HD-TLĐ), for unions of twelve months, or
of six after a split or a merger.
"""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.rules import rows
from ketdoan.units.rules import months_after

from ..models import Sheet
from ..queries.law import age_on, content_on, last_day, member_levels
from ..rules.age import Age, eligible, first_day
from ..rules.sheet import ScoreSheet, held_back, level_of, read
from ..rules.states import OPEN, TRANSITIONS, State, after

LAW = Age(12, 6)
OLD_DAY, NEW_DAY = date(2018, 11, 30), date(2026, 11, 30)
ALL = {"no_violation", "funds_paid", "reports_made"}


def sheet_on(day: date) -> ScoreSheet:
    return read(content_on(day))


def name(points: float | str, met: set[str], day: date) -> str:
    return level_of(Decimal(str(points)), met, sheet_on(day).levels).label


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("points", "level"),
    [
        (100, "Vững mạnh"), (85, "Vững mạnh"), ("84.99", "Khá"), (70, "Khá"), ("69.99", "Trung bình"),
        (50, "Trung bình"), ("49.99", "Yếu"), (0, "Yếu"),
    ],
)  # fmt: skip
def test_the_old_scale_has_the_published_bounds(points, level):
    assert name(points, ALL, OLD_DAY) == level


@pytest.mark.django_db
def test_a_strong_union_of_the_old_scale_needs_the_side_conditions_too():
    assert name(95, {"funds_paid"}, OLD_DAY) == "Khá"


@pytest.mark.django_db
def test_the_four_words_hold_from_the_day_of_the_guideline():
    labels = [one.label for one in sheet_on(date(2019, 8, 14)).levels]
    assert labels == [
        "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ",
    ]  # fmt: skip
    assert [one.label for one in sheet_on(date(2019, 8, 13)).levels] == ["Vững mạnh", "Khá", "Trung bình", "Yếu"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("points", "met", "level"),
    [
        (90, ALL, "Hoàn thành xuất sắc nhiệm vụ"),
        (90, {"no_violation", "funds_paid"}, "Hoàn thành tốt nhiệm vụ"),
        (100, {"no_violation"}, "Hoàn thành nhiệm vụ"),
        ("89.75", ALL, "Hoàn thành tốt nhiệm vụ"),
        (50, set(), "Hoàn thành nhiệm vụ"),
        ("49.5", ALL, "Không hoàn thành nhiệm vụ"),
    ],
)
def test_a_missed_condition_keeps_a_union_of_the_new_scale_below_its_points(points, met, level):
    assert name(points, met, NEW_DAY) == level


@pytest.mark.django_db
def test_what_holds_a_union_back_is_told():
    levels = sheet_on(NEW_DAY).levels
    by_points, missed = held_back(Decimal(95), {"no_violation"}, levels) or pytest.fail("nothing is told")
    assert (by_points.code, missed) == ("excellent", ["funds_paid", "reports_made"])
    assert held_back(Decimal(95), ALL, levels) is None
    assert held_back(Decimal(60), set(), levels) is None


@pytest.mark.django_db
@given(points=st.integers(0, 100), more=st.integers(0, 100), met=st.sets(st.sampled_from(sorted(ALL))))
def test_more_points_or_more_conditions_never_make_a_level_worse(points, more, met):
    for day in (OLD_DAY, NEW_DAY):
        levels = sheet_on(day).levels
        now = level_of(Decimal(points), met, levels).rank
        assert level_of(Decimal(max(points, more)), met, levels).rank <= now
        assert level_of(Decimal(points), ALL, levels).rank <= now


@pytest.mark.django_db
def test_both_scales_have_the_same_ranks_so_that_long_series_can_be_read():
    assert [one.rank for one in sheet_on(OLD_DAY).levels] == [one.rank for one in sheet_on(NEW_DAY).levels]


@pytest.mark.parametrize(
    ("founded", "reorganised", "graded"),
    [
        (date(2015, 1, 1), None, True),
        (date(2025, 12, 1), None, True),  # twelve months at the end of 30/11/2026
        (date(2025, 12, 2), None, False),
        (date(2026, 6, 1), None, False),
        (date(2026, 6, 1), date(2026, 6, 1), True),  # six months after a merger
        (date(2026, 6, 2), date(2026, 6, 2), False),
        (date(2015, 1, 1), date(2026, 11, 1), True),  # an old union that took another in
    ],
)
def test_a_union_is_graded_from_twelve_months_on_or_six_after_a_split_or_merger(founded, reorganised, graded):
    assert eligible(NEW_DAY, founded, reorganised, LAW) is graded


@given(founded=st.dates(date(2000, 1, 1), date(2030, 1, 1)), day=st.dates(date(2000, 1, 1), date(2031, 1, 1)))
def test_a_union_that_is_graded_stays_old_enough(founded, day):
    if eligible(day, founded, None, LAW):
        assert eligible(months_after(day, 1), founded, None, LAW)
        assert eligible(day, founded, founded, LAW)


@pytest.mark.django_db
def test_ages_are_dated_and_the_old_scale_leaves_nobody_out():
    assert age_on(NEW_DAY) == LAW
    assert age_on(OLD_DAY) == Age(0, 0)


@pytest.mark.django_db
def test_the_year_of_grading_is_that_of_the_yearly_report():
    assert last_day(2026) == date(2026, 11, 30)
    assert first_day(date(2026, 11, 30)) == date(2025, 12, 1)
    assert first_day(date(2026, 5, 31)) == date(2025, 6, 1)
    assert first_day(date(2024, 2, 29)) == date(2023, 3, 1)


@pytest.mark.django_db
def test_the_score_sheet_has_a_hundred_points_and_every_bound_lies_within():
    sheet = sheet_on(NEW_DAY)
    assert [(part.title, part.most) for part in sheet.sections] == [
        ("Đại diện, bảo vệ, chăm lo", 40), ("Xây dựng tổ chức công đoàn", 35), ("Tuyên truyền, phong trào", 25),
    ]  # fmt: skip
    assert sheet.most == 100
    known = {one.code for one in sheet.conditions}
    for level in sheet.levels:
        assert 0 <= level.lowest <= 100
        assert set(level.needs) <= known
    assert all(better.lowest > worse.lowest for better, worse in pairwise(sheet.levels))
    assert sheet.levels[-1].lowest == 0
    assert not sheet.levels[-1].needs


@pytest.mark.django_db
def test_whatever_was_not_compared_with_the_text_says_so():
    for key in ("grading.level", "grading.criterion", "grading.condition", "grading.age"):
        assert rows(key, NEW_DAY)
        assert not any(one.verified for one in rows(key, NEW_DAY)), key
    assert content_on(NEW_DAY)["verified"] is False


@pytest.mark.django_db
def test_members_have_four_levels():
    assert [one["label"] for one in member_levels(NEW_DAY)] == [
        "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ",
    ]  # fmt: skip


def test_no_move_leads_out_of_a_year_that_is_closed_for_a_union_but_the_one_that_takes_a_decision_back():
    assert [move for move in TRANSITIONS if after(move, State.DECIDED)] == ["revoke"]
    for state in (State.YOUNG, State.VOID):
        assert not [move for move in TRANSITIONS if after(move, state)]


def test_a_union_scores_itself_only_as_long_as_the_sheet_is_open():
    assert {state for state in State if after("score", state)} == set(OPEN)
    assert Sheet._meta.get_field("state").default == State.OWED
