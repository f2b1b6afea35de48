"""How a unit's figures went over the years."""

from datetime import date

from ketdoan.core.scope import LINE
from ketdoan.core.viet import format_date

from ..models import Unit
from .lens import counts

YEARS = 6


def course(unit: Unit, day: date, tree: str = LINE) -> list[tuple[str, int]]:
    """(label, grassroots unions) on 31 December of the years before a day, and on the day itself, as it was then."""
    days = [date(year, 12, 31) for year in range(day.year - YEARS, day.year)] + [day]
    labels = [str(d.year) for d in days[:-1]] + [format_date(day)]
    return [(label, counts(unit.pk, d, tree=tree).grassroots_total) for label, d in zip(labels, days, strict=True)]
