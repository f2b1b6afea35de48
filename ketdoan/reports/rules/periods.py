"""Periods of reports: from which day to which, and on which day their stocks are counted.

The union's half-year and year end on 31/5 and 30/11 (Mẫu 1-HĐCĐ, 2-HĐCĐ); its months and quarters are those of the
calendar.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from ketdoan.core.viet import VietError

_CODE = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4]|\d{2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`; stocks are those of the last one."""

    code: str
    first: date
    last: date


def period_named(code: str) -> Period:
    """A period by its code: 2023, 2023-H1, 2023-Q2, 2023-07. Raises VietError for any other."""
    match = _CODE.fullmatch(code)
    if match is None or not 1929 <= int(match[1]) <= 2100:
        raise VietError(f"Không có kỳ “{code[:20]}”. Viết như 2023, 2023-H1, 2023-Q2, 2023-07.")
    year, part = int(match[1]), match[2] or ""
    if not part:
        return Period(code, date(year - 1, 12, 1), date(year, 11, 30))
    if part == "H1":
        return Period(code, date(year - 1, 12, 1), date(year, 5, 31))
    if part == "H2":
        return Period(code, date(year, 6, 1), date(year, 11, 30))
    months = range(3 * int(part[1]) - 2, 3 * int(part[1]) + 1) if part[0] == "Q" else [int(part)]
    if not 1 <= months[-1] <= 12:
        raise VietError(f"Không có kỳ “{code[:20]}”.")
    last = date(year, months[-1], calendar.monthrange(year, months[-1])[1])
    return Period(code, date(year, months[0], 1), last)
