"""How reports are drawn."""

from django import template

from ketdoan.core.viet import format_number

from ..models import Submission
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
