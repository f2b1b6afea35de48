"""Days and months of terms, as the Civil Code counts them."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from ketdoan.core.viet import VietError, WorkCalendar

from .shape import Working
from .sources import CIVIL_CODE, law

FIVE_DAYS, SIX_DAYS = "5", "6"
WEEKS = {FIVE_DAYS: "thứ Hai đến thứ Sáu", SIX_DAYS: "thứ Hai đến thứ Bảy"}
CALENDARS = {FIVE_DAYS: WorkCalendar(), SIX_DAYS: WorkCalendar(rest=(6,))}
#: The day on which a term begins is not counted.
NOT_THE_FIRST = law(CIVIL_CODE, "147", "2")
BY_MONTHS = law(CIVIL_CODE, "148", "3")
NEXT_WORKING_DAY = law(CIVIL_CODE, "148", "5")
HALF_YEAR = 6
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def days_after(day: date, days: int) -> date:
    """The last day of a term of days."""
    return day + timedelta(days=days)


def months_after(day: date, months: int) -> date:
    """The last day of a term of months: the same day of the month, or its last where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def working_days_after(working: Working, key: str, days: int, week: str = FIVE_DAYS) -> date:
    """The last day of a term of working days that begins with the day in a field."""
    try:
        return CALENDARS[week].add_working_days(working[key], days)
    except VietError as error:
        working.refuse(key, str(error))


def nth_working_day(working: Working, key: str, number: int, week: str) -> date:
    """The working day of this number from the day in a field on, which is the first if it is one."""
    try:
        return CALENDARS[week].add_working_days(working[key] - timedelta(days=1), number)
    except VietError as error:
        working.refuse(key, str(error))


def is_working(day: date) -> bool:
    """Whether offices work on a day."""
    return CALENDARS[FIVE_DAYS].is_working_day(day)


def next_working(day: date) -> date:
    """The day itself, or the next on which offices work."""
    return CALENDARS[FIVE_DAYS].roll_forward(day)


def weekday(day: date) -> str:
    """What weekday a day is."""
    return WEEKDAYS[day.weekday()]


def years_counted(months: int, half: Fraction, full: Fraction) -> Fraction:
    """Years of which odd months up to six count as `half`, more as `full`."""
    years, rest = divmod(months, 12)
    return years + (Fraction(0) if not rest else half if rest <= HALF_YEAR else full)
