"""The number under the bell."""

from django import template
from django.template.context import Context

from ketdoan.core.notify import unread

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_count(context: Context) -> int:
    """How many messages the signed-in account has not read, up to 100."""
    user = getattr(context.get("request"), "user", None)
    return unread(user.pk) if user is not None and user.is_authenticated else 0
