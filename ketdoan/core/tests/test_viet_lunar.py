"""Lunar days against those that were published."""

from datetime import date

import pytest

from ketdoan.core.viet import LunarDay, VietError, format_lunar, lunar_day

#: The first day of Tết as the Government announced it; 2007 and 2030 are other days in China's calendar.
TET = [(2007, 2, 17), (2020, 1, 25), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2030, 2, 2)]


@pytest.mark.parametrize(("year", "month", "day"), TET)
def test_tet_is_the_first_day_of_the_first_month(year: int, month: int, day: int) -> None:
    assert lunar_day(date(year, month, day)) == LunarDay(1, 1, year, leap=False)


def test_the_sixth_month_of_2025_is_repeated() -> None:
    assert lunar_day(date(2025, 6, 25)) == LunarDay(1, 6, 2025, leap=False)
    assert lunar_day(date(2025, 7, 25)) == LunarDay(1, 6, 2025, leap=True)
    assert format_lunar(date(2025, 7, 25)) == "1/6 nhuận âm lịch"
    assert format_lunar(date(2025, 10, 6)) == "15/8 âm lịch"


def test_years_without_a_published_calendar_are_refused() -> None:
    with pytest.raises(VietError):
        lunar_day(date(2200, 1, 1))
