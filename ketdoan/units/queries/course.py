"""How a unit's figures went over the years."""

from datetime import date

from ketdoan.core.scope import LINE
from ketdoan.core.viet import format_date, format_number

from ..models import Unit
from .shape import shape

YEARS = 6


def course(unit: Unit, day: date, tree: str = LINE) -> list[tuple[str, int]]:
    """(label, grassroots unions below) on 31 December of the years before a day, and on the day itself.

    Each as it was then; years in which the unit did not exist are left out.
    """
    days = [(str(year), date(year, 12, 31)) for year in range(day.year - YEARS, day.year)]
    rows = []
    for label, then in [*days, (format_date(day), day)]:
        follow = shape(then, tree)
        at = follow.position(unit.pk)
        if at is not None:
            rows.append((label, follow.grassroots_below(at)))
    return rows


def change_in_words(rows: list[tuple[str, int]]) -> str:
    """What happened between the first and the last row, such as "tăng 12 so với cuối năm 2020"."""
    if len(rows) < 2:
        return ""
    (first, before), (_, latest) = rows[0], rows[-1]
    if before == latest:
        return f"như cuối năm {first}"
    verb = "tăng" if latest > before else "giảm"
    return f"{verb} {format_number(abs(latest - before))} so với cuối năm {first}"
