"""How sheets are drawn."""

from django import template

from ..models import Sheet
from ..tables.sheets import level_badge, state_badges

register = template.Library()
register.filter("sheet_state", state_badges)


@register.filter
def decided_badge(sheet: Sheet) -> str:
    """The level that was decided."""
    return level_badge(sheet, sheet.decided_level)


@register.filter
def level_name(sheet: Sheet, code: str) -> str:
    """What a level is called in a sheet."""
    return sheet.score_sheet.label(code)
