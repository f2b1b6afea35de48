"""Where targets lead by the course so far, and by that of last year.

Forecasts rest on reports that are told whole: handed in, or put together from all units below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from ..models import Target
from ..rules.catalogue import STOCK
from ..rules.course import BESIDE, EARLY, Days, Season, ahead, rounded, share
from ..rules.figures import Figure
from .outcomes import Outcome, Reports, days_of_target, parts_of, year_before

PLACES = 2
#: By so much may the days of two years' reports lie apart: months end on the 28th to the 31st.
NEAR = timedelta(days=3)
#: Only of up to so many days is there a year before that went the same way.
YEAR = 370


@dataclass(frozen=True)
class Forecast:
    """What a target comes to by its last day, as reports up to another day let expect."""

    value: Decimal
    until: date


def forecast(reports: Reports, target: Target, outcome: Outcome) -> Forecast | None:
    """Where a target leads; None where it is too early to say or nothing can be said."""
    parts = parts_of(target)
    if parts is None or outcome.figure.exact is None:
        return None
    found = [_of_cell(reports, target, cell, parts.cells) for cell in parts.cells]
    told = [one for one in found if one is not None]
    if len(told) < len(found):
        return None
    until = max(one.until for one in told)
    if parts.under:
        value = share(*(Figure(one.value) for one in told)).value
        return None if value is None else Forecast(rounded(value, PLACES), until)
    element = reports.element(parts.over)
    # What has come of a flow, if not yet from all, is there already.
    value = max(told[0].value, outcome.figure.exact) if element.over_time == "sum" else told[0].value
    return Forecast(rounded(value, 0 if element.whole else PLACES), until)


def _of_cell(reports: Reports, target: Target, cell: str, together: Sequence[str]) -> Forecast | None:
    days, element = days_of_target(target), reports.element(cell)
    figure, used = reports.measured(target.unit_id, cell, days, together, whole=True)
    now = figure.exact
    if now is None or not used:
        return None
    until = max(reports.until(report) for report in used)
    gone = Fraction(reports.told_days(target, used, element.over_time), (days[1] - days[0]).days + 1)
    if gone < EARLY:
        return None
    if element.nature == STOCK:
        begun = reports.before(target.unit_id, cell, days)
        return Forecast(ahead(now, gone, _season(reports, target, cell, until, together), begun), until)
    if element.over_time != "sum":  # distinct people of a year do not grow with the days
        return Forecast(now, until)
    return Forecast(ahead(now, gone, _season(reports, target, cell, until, together)), until)


def _season(reports: Reports, target: Target, cell: str, until: date, together: Sequence[str]) -> Season | None:
    """Last year's course of a cell; None where its reports do not tell all of it."""
    if (target.last - target.first).days > YEAR:
        return None
    days, moment = _year_earlier(days_of_target(target)), year_before(until)
    end, of_all = reports.measured(target.unit_id, cell, days, together, whole=True)
    then, of_part = reports.measured(target.unit_id, cell, days, together, moment + NEAR, whole=True)
    if end.exact is None or then.exact is None:
        return None
    if of_all[-1].round.last < days[1] - BESIDE or abs(of_part[-1].round.last - moment) > NEAR:
        return None
    if reports.element(cell).nature != STOCK:
        return Season(then.exact, end.exact)
    begun = reports.before(target.unit_id, cell, days)
    return None if begun is None else Season(then.exact, end.exact, begun)


def _year_earlier(days: Days) -> Days:
    return year_before(days[0]), year_before(days[1])
