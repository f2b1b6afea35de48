"""Sets who acts: the signed-in account in its chosen post."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ketdoan.core.acting import acting

from .queries.posts import actor_for


class PostMiddleware:
    """Runs the rest of the request as the account's chosen post; without a valid post nobody acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_for(request) if request.user.is_authenticated else None
        if actor is None:
            return self.get_response(request)
        with acting(actor):
            return self.get_response(request)
