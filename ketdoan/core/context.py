"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .acting import somebody
from .guide import chapter_of
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
        "help_chapter": _chapter(request),
        "demo": settings.DEMO,
    }


def _chapter(request: HttpRequest) -> str:
    """The chapter of the guide about the page that is shown."""
    match = request.resolver_match
    return chapter_of(match.view_name) if match else ""
