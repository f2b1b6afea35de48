"""Days whose day and month may have changed places.

An American Excel reads 05/12/1990 as the 12th of May and leaves 31/12/1990 a text: then the column holds texts with
days above 12 beside real days that all lie up to 12. A file that was written by such a machine has the month first.
"""

import re
from collections.abc import Sequence

from ketdoan.core.excel import Mark, Sheet

from .fonts import Marks

UNSURE, MONTH_FIRST = "order", "month first"
_DAY = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: 0?0:00(?::00)?)?\s*", re.ASCII)
_SECOND = frozenset("0123456789/.- ")
#: Slips of the keyboard that do not make a column doubtful: one in so many.
SLIPS = 50
#: So many days that only have the month first show a column to be written so.
SHOWN = 3


def mark_orders(sheet: Sheet, marks: Marks) -> None:
    """Mark the days of a sheet that leave a choice; write those of columns with the month first in our order."""
    width = max(map(len, sheet.rows), default=0)
    for at in range(width):
        _mark_column(sheet.rows, at, sheet.days.get(at, bytearray()), marks)


def swapped(text: str) -> str:
    """A day with day and month changed over."""
    match = _DAY.fullmatch(text)
    return f"{int(match[3]):02}/{int(match[1]):02}/{match[4]}" if match else text


def _mark_column(rows: Sequence[list[str]], at: int, days: bytearray, marks: Marks) -> None:
    found = {}
    for number, row in enumerate(rows):
        text = row[at] if at < len(row) else ""
        if 8 <= len(text) <= 21 and text[1] in _SECOND and (match := _DAY.fullmatch(text)):
            found[number] = (int(match[1]), int(match[3]))
    real = {number for number in found if number < len(days) and days[number]}
    written = {number: parts for number, parts in found.items() if number not in real}
    day_first = sum(first > 12 >= second for first, second in written.values())
    month_first = sum(second > 12 >= first for first, second in written.values())
    open_ones = {
        number for number, (first, second) in written.items() if first <= 12 and second <= 12 and first != second
    }
    kept = {number: found[number] for number in real}
    if day_first and kept and all(first <= 12 for first, _ in kept.values()):
        open_ones |= {number for number, (first, second) in kept.items() if first != second}
        doubtful = {number for number in open_ones if number in kept}
    else:
        doubtful = set()
    if month_first >= SHOWN and not day_first:
        for number, (first, second) in written.items():
            if first <= 12 and first != second:
                old = rows[number][at]
                rows[number][at] = swapped(old)
                marks.setdefault(number, {})[at] = Mark(MONTH_FIRST, old)
    elif month_first and (month_first >= 2 or month_first * SLIPS >= day_first + month_first):
        doubtful |= open_ones - kept.keys()
    for number in doubtful:
        marks.setdefault(number, {})[at] = Mark(UNSURE)
