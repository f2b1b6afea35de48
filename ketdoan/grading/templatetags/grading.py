"""How sheets are drawn."""

from django import template

from ..models import Sheet
from ..rules.sheet import points_text
from ..tables.sheets import level_badge, state_badges

register = template.Library()
register.filter("sheet_state", state_badges)
register.filter("points", points_text)


@register.filter
def decided_badge(sheet: Sheet) -> str:
    """The level that was decided."""
    return level_badge(sheet, sheet.decided_level)
