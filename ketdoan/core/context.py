"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .acting import somebody
from .modules import account_menu, menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """Account, menus and acting post for the frame; `demo` says that the figures shown are illustrative."""
    actor = somebody()
    user = getattr(request, "user", None)
    return {
        "user": user,
        "actor": actor,
        "menu": menu(actor),
        "account_menu": account_menu(),
        "demo": settings.DEMO,
    }
