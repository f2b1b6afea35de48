"""Sets who acts: the signed-in account in its chosen post."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ketdoan.core.accounts import has_second_factor
from ketdoan.core.acting import acting
from ketdoan.core.screens import PUBLIC, by_code_alone, declared, in_app
from ketdoan.core.viet import local

from .queries.posts import actor_for, needs_second_factor


def without_second_factor(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that opens before the second factor has been set up."""
    view.without_second_factor = True  # type: ignore[attr-defined]
    return view


class PostMiddleware:
    """Runs the rest of the request as the account's chosen post; without a valid post nobody acts.

    A post that needs a second factor opens nothing until its holder has set one up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        works = request.user.is_authenticated and not in_app(request) and not by_code_alone(request)
        actor = actor_for(request) if works else None
        if actor is None:
            return self.get_response(request)
        request.post_switch_url = reverse("units:switch_post")  # type: ignore[attr-defined]
        request.post_notice = _notice(request)  # type: ignore[attr-defined]
        with acting(actor):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        post = getattr(request, "post", None)
        if post is None or not needs_second_factor(post):
            return None
        if declared(view) == PUBLIC or hasattr(view, "without_second_factor"):
            return None
        if has_second_factor(request):
            return None
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(status=204)  # a part that asks by itself must not take one off the set-up page
        return redirect("units:second_factor")


def _notice(request: HttpRequest) -> dict[str, str] | None:
    """What the frame says above every page of a system role's post."""
    if not request.post.role.system:  # type: ignore[attr-defined]
        return None
    session = request.admin_session  # type: ignore[attr-defined]
    if session is None:
        text, link = "Quyền quản trị chỉ mở theo phiên, có lý do và thời hạn.", "Mở phiên quản trị"
    else:
        text = f"Phiên quản trị mở đến {local(session.ends_at):%H:%M}. Mọi việc trong phiên đều được ghi lại."
        link = "Kết thúc phiên"
    return {"text": text, "link": link, "url": reverse("units:admin_session")}
