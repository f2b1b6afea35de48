from datetime import date, timedelta

import pytest
import vnlunar
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import DayRule, VietError, WorkCalendar, parse_date

# Weekdays off and weekend days worked, copied by hand from the yearly notices to state employees.
WEEKDAYS_OFF = {
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
}
WEEKENDS_WORKED = {2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
days = st.dates(date(2023, 3, 1), date(2026, 10, 31))
calendar = WorkCalendar()


def listed(table):
    return {parse_date(f"{day}/{year}") for year, line in table.items() for day in line.split()}


def works_by_hand():
    off, worked = listed(WEEKDAYS_OFF), listed(WEEKENDS_WORKED)
    every = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return [day for day in every if day in worked or (day.weekday() < 5 and day not in off)]


WORKED = works_by_hand()


def test_each_day_of_four_years_is_as_the_notices_said():
    every = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert [day for day in every if calendar.is_working_day(day)] == WORKED


@given(days, days)
def test_counting_agrees_with_a_count_day_by_day(start, end):
    if start <= end:
        expected = len([day for day in WORKED if start < day <= end])
    else:
        expected = -len([day for day in WORKED if end <= day < start])
    assert calendar.working_days_between(start, end) == expected


@given(days, st.integers(1, 30))
def test_adding_days_finds_the_nth_working_day_after(start, count):
    assert calendar.add_working_days(start, count) == [day for day in WORKED if day > start][count - 1]


@given(days, st.integers(1, 30))
def test_taking_days_off_finds_the_nth_working_day_before(start, count):
    assert calendar.add_working_days(start, -count) == [day for day in WORKED if day < start][-count]


@given(days, st.integers(-30, 30).filter(bool))
def test_counting_undoes_adding(start, count):
    assert calendar.working_days_between(start, calendar.add_working_days(start, count)) == count


@given(days)
def test_a_term_that_ends_on_a_day_of_rest_ends_on_the_next_working_day(day):
    expected = next(worked for worked in WORKED if worked >= day)
    assert calendar.roll_forward(day) == calendar.add_working_days(day, 0) == expected


def tet(year):
    return next(row.date for row in calendar.special_days(year) if row.name == "Tết Nguyên Đán")


@pytest.mark.parametrize(
    ("year", "day"), [(2007, date(2007, 2, 17)), (2030, date(2030, 2, 2)), (2053, date(2053, 2, 18))]
)
def test_tet_follows_hanoi_in_the_years_when_beijing_is_a_day_later(year, day):
    assert tet(year) == day
    assert not calendar.is_working_day(day)


def test_tet_and_the_kings_day_agree_with_another_lunar_calendar():
    for year in range(2007, 2100):
        first = vnlunar.get_solar_date(1, 1, year)
        kings = vnlunar.get_solar_date(10, 3, year)
        assert tet(year) == date(first["year"], first["month"], first["day"])
        rule = calendar.rule(date(kings["year"], kings["month"], kings["day"]))
        assert not rule.working
        assert "Giỗ Tổ Hùng Vương" in rule.name


def test_the_day_of_culture_is_free_from_2026():
    assert calendar.is_working_day(date(2025, 11, 24))
    assert not calendar.is_working_day(date(2026, 11, 24))
    assert not calendar.is_working_day(date(2027, 11, 24))


def test_a_holiday_on_a_weekend_is_made_good_on_the_next_working_day():
    assert not calendar.is_working_day(date(2022, 5, 2))
    assert not calendar.is_working_day(date(2022, 5, 3))
    assert calendar.is_working_day(date(2022, 5, 4))


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        (date(2025, 1, 29), False, "Tết Nguyên Đán"),
        (date(2025, 1, 27), False, "Nghỉ trước Giao thừa Tết Nguyên Đán"),
        (date(2024, 5, 4), True, "Ngày làm bù"),
        (date(2024, 5, 11), False, "Ngày nghỉ hằng tuần"),
        (date(2024, 5, 13), True, "Ngày làm việc"),
    ],
)
def test_a_day_tells_what_it_is_and_by_which_source(day, working, name):
    rule = calendar.rule(day)
    assert (rule.date, rule.working, rule.name) == (day, working, name)
    assert rule.source


def test_who_works_on_saturdays_rests_on_sundays_and_holidays_alone():
    six = WorkCalendar(rest=(6,))
    assert six.add_working_days(date(2026, 11, 26), 3) == date(2026, 11, 30)
    assert not six.is_working_day(date(2026, 11, 24))


def test_rows_that_an_officer_enters_replace_what_the_day_was():
    flood = DayRule(date(2024, 9, 10), False, "Nghỉ do bão lũ", "Công điện của tỉnh")
    undone = DayRule(date(2024, 5, 4), False, "Không làm bù", "Thông báo của cơ quan")
    own = WorkCalendar([flood, undone])
    assert not own.is_working_day(flood.date)
    assert not own.is_working_day(undone.date)
    assert own.rule(flood.date) == flood
    assert [row for row in own.special_days(2024) if row in (flood, undone)] == [undone, flood]
    assert own.working_days_between(date(2024, 9, 9), date(2024, 9, 11)) == 1
    assert calendar.is_working_day(flood.date)


def test_a_day_entered_twice_is_refused():
    row = DayRule(date(2024, 9, 10), False, "Nghỉ", "Thông báo")
    with pytest.raises(VietError, match="10/09/2024 được khai hai lần"):
        WorkCalendar([row, row])


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1)])
def test_days_that_the_calendar_does_not_know_are_refused(day):
    with pytest.raises(VietError, match="từ năm 2000 đến năm 2099"):
        calendar.is_working_day(day)
