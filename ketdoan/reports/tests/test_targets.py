"""Targets by themselves: splitting them, their course, what is said of them, and how they contradict."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import VietError
from ketdoan.reports.rules.caps import capped, shipped_caps, within
from ketdoan.reports.rules.catalogue import catalogue
from ketdoan.reports.rules.contradictions import Kind, Meant, contradictions
from ketdoan.reports.rules.course import (
    Season,
    Standing,
    ahead,
    apart,
    belongs,
    chosen,
    covers,
    share,
    standing,
    total,
)
from ketdoan.reports.rules.figures import UNKNOWN, Figure
from ketdoan.reports.rules.splitting import finest, split

YEAR = (date(2023, 1, 1), date(2023, 12, 31))
H1, H2 = (date(2022, 12, 1), date(2023, 5, 31)), (date(2023, 6, 1), date(2023, 11, 30))
WEIGHTS = st.lists(st.integers(0, 10**7).map(Decimal), min_size=1, max_size=60)


# Splitting


@given(st.integers(0, 10**9), WEIGHTS.filter(any))
def test_parts_add_up_exactly_and_each_is_less_than_one_from_its_share(whole, weights):
    parts = split(Decimal(whole), weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(whole) * Fraction(weight) / Fraction(sum(weights))) < 1
        assert part == int(part) >= 0


@given(st.integers(0, 10**6), WEIGHTS.filter(any))
def test_who_weighs_nothing_gets_nothing_and_who_weighs_more_gets_no_less(whole, weights):
    told = sorted(zip(weights, split(Decimal(whole), weights), strict=True))
    assert all(part == 0 for weight, part in told if weight == 0)
    for (light, less), (heavy, more) in combinations(told, 2):
        assert less <= more or light == heavy


@given(st.integers(0, 10**6), st.integers(1, 40), st.sampled_from(["0.01", "1", "5"]))
def test_parts_are_multiples_of_the_step(steps, units, step):
    parts = split(steps * Decimal(step), [Decimal(1)] * units, Decimal(step))
    assert sum(parts) == steps * Decimal(step)
    assert all(part % Decimal(step) == 0 for part in parts)
    assert max(parts) - min(parts) <= Decimal(step)


def test_a_target_is_split_by_the_largest_remainders():
    # 1.000 by 82.992 members of three unions: 361,48 / 337,38 / 301,14, so the one left over goes to the first.
    weights = [Decimal(30_000), Decimal(28_000), Decimal(24_992)]
    assert split(Decimal(1_000), weights) == [362, 337, 301]
    assert split(Decimal(10), [Decimal(1)] * 3) == [4, 3, 3]


def test_nothing_is_split_by_nothing_or_into_broken_people():
    for total_, weights in ((10, [0, 0]), (10, []), (10, [3, -1]), (Decimal("10.5"), [1])):
        with pytest.raises(VietError):
            split(Decimal(total_), [Decimal(weight) for weight in weights])
    assert finest(Decimal("10.5"), whole=False) == Decimal("0.01")


# Which reports tell of a target


def test_a_year_of_the_union_tells_of_a_calendar_year_and_no_other_does():
    told = {"year": (date(2022, 12, 1), date(2023, 11, 30)), "H1": H1, "H2": H2}
    assert all(belongs(days, YEAR) for days in told.values())
    others = [
        (date(2021, 12, 1), date(2022, 11, 30)),
        (date(2018, 1, 1), date(2023, 7, 25)),
        (date(2022, 12, 1), date(2022, 12, 31)),
        (date(2023, 12, 1), date(2024, 5, 31)),
    ]
    assert not any(belongs(days, YEAR) for days in others)
    january = (date(2023, 1, 1), date(2023, 1, 31))
    assert belongs(january, january)
    assert not belongs((date(2022, 12, 16), date(2023, 1, 31)), january)
    assert not covers(date(2023, 1, 15), january)
    assert covers(H2[1], YEAR)
    assert not covers(H1[1], YEAR)


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 40)).map(
        lambda told: (date(2023, 1, 1) + timedelta(days=told[0]), date(2023, 1, 1) + timedelta(days=sum(told)))
    ),
    max_size=7,
)


@given(SPANS)
def test_reports_that_add_up_do_not_overlap_and_hold_the_most_days(spans):
    def days(places):
        return sum((spans[at][1] - spans[at][0]).days + 1 for at in places)

    def disjoint(places):
        return all(
            spans[a][1] < spans[b][0] or spans[b][1] < spans[a][0] for a, b in combinations(places, 2)
        )  # fmt: skip

    found = apart(spans)
    assert disjoint(found)
    every = [some for size in range(len(spans) + 1) for some in combinations(range(len(spans)), size)]
    assert days(found) == max(days(some) for some in every if disjoint(some))


def test_a_year_told_as_a_whole_and_by_halves_counts_once():
    spans = [H1, H2, (H1[0], H2[1])]
    assert chosen(spans, "sum") == [2]
    assert chosen(spans[:2], "sum") == [0, 1]
    assert chosen(spans[:2], "last") == [1]
    assert chosen(spans, "none") == [2]
    assert chosen([], "sum") == []


def test_bounds_stay_bounds_and_a_share_of_nothing_is_none():
    over, under = Figure(Decimal(26_700), ">"), Figure(Decimal(30_000))
    assert total([over]) == over
    assert total([over, Figure(Decimal(300))]) == Figure(Decimal(27_000), ">=")
    assert total([over, Figure(Decimal(1), "<")]).state == UNKNOWN
    assert share(over, under) == Figure(Decimal(89), ">")
    assert share(under, Figure(Decimal(60_000), ">")) == Figure(Decimal(50), "<")
    assert share(under, Figure(Decimal(0))) == Figure()


# Where it leads

NUMBERS = st.integers(0, 10**7).map(Decimal)
SHARES = st.fractions(Fraction(1, 10), 1)


@given(NUMBERS, SHARES)
def test_a_flow_leads_to_what_it_comes_to_at_the_same_pace(now, gone):
    assert abs(Fraction(ahead(now, gone)) * gone - Fraction(now)) < Fraction(1, 10**6)


@given(NUMBERS, NUMBERS, SHARES)
def test_a_stock_goes_on_along_its_line(begun, now, gone):
    leads = ahead(now, gone, None, begun)
    assert abs((Fraction(leads) - Fraction(begun)) * gone - (Fraction(now) - Fraction(begun))) < Fraction(1, 10**6)
    assert ahead(now, Fraction(1), None, begun) == now
    assert ahead(now, gone, None, None) == now


@given(NUMBERS.filter(bool), st.integers(10, 100), SHARES)
def test_with_the_same_course_as_last_year_it_leads_to_the_same_multiple(end, percent, gone):
    season = Season(end * percent / 100, end)
    leads = ahead(2 * season.then, gone, season)
    assert abs(leads - 2 * end) <= end / 10**6


def test_forecasts_of_a_few_months_by_hand():
    assert ahead(Decimal(300), Fraction(1, 2)) == 600
    assert ahead(Decimal(1_030), Fraction(1, 2), None, Decimal(1_000)) == 1_060
    # Last year 506 of 2.024 members had been admitted by then, a quarter: 300 now lead to 1.200, not to 600.
    assert ahead(Decimal(300), Fraction(1, 2), Season(Decimal(506), Decimal(2_024))) == 1_200
    # A year of which next to nothing was told by then says nothing of this one.
    assert ahead(Decimal(300), Fraction(1, 2), Season(Decimal(5), Decimal(2_024))) == 600


@pytest.mark.parametrize(
    ("meant", "outcome", "over", "grows", "leads", "said"),
    [
        ((">=", 95), Figure(Decimal(98), ">"), True, False, None, Standing.EXCEEDED),  # 002-3
        ((">=", 100), Figure(Decimal(100)), True, False, None, Standing.REACHED),  # 002-3
        ((">=", 95), Figure(Decimal("94.99")), True, False, None, Standing.MISSED),
        ((">=", 500), Figure(Decimal(506)), False, True, 900, Standing.EXCEEDED),
        ((">=", 95), Figure(Decimal(98)), False, False, 98, Standing.LIKELY),
        ((">=", 1000), Figure(Decimal(506)), False, True, 1012, Standing.LIKELY),
        ((">=", 1100), Figure(Decimal(506)), False, True, 1012, Standing.SLOW),
        ((">", 90), Figure(Decimal(90)), True, False, None, Standing.MISSED),
        (("<=", 10), Figure(Decimal(6)), False, True, 12, Standing.RISK),
        (("<=", 10), Figure(Decimal(11)), False, True, 22, Standing.MISSED),
        (("<=", 10), Figure(Decimal(10)), True, True, None, Standing.REACHED),
        (("=", 0), Figure(Decimal(1)), False, True, None, Standing.MISSED),
        ((">=", 95), Figure(Decimal(90), ">"), True, False, None, Standing.OPEN),
        ((">=", 95), Figure(), True, False, None, Standing.OPEN),
        ((">=", 95), Figure(Decimal(90)), False, False, None, Standing.OPEN),
    ],
)
def test_what_is_said_of_a_target(meant, outcome, over, grows, leads, said):
    leads = None if leads is None else Decimal(leads)
    sign, value = meant
    assert standing((sign, Decimal(value)), outcome, over=over, grows=grows, leads=leads) == said


# Contradictions

STAFF = "LD.TONG"
DAYS = {"first": date(2023, 1, 1), "last": date(2023, 12, 31)}


def aim(key, cell, sign, value, *, uom="%", among=STAFF, unit=1, **more):
    return Meant(key, unit, f"C{key}", cell, among, sign, Decimal(value), uom, **{**DAYS, **more})


def told(*meant):
    return contradictions(meant, shipped_caps(), within())


def kinds(*meant):
    return [one.kind for one in told(*meant)]


def test_the_targets_of_a_headquarters_pass_the_cap_by_15_79_percent():  # 004-3
    (found,) = told(aim(1, "TD.CSTD_CS", "=", 15), aim(2, "TD.LDTT", ">=", 95))
    assert (found.kind, found.keys) == (Kind.CAP, (1, 2))
    assert "15,79%" in found.words
    assert "Nhiều nhất là 14,25%" in found.words
    assert "91/2017" in found.source
    assert "chưa đối chiếu" in found.source
    assert told(aim(1, "TD.CSTD_CS", "=", "14.25"), aim(2, "TD.LDTT", ">=", 95)) == []


def test_a_share_above_the_cap_is_one_even_if_all_were_honoured():
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 20)) == [Kind.CAP]
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 20, among="TD.LDTT")) == [Kind.CAP]
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 15)) == []
    assert kinds(aim(1, "TD.CSTD_CS", "<=", 20)) == []


def test_a_number_passes_the_cap_beside_another_number():
    counted = {"uom": "người", "among": ""}
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 16, **counted), aim(2, "TD.LDTT", ">=", 100, **counted)) == [Kind.CAP]
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 15, **counted), aim(2, "TD.LDTT", ">=", 100, **counted)) == []
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 16, **counted), aim(2, "TD.LDTT", ">=", 100, unit=2, **counted)) == []


def test_a_cap_that_is_no_more_in_force_is_none():
    later = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
    assert kinds(aim(1, "TD.CSTD_CS", ">=", 20, **later)) == []


def test_more_is_not_registered_less_than_reached_nor_a_part_more_than_the_whole():  # 004-4, 004-5
    assert kinds(aim(1, "TD.DANG_KY_CS", ">=", 20), aim(2, "TD.CSTD_CS", "=", 15)) == []
    assert kinds(aim(1, "TD.DANG_KY_CS", ">=", 10), aim(2, "TD.CSTD_CS", "=", 15)) == [Kind.WITHIN]
    groups = "TD.TT_TONG"
    assert kinds(aim(1, "TD.TT_LDXS", ">=", 50, among=groups), aim(2, "TD.TT_LDTT", "=", 100, among=groups)) == []
    assert kinds(aim(1, "TD.TT_LDXS", ">=", 50, among=groups), aim(2, "TD.TT_LDTT", "=", 40, among=groups)) == [
        Kind.WITHIN
    ]


def test_shares_of_something_that_nobody_named_are_not_compared():  # 003-4: >90% tốt and 0% không hoàn thành
    assert kinds(aim(1, "TD.DV_XEP_LOAI", ">", 90, among=""), aim(2, "TD.DV_XEP_LOAI", "=", 0, among="")) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ((">=", 100), ("<=", 50), True),
        ((">=", 50), ("<=", 50), False),
        ((">", 50), ("<=", 50), True),
        (("=", 10), ("=", 20), True),
        (("=", 10), (">=", 5), False),
        (("<=", 10), ("<", 3), False),
    ],
)
def test_two_aims_of_one_thing_exclude_each_other_or_not(one, other, found):
    meant = [aim(key, "NV.NGUNG_VIEC", *told, uom="cuộc", among="") for key, told in ((1, one), (2, other))]
    assert (kinds(*meant) == [Kind.EACH_OTHER]) is found


def parts(sign, whole, *values, **more):
    above = aim(1, "DV.KET_NAP", sign, whole, uom="người", among="", adds=True, grows=True)
    below = [
        aim(no, "DV.KET_NAP", sign, value, uom="người", among="", unit=no, above=1, **more)
        for no, value in enumerate(values, 2)
    ]
    return told(above, *below)


def test_parts_below_add_up_to_the_target_above():
    assert parts(">=", 1_000, 362, 337, 301) == []
    assert parts(">=", 1_000, 400, 400, 301) == []
    (found,) = parts(">=", 1_000, 362, 337)
    assert (found.kind, found.keys) == (Kind.PARTS, (1, 2, 3))
    assert "699 người" in found.words
    assert "thiếu 301 người" in found.words
    assert [one.kind for one in parts("<=", 10, 6, 5)] == [Kind.PARTS]
    assert parts("<=", 10, 6, 4) == []


def test_the_years_of_a_term_add_up_to_it():
    term = aim(1, "DV.KET_NAP", ">=", 500, uom="người", among="", grows=True, last=date(2024, 12, 31))
    years = [
        aim(no, "DV.KET_NAP", ">=", 200, uom="người", among="", above=1, grows=True,
            first=date(year, 1, 1), last=date(year, 12, 31))
        for no, year in ((2, 2023), (3, 2024))
    ]  # fmt: skip
    (found,) = told(term, *years)
    assert "thiếu 100 người" in found.words


def test_a_target_below_contradicts_the_one_above():
    above = aim(1, "HN.DA", ">=", 95, among="HN.PHAI")
    below = {"among": "HN.PHAI", "unit": 2, "above": 1}
    assert kinds(above, aim(2, "HN.DA", ">=", 95, **below)) == []
    assert kinds(above, aim(2, "HN.DA", ">=", 90, **below)) == [Kind.ABOVE]
    assert kinds(above, aim(2, "HN.DA", "<=", 90, **below)) == [Kind.ABOVE]
    assert kinds(above, aim(2, "HN.DA", ">=", 95, **{**below, "among": STAFF})) == [Kind.ABOVE]
    assert kinds(above, aim(2, "HN.DA", ">=", 95, **below, last=date(2024, 1, 31))) == [Kind.ABOVE]
    most = aim(1, "NV.NGUNG_VIEC", "<=", 10, uom="cuộc", among="", adds=True)
    low = aim(2, "NV.NGUNG_VIEC", ">=", 12, uom="cuộc", among="", unit=2, above=1)
    assert Kind.ABOVE in kinds(most, low)
    term = aim(1, "HN.DA", ">=", 95, among="HN.PHAI", last=date(2027, 12, 31))
    assert kinds(term, aim(2, "HN.DA", ">=", 80, among="HN.PHAI", above=1)) == []


def test_the_cap_stands_once_and_what_targets_keep_names_elements_of_the_catalogue():
    (cap,) = shipped_caps()
    assert (cap.share, cap.valid_from, cap.valid_to) == (15, date(2017, 10, 1), date(2024, 1, 1))
    named = {cell for one in capped() for cell in (one.of, one.among)}
    named |= {cell for one in within() for cell in (one.of, one.whole)}
    assert named <= set(catalogue().elements)
