"""Periods of reports: from which day to which, and on which day their stocks are counted.

The union's half-year and year end on 31/5 and 30/11 (Mẫu 1-HĐCĐ, 2-HĐCĐ); its months and quarters are those of the
calendar.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from ketdoan.core.viet import VietError, format_date

#: Days before its first one from which a period may be asked for.
SOON = 31
QUARTERS = ("I", "II", "III", "IV")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_CODE = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4]|\d{2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`; stocks are those of the last one."""

    code: str
    first: date
    last: date

    @property
    def kind(self) -> str:
        """What forms call it: year, half, quarter or month; other days are a term."""
        if ".." in self.code:
            return "term"
        part = self.code[5:]
        return {"": "year", "H": "half", "Q": "quarter"}.get(part[:1], "month")

    @property
    def title(self) -> str:
        """As reports are headed: 6 tháng đầu năm 2023."""
        year, part = self.code[:4], self.code[5:]
        if self.kind == "term":
            return f"{format_date(self.first)}–{format_date(self.last)}"
        if self.kind == "half":
            return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
        if self.kind == "quarter":
            return f"Quý {QUARTERS[int(part[1]) - 1]}/{year}"
        return f"Tháng {int(part)}/{year}" if part else f"Năm {year}"


def period_named(code: str) -> Period:
    """A period by its code: 2023, 2023-H1, 2023-Q2, 2023-07, or any days as 2023-01-01..2023-10-31.

    Raises VietError for any other.
    """
    if days := _DAYS.fullmatch(code):
        return _days(code, *days.groups())
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


def _days(code: str, first: str, last: str) -> Period:
    try:
        found = Period(code, date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise VietError(f"Không có kỳ “{code[:30]}”.") from None
    if found.first > found.last:
        raise VietError("Ngày đầu kỳ phải trước ngày cuối kỳ.")
    return found


def code_of(first: date, last: date) -> str:
    """The code of a period of any days, as for a term of one union."""
    return f"{first.isoformat()}..{last.isoformat()}"


def periods_around(day: date) -> list[Period]:
    """The periods that may be asked for on a day: those of this year and of the two before, the last ones first, and of
    each kind the one that begins next."""
    years = range(day.year + 1, day.year - 2, -1)
    parts = ["", "-H2", "-H1", *(f"-Q{no}" for no in (4, 3, 2, 1)), *(f"-{no:02}" for no in range(12, 0, -1))]
    found = [period_named(f"{year}{part}") for year in years for part in parts]
    return [one for one in found if (one.first - day).days <= SOON]
