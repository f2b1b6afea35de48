"""How states and reach are drawn."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number

from ..models import Article
from ..rules.counts import Line
from ..rules.states import State

register = template.Library()
TONES = {State.DRAFT: "grey", State.SCHEDULED: "yellow", State.PUBLISHED: "green", State.WITHDRAWN: "red"}
#: Bars of a chart; the table below it has all lines.
MOST = 12
HIGH, WIDE = 26, 420


@register.simple_tag
def state_of(article: Article) -> SafeString:
    """Where an article stands, as a word on its ground."""
    return badge(article.get_state_display(), TONES.get(State(article.state), "grey"))


@register.filter
def share(line: Line) -> str:
    """Opens in per cent of the members; a dash where they are kept back."""
    return "–" if line.share is None else f"{line.share}%"


@register.inclusion_tag("news/chart.html")
def reach_chart(lines: Sequence[Line]) -> dict[str, Any]:
    """Bars of the largest lines: how many of those it was for have opened it. The table beside it is its twin."""
    told = sorted((line for line in lines if line.share is not None), key=lambda line: -line.members)[:MOST]
    bars = [
        {
            "y": at * HIGH,
            "text_y": at * HIGH + 11,
            "bar_y": at * HIGH + 15,
            "title": line.title,
            "width": round(WIDE * (line.share or 0) / 100, 1),
            "told": f"{line.share}% · {format_number(line.opens or 0)}/{format_number(line.members)}",
        }
        for at, line in enumerate(told)
    ]
    return {"bars": bars, "height": max(1, len(bars)) * HIGH, "wide": WIDE}
