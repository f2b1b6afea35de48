"""Words and sums of the register's pages."""

from django import template

from ..queries.flows import Flow

register = template.Library()


@register.filter
def entered(flow: Flow) -> int:
    """Who became a member in a period, by admission or by recognition."""
    return flow.admitted + flow.recognised
