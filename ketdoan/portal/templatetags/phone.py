"""What a page tells the script and the worker on the phone."""

from django import template
from django.template.context import Context

from ..phone import mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def account_mark(context: Context) -> str:
    """Whose page this is, by the name that only this site can tell."""
    return mark_of(context["request"])
