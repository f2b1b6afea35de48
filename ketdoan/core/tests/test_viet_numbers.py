from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ketdoan.core.viet import (
    Bound,
    VietError,
    format_bound,
    format_money,
    format_number,
    format_percent,
    parse_bound,
    parse_int,
    parse_money,
    parse_number,
    parse_percent,
    round_half_up,
)

whole_numbers = st.integers(-(10**20), 10**20)


def reads_two_ways(text):
    whole, comma, fraction = text.lstrip("-").rstrip("%").partition(",")
    return bool(comma) and len(fraction) == 3 and "." not in whole and len(whole) <= 3 and whole[0] != "0"


@given(whole_numbers)
def test_whole_numbers_survive_writing_and_reading(number):
    assert parse_int(format_number(number)) == number


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=2) | st.decimals(-10000, 10000, places=3))
def test_decimals_survive_writing_and_reading_unless_they_read_two_ways(number):
    written = format_number(number)
    assume(not reads_two_ways(written))
    assert parse_number(written) == number


@given(st.decimals(-10000, 10000, places=1))
def test_percentages_survive_writing_and_reading(share):
    assert parse_percent(format_percent(share)) == share


@given(whole_numbers, st.booleans())
def test_money_survives_writing_and_reading(amount, short):
    assert parse_money(format_money(amount, short=short)) == amount


@given(st.sampled_from(["=", ">", ">=", "<", "<=", "~"]), whole_numbers, st.sampled_from(["", "%", "đồng"]))
def test_bounds_survive_writing_and_reading(comparison, number, unit):
    bound = Bound(comparison, Decimal(number), unit)
    assert parse_bound(format_bound(bound)) == bound


@pytest.mark.parametrize(
    ("number", "places", "written"),
    [
        (1234567, None, "1.234.567"),
        (999, None, "999"),
        (1000, None, "1.000"),
        (-1008, None, "-1.008"),
        (0, None, "0"),
        (Decimal("52.4"), None, "52,4"),
        (Decimal("1234.50"), None, "1.234,50"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("87.35"), 1, "87,4"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "-3"),
        (Decimal("-0.4"), 0, "0"),
        (87, 1, "87,0"),
        (10**29 + 1, None, "100.000.000.000.000.000.000.000.000.001"),
    ],
)
def test_numbers_are_written_with_dots_and_a_decimal_comma(number, places, written):
    assert format_number(number, places) == written


def test_percent_and_money_are_written_as_documents_do():
    assert format_percent(87) == "87%"
    assert format_percent(Decimal("35.9")) == "35,9%"
    assert format_money(1234567) == "1.234.567\u00a0đồng"
    assert format_money(-5000, short=True) == "-5.000\u00a0đ"


def test_a_number_that_is_not_finite_is_not_written():
    with pytest.raises(VietError):
        format_number(Decimal("NaN"))


@given(st.integers(-(10**15), 10**15))
def test_rounding_halves_goes_away_from_zero(number):
    rounded = int(round_half_up(Decimal(number) / 2, 0))
    assert rounded == (abs(number) + 1) // 2 * (1 if number >= 0 else -1)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.008", "1008"),
        ("1 008", "1008"),
        ("1\u00a0008", "1008"),
        ("1\u202f234\u202f567", "1234567"),
        ("1.234,5", "1234.5"),
        ("12.345,678", "12345.678"),
        ("1234,567", "1234.567"),
        ("0,125", "0.125"),
        ("1,0080", "1.008"),
        ("52,4", "52.4"),
        (" 26.700 ", "26700"),
        ("-52,4", "-52.4"),
        ("\u2212346", "-346"),
        ("+7", "7"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_the_vietnamese_way(typed, value):
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("1,008", r"hai cách.*1\.008.*1,0080"),
        ("-346,125", "hai cách"),
        ("1,234,567", "dấu chấm để tách hàng nghìn"),
        ("1,234.5", "dấu chấm để tách hàng nghìn"),
        ("1.5", "1,5"),
        ("0.500", "0,500"),
        ("1.2345", "ba chữ số"),
        ("12.34.567", "không phải là số"),
        ("1.234 567", "không phải là số"),
        ("1 00", "không phải là số"),
        ("1,", "không phải là số"),
        (",5", "không phải là số"),
        ("mười", "không phải là số"),
        ("--5", "không phải là số"),
        ("1e5", "không phải là số"),
        ("", "Chưa có số"),
        ("9" * 25, "24 chữ số"),
    ],
)
def test_what_is_no_vietnamese_number_is_refused_with_advice(typed, advice):
    with pytest.raises(VietError, match=advice):
        parse_number(typed)


