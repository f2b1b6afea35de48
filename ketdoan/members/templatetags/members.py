"""Words and sums of the register's pages."""

from django import template

from ..queries.evidence import FIGURES
from ..queries.flows import NAMES, Flow

register = template.Library()


@register.filter
def entered(flow: Flow) -> int:
    """Who became a member in a period, by admission or by recognition."""
    return flow.admitted + flow.recognised


@register.filter
def cells(flow: Flow) -> list[tuple[str, int, bool]]:
    """The figures of a course in order: name, number, and whether there are people to list behind it."""
    return [(name, getattr(flow, name), name in FIGURES and getattr(flow, name) > 0) for name in NAMES]
