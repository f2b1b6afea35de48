"""Sets who acts in the app, keeps what was opened by a code out of the workspace, and answers at once what is the same
for everybody."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

from ketdoan.core.acting import acting, keeping, somebody
from ketdoan.core.screens import MEMBER, PUBLIC, SELF_GUARDED, SIGNED_IN, by_code_alone, declared, in_app
from ketdoan.members.queries.membership import actor_of_account

#: A phone asks for these at each visit, and they say the same to everybody.
PLAIN = ("portal:worker", "portal:manifest")


class PlainMiddleware:
    """Answers what is the same for everybody before the session is looked at: who asks is of no matter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @cached_property
    def paths(self) -> frozenset[str]:
        """The addresses of these."""
        return frozenset(map(reverse, PLAIN))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in self.paths:
            return self.get_response(request)
        answer: HttpResponse = resolve(request.path).func(request)
        return answer


class MemberMiddleware:
    """Runs a request under the app's addresses as the member that the account's person is.

    Who is signed in by a code alone, sent to a phone, is a member in the app and nothing elsewhere: a code is less
    than a password, and must open neither posts nor the pages on which passwords are changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (in_app(request) and request.user.is_authenticated):
            return self.get_response(request)
        with keeping():
            actor = actor_of_account(int(request.user.pk))
            if actor is None:
                return self.get_response(request)
            with acting(actor):
                return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        asked = declared(view)
        if not in_app(request):
            own_pages = view.__module__.startswith(SELF_GUARDED) and request.path != LEAVING
            if by_code_alone(request) and (asked != PUBLIC or own_pages):
                match = request.resolver_match
                same = SAME.get(match.view_name) if match else None
                return redirect(same, *args, **kwargs) if same else redirect("portal:home")
            return None
        if asked == SIGNED_IN and not request.user.is_authenticated:
            return redirect("portal:enter")
        if asked != MEMBER or somebody() is not None:
            return None
        return redirect("portal:waiting" if request.user.is_authenticated else "portal:enter")


#: Pages of the workspace to which messages lead, and where the same stands in the app.
SAME = {"legal:my_case": "portal:question"}
#: The one page of the account's own that a session opened by a code may use.
LEAVING = "/tai-khoan/logout/"