@given(st.text(alphabet="0123456789.,- ", max_size=12))
def test_a_number_is_read_in_one_way_or_refused(typed):
    try:
        value = parse_number(typed)
    except VietError:
        return
    bare = typed.replace(".", "").replace(" ", "").replace(",", ".")
    assert value == Decimal(bare)


def test_a_decimal_is_no_whole_number():
    assert parse_int("12,00") == 12
    with pytest.raises(VietError, match="số nguyên"):
        parse_int("12,5")


def test_percent_may_be_typed_with_or_without_its_sign():
    assert parse_percent("87%") == parse_percent("87 %") == parse_percent("87") == 87
    assert parse_percent("35,9%") == Decimal("35.9")
    with pytest.raises(VietError):
        parse_percent("%")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("458,5 triệu đồng", 458_500_000),
        ("1.234.567 đồng", 1_234_567),
        ("1.234.567 đ", 1_234_567),
        ("1.234.567₫", 1_234_567),
        ("500.000 VNĐ", 500_000),
        ("500 nghìn đồng", 500_000),
        ("500k", 500_000),
        ("1,5tr", 1_500_000),
        ("6,21 triệu", 6_210_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("1 tỉ 200 triệu 300 ngàn đồng", 1_200_300_000),
        ("2 nghìn tỷ đồng", 2_000_000_000_000),
        ("8,52 TỶ ĐỒNG", 8_520_000_000),
        ("-3 triệu", -3_000_000),
        ("0 đồng", 0),
    ],
)
def test_money_is_read_with_its_words_of_scale(typed, amount):
    assert parse_money(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["458.5 triệu", "1,008 triệu", "200 triệu 1 tỷ", "1 tỷ 5", "5 triệu 5 triệu", "triệu", "0,5 đồng", "đồng", "5 USD"],
)
def test_money_that_reads_two_ways_or_none_is_refused(typed):
    with pytest.raises(VietError):
        parse_money(typed)


@pytest.mark.parametrize(
    ("stated", "bound"),
    [
        ("trên 26.700", Bound(">", Decimal(26700))),
        ("Hơn 4.800", Bound(">", Decimal(4800))),
        ("hơn 73 triệu đồng", Bound(">", Decimal(73_000_000), "đồng")),
        ("trên 98%", Bound(">", Decimal(98), "%")),
        ("từ 20% trở lên", Bound(">=", Decimal(20), "%")),
        ("95% trở lên", Bound(">=", Decimal(95), "%")),
        ("ít nhất 3", Bound(">=", Decimal(3))),
        ("không dưới 5", Bound(">=", Decimal(5))),
        ("dưới 10", Bound("<", Decimal(10))),
        ("gần 500", Bound("<", Decimal(500))),
        ("không quá 15%", Bound("<=", Decimal(15), "%")),
        ("tối đa 2 triệu đồng", Bound("<=", Decimal(2_000_000), "đồng")),
        ("10 trở xuống", Bound("<=", Decimal(10))),
        ("khoảng 2 nghìn", Bound("~", Decimal(2000))),
        ("221", Bound("=", Decimal(221))),
    ],
)
def test_a_stated_figure_keeps_its_comparison(stated, bound):
    assert parse_bound(stated) == bound


@pytest.mark.parametrize("stated", ["trên", "nhiều", "trên 1,008", "trên 5 người"])
def test_a_stated_figure_that_cannot_be_read_is_refused(stated):
    with pytest.raises(VietError):
        parse_bound(stated)
