"""Every view says who may open it; a view that does not say is refused."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .acting import somebody
from .rules import one_reading
from .scope import MEMBER as MEMBERS_TREE

PUBLIC = "public"
SIGNED_IN = "signed in"
#: Of the member's app: for somebody who acts there as a member; the app leads others to its door.
MEMBER = "member"
#: Opened by a token: each operation behind the view names the right that it asks for (core.api.Needs).
API = "api"
log = logging.getLogger(__name__)

# Whole packages whose views guard themselves: sign-in and the security pages of one's own account.
SELF_GUARDED = ("allauth.account.", "allauth.mfa.", "allauth.usersessions.")


#: Where the member's app stands, and the mark of sessions that were opened by a code sent to a phone.
APP, BY_CODE = "/app/", "by code"


def in_app(request: HttpRequest) -> bool:
    """Whether a request is for a page of the member's app."""
    return request.path.startswith(APP)


def by_code_alone(request: HttpRequest) -> bool:
    """Whether the account was signed in by a one-time code alone, which opens the app and nothing else."""
    return BY_CODE in request.session


def screen(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the permission a view asks for: a name such as "units.view", PUBLIC, SIGNED_IN, MEMBER or API."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        view.screen = permission  # type: ignore[attr-defined]
        return login_not_required(view) if permission in (PUBLIC, MEMBER, API) else view

    return declare


def declared(view: Callable[..., Any]) -> str | None:
    """What a view declared; None where it declared nothing."""
    if view.__module__.startswith(SELF_GUARDED):
        return PUBLIC
    return getattr(view, "screen", None)


class ScreenMiddleware:
    """Refuses undeclared views, and declared ones to posts without the permission."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with one_reading():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        permission = declared(view)
        if permission is None:
            log.error("view %s.%s declares no screen", view.__module__, view.__qualname__)
            raise PermissionDenied("Trang này chưa khai báo quyền truy cập.")
        if permission in (PUBLIC, SIGNED_IN, API):
            return None
        actor = somebody()
        if permission == MEMBER:
            if actor is None or actor.scope.tree != MEMBERS_TREE:
                raise PermissionDenied("Trang này dành cho đoàn viên.")
            return None
        if actor is None:
            raise PermissionDenied(
                "Tài khoản chưa có vị trí công tác nào đang hiệu lực. Hãy đề nghị đơn vị giao vị trí."
            )
        actor.must(permission)
        return None
