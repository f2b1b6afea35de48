"""Days as people call them."""

from datetime import date

from django import template

from ketdoan.core.viet import format_lunar

register = template.Library()
NAMES = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@register.filter
def weekday(day: date) -> str:
    """Thứ Hai … Chủ nhật."""
    return NAMES[day.weekday()]


@register.filter
def weekday_name(number: int) -> str:
    """The name of a day of the week; Monday is 0."""
    return NAMES[number]


@register.filter
def lunar(day: date) -> str:
    """14/10 âm lịch."""
    return format_lunar(day)
