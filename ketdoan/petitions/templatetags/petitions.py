"""How promises are drawn."""

from django import template
from django.utils.safestring import SafeString

from ..models import Promise
from ..tables.petitions import promise_badges

register = template.Library()


@register.simple_tag
def promise_state(promise: Promise) -> SafeString:
    """Where a promise stands."""
    return promise_badges(promise)
