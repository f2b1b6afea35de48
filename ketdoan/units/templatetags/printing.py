"""Which rows have a print."""

from django import template

from ..printing.contexts import CHANGE_PRINTS

register = template.Library()


@register.filter
def printable(kind: str) -> bool:
    """Whether a kind of change has a decision to print."""
    return kind in set(CHANGE_PRINTS)
