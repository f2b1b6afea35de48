"""Lists that stand beside one another on a sheet, to save paper: each is taken for a sheet of its own."""

from collections.abc import Sequence

from ketdoan.core.excel import Sheet
from ketdoan.core.excel.layout import find_header

from .columns import meaning_of
from .fonts import Marks
from .layout import score


def apart(sheet: Sheet, marks: Marks) -> list[tuple[Sheet, Marks]]:
    """The lists of a sheet with what was found of their cells, by the rows of the sheet; mostly it holds but one."""
    header = find_header(sheet, score)
    codes = [meaning_of(parts) for parts in header.parts] if header else []
    starts = _starts(codes)
    if len(starts) < 2:
        return [(sheet, marks)]
    ends = [*starts[1:], max(map(len, sheet.rows))]
    spans = zip([0, *starts[1:]], ends, strict=True)  # titles before the first list are its own
    return [
        (_cut(sheet, number, first, end), _marks_between(marks, first, end))
        for number, (first, end) in enumerate(spans, 1)
    ]


def _starts(codes: Sequence[str]) -> list[int]:
    """Where lists begin: at each number that has a name on its right, if each has one."""
    numbers = [at for at, code in enumerate(codes) if code == "number"]
    if len(numbers) < 2:
        return []
    lists = [codes[start:end] for start, end in zip(numbers, [*numbers[1:], len(codes)], strict=True)]
    named = [{"name", "family"} & set(told) for told in lists]
    return numbers if all(named) else []


def _marks_between(marks: Marks, first: int, end: int) -> Marks:
    kept = {row: {at - first: mark for at, mark in own.items() if first <= at < end} for row, own in marks.items()}
    return {row: own for row, own in kept.items() if own}


def _cut(sheet: Sheet, number: int, first: int, end: int) -> Sheet:
    """The columns of one list."""
    rows = [row[first:end] for row in sheet.rows]
    merged = [
        (top, left - first, bottom, min(right, end - 1) - first)
        for top, left, bottom, right in sheet.merged
        if first <= left < end
    ]
    days = {at - first: held for at, held in sheet.days.items() if first <= at < end}
    return Sheet(f"{sheet.name} ({number})", rows, merged, days)
