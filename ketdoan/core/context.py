"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .acting import somebody
from .modules import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu and acting post for the frame; `demo` says that the figures shown are illustrative."""
    actor = somebody()
    return {"actor": actor, "menu": menu(actor), "demo": settings.DEMO}
