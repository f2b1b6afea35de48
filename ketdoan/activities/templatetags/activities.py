"""Filters of the module's pages."""

from django import template

from ketdoan.core.viet import format_number, format_percent
from ketdoan.units.models import Attachment

from ..queries.results import Total
from ..queries.state import Board
from ..tables.tasks import state_badges as drawn

register = template.Library()
register.filter("state_badges", drawn)


@register.filter
def share_done(board: Board) -> str:
    """52% trên 60 đơn vị."""
    return f"{format_percent(board.percent)} trên {format_number(board.total)} đơn vị"


@register.filter
def answered_note(total: Total) -> str:
    """How many units a total is made of."""
    words = "đơn vị trả lời “Có”" if total.question.kind == "yes" else "đơn vị đã trả lời"
    return words if total.question.kind == "yes" else f"{format_number(total.answered)} {words}"


@register.filter
def is_picture(file: Attachment) -> bool:
    """Whether a file is a picture that a browser shows."""
    return file.blob.media_type.startswith("image/")
