from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import (
    VietError,
    YearMonth,
    format_date,
    format_date_in_words,
    format_month,
    local,
    parse_date,
    parse_month,
    parse_year,
    today,
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days)
def test_dates_survive_writing_and_reading(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(format_date_in_words(day)) == day
    assert parse_date(day.isoformat()) == day


@given(days)
def test_months_survive_writing_and_reading(day):
    assert parse_month(format_month(day)) == (day.year, day.month)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2023, 10, 31), "ngày 31 tháng 10 năm 2023"),
        (date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"),
        (date(2024, 2, 29), "ngày 29 tháng 02 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
        (date(2024, 9, 10), "ngày 10 tháng 9 năm 2024"),
        (date(2024, 12, 1), "ngày 01 tháng 12 năm 2024"),
    ],
)
def test_documents_pad_days_under_ten_and_only_the_months_one_and_two(day, written):
    assert format_date_in_words(day) == written


def test_short_forms_have_two_digits_for_day_and_month():
    assert format_date(date(2023, 5, 1)) == "01/05/2023"
    assert format_month(date(2023, 5, 1)) == format_month(YearMonth(2023, 5)) == "05/2023"


@pytest.mark.parametrize(
    "typed",
    [
        "1/5/2023",
        "01/05/2023",
        "01-05-2023",
        "1.5.2023",
        " 1 / 5 / 2023 ",
        "2023-05-01",
        "2023/5/1",
        "2023-05-01 00:00:00",
        "2023-05-01T00:00:00",
        "01/05/2023 00:00:00",
        "ngày 1 tháng 5 năm 2023",
        "Ngày 01\u00a0tháng 05 năm 2023",
        "01 tháng 5 năm 2023",
        "nga\u0300y 1 tha\u0301ng 5 na\u0306m 2023",
    ],
)
def test_the_first_of_may_is_read_in_every_usual_form(typed):
    assert parse_date(typed) == date(2023, 5, 1)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("29/2/2023", "Tháng 2 năm 2023 không có ngày 29"),
        ("31/4/2024", "Tháng 4 năm 2024 không có ngày 31"),
        ("0/1/2024", "không có ngày 0"),
        ("10/31/2023", "Không có tháng 31.*ngày/tháng/năm"),
        ("2023-13-01", "Không có tháng 13"),
        ("1/5/23", "bốn chữ số"),
        ("1/5/20233", "bốn chữ số"),
        ("1/5/0203", "ngoài khoảng"),
        ("1/5-2023", "Không đọc được"),
        ("2023-05-01 08:30:00", "Không đọc được"),
        ("45047", "Không đọc được"),
        ("mùng một Tết", "Không đọc được"),
        ("", "Chưa có ngày"),
    ],
)
def test_a_date_that_does_not_exist_or_cannot_be_read_is_refused(typed, complaint):
    with pytest.raises(VietError, match=complaint):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["10/2023", "10-2023", "tháng 10 năm 2023", "Tháng 10/2023"])
def test_a_month_is_read_in_every_usual_form(typed):
    assert parse_month(typed) == YearMonth(2023, 10)


@pytest.mark.parametrize("typed", ["13/2023", "0/2023", "2023", "10/23", "31/10/2023", ""])
def test_what_is_no_month_is_refused(typed):
    with pytest.raises(VietError):
        parse_month(typed)


def test_a_year_is_read_and_slips_are_refused():
    assert parse_year("2023") == parse_year(" năm 2023 ") == 2023
    for slip in ("23", "20233", "1023", "2023a", ""):
        with pytest.raises(VietError):
            parse_year(slip)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - the zone is set below
def test_local_time_is_seven_hours_ahead_of_utc(naive):
    assert local(naive.replace(tzinfo=UTC)).replace(tzinfo=None) == naive + timedelta(hours=7)


def test_the_day_turns_at_seventeen_utc():
    assert local(datetime(2023, 12, 31, 16, 59, tzinfo=UTC)).date() == date(2023, 12, 31)
    assert local(datetime(2023, 12, 31, 17, 0, tzinfo=UTC)).date() == date(2024, 1, 1)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2023, 12, 31))  # noqa: DTZ001 - what is refused


def test_today_is_the_day_in_vietnam():
    before = (datetime.now(UTC) + timedelta(hours=7)).date()
    assert before <= today() <= (datetime.now(UTC) + timedelta(hours=7)).date()
