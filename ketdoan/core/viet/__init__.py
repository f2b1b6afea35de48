"""Vietnamese text, names, numbers, money, dates and working days. Pure Python, without database."""

from .calendar import DayRule, WorkCalendar
from .collate import title_key
from .dates import (
    ZONE,
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
from .errors import VietError
from .identity import (
    citizen_id_doubts,
    parse_citizen_id,
    parse_old_citizen_id,
    parse_passport,
    parse_phone,
    parse_social_insurance,
)
from .lunar import LunarDay, format_lunar, lunar_day
from .names import NameParts, initials, sort_key, split_name
from .numbers import (
    Bound,
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
from .text import LONG_NUMBER, clean_line, fold, in_sentence, is_vietnamese, nfc, search_words
from .words import in_words, money_in_words

__all__ = [
    "LONG_NUMBER",
    "ZONE",
    "Bound",
    "DayRule",
    "LunarDay",
    "NameParts",
    "VietError",
    "WorkCalendar",
    "YearMonth",
    "citizen_id_doubts",
    "clean_line",
    "fold",
    "format_bound",
    "format_date",
    "format_date_in_words",
    "format_lunar",
    "format_money",
    "format_month",
    "format_number",
    "format_percent",
    "in_sentence",
    "in_words",
    "initials",
    "is_vietnamese",
    "local",
    "lunar_day",
    "money_in_words",
    "nfc",
    "parse_bound",
    "parse_citizen_id",
    "parse_date",
    "parse_int",
    "parse_money",
    "parse_month",
    "parse_number",
    "parse_old_citizen_id",
    "parse_passport",
    "parse_percent",
    "parse_phone",
    "parse_social_insurance",
    "parse_year",
    "round_half_up",
    "search_words",
    "sort_key",
    "split_name",
    "title_key",
    "today",
]
