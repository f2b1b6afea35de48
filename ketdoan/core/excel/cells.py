"""Reading the values that every list has: days, sexes, ticks, addresses of mail, one line of text."""

import re
from datetime import date, timedelta

from ketdoan.core.viet import VietError, clean_line, fold, parse_date

_SERIAL = re.compile(r"[2-6]\d{4}")
_EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of Excel's numbers of days, as it counts from March 1900 on
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
TICKS = {"x", "v", "co", "1"}


def from_serial(number: int) -> date:
    """The day that Excel means by a number of days."""
    return _EXCEL_EPOCH + timedelta(days=number)


def day(text: str) -> date:
    """A day as text, or as the number that Excel shows of a day without a format."""
    plain = text.strip()
    return from_serial(int(plain)) if _SERIAL.fullmatch(plain) else parse_date(plain)


def line(text: str, longest: int) -> str:
    """One line of text, no longer than the register keeps it."""
    clean = clean_line(text)
    if len(clean) > longest:
        raise VietError(f"Dài quá {longest} ký tự.")
    return clean


def email(text: str) -> str:
    """An e-mail address."""
    clean = clean_line(text)
    if not _EMAIL.fullmatch(clean) or len(clean) > 254:
        raise VietError("Địa chỉ thư điện tử không đúng, ví dụ đúng: congdoan@donvi.vn.")
    return clean


def sex(text: str) -> str:
    """f or m."""
    folded = fold(text)
    if folded in {"nu", "f", "female", *TICKS}:
        return "f"
    if folded in {"nam", "m", "male", "trai"}:
        return "m"
    raise VietError(f"“{text.strip()}”: giới tính ghi Nam hoặc Nữ.")


def is_tick(text: str) -> bool:
    """Whether a cell holds a mark instead of a value."""
    return fold(text) in TICKS
