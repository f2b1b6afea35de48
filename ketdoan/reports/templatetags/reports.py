"""How reports are drawn."""

from django import template

from ketdoan.core.viet import format_date, format_number

from ..models import Submission, Target
from ..queries.targets import TargetState, percent_text
from ..rules.contradictions import amount
from ..tables.reports import state_badges

register = template.Library()
register.filter("report_state", state_badges)


@register.filter
def of_expected(expected: int) -> str:
    """What a number is out of."""
    return f"trên {format_number(expected)} đơn vị"


@register.filter
def late_by(report: Submission) -> str:
    """Nothing, or by how long it was late."""
    if report.first_submitted_at is None:
        return ""
    days = (report.first_submitted_at.date() - report.due).days
    return f"chậm {days} ngày" if days > 0 else "đúng hạn"


@register.filter
def given_text(target: Target) -> str:
    """How much a unit was given."""
    return amount(target.value, target.uom)


@register.filter
def registered_text(target: Target) -> str:
    """How much a unit put its name to; nothing as long as it has not."""
    return "" if target.registered is None else amount(target.registered, target.uom)


@register.filter
def elapsed_text(state: TargetState) -> str:
    """How much of a target's time has gone."""
    return percent_text(state.elapsed)


@register.filter
def reached_note(state: TargetState) -> str:
    """How much of a target that is."""
    return "" if state.done is None else f"{percent_text(state.done)} mức"


@register.filter
def forecast_note(state: TargetState) -> str:
    """On which reports a forecast rests."""
    return f"theo báo cáo đủ đến {format_date(state.leads.until)}" if state.leads else ""
