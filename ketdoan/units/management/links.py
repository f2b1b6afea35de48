"""How a command shows a one-time link."""

from django.urls import reverse
from django.utils import timezone

from ketdoan.core.viet import format_date

from ..models import Invitation


def shown(invitation: Invitation, address: str, purpose: str) -> str:
    """What to do with a link that was just made, until when, and the link itself on a line of its own."""
    until = timezone.localtime(invitation.expires_at)
    link = address.rstrip("/") + reverse("units:invitation", args=[invitation.secret])
    return f"Mở đường dẫn sau để {purpose} (dùng một lần, đến {until:%H:%M} ngày {format_date(until.date())}):\n{link}"
