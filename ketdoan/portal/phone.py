"""What the app's script and worker on a phone need of the server: whose a page is, and plain answers to the queue."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from ketdoan.core.acting import somebody
from ketdoan.core.actions import was_done
from ketdoan.core.screens import in_app

CUT_OFF, SIGNED_OUT, OTHER_ACCOUNT = 400, 401, 409
#: The last field of a form from the queue. A line that breaks in the midst of a form ends it for the web server as if
#: it were whole. What was cut off, a photo, would be missing for ever: the next attempt is taken for the same act.
WHOLE = "_whole"
MOVED = (301, 302, 303)


def mark_of(request: HttpRequest) -> str:
    """A name of the account for its own phone, which says nothing to anybody else; empty where nobody is signed in."""
    if not request.user.is_authenticated:
        return ""
    text = f"phone:{request.user.pk}".encode()
    return hmac.new(settings.SECRETS.index, text, hashlib.sha256).hexdigest()[:24]


class PhoneMiddleware:
    """Says with each page of the app whose it is, so that a phone keeps no page of somebody who has left it.

    A form that comes from the queue of a phone (X-Queue: the account that wrote it) is taken from that very account
    alone. Its view answers as to any browser; a script cannot see where a redirect leads, and so gets it in words:
    {"to": address} once the view has done its work, now or before, 401 where it was not even asked. It stands last of
    the middlewares, to see whether a request gets as far as the view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not in_app(request):
            return self.get_response(request)
        asked = request.headers.get("X-Queue")
        if asked and asked.strip("-") != mark_of(request):
            return HttpResponse(status=OTHER_ACCOUNT if request.user.is_authenticated else SIGNED_OUT)
        if asked and WHOLE not in request.POST:
            return HttpResponse(status=CUT_OFF)
        if asked and _done_before(request):
            return _words("")
        answer = self.get_response(request)
        if asked:
            answer = _in_words(request, answer)
        answer["X-Account"] = mark_of(request)
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        request.came_to_view = True  # type: ignore[attr-defined]


def _in_words(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if answer.status_code not in MOVED:
        return answer
    if not getattr(request, "came_to_view", False):
        return HttpResponse(status=SIGNED_OUT)
    said = _words(answer["Location"])
    said.cookies = answer.cookies
    return said


def _words(to: str) -> HttpResponse:
    said = JsonResponse({"to": to})
    said["X-Queue"] = "done"
    return said


def _done_before(request: HttpRequest) -> bool:
    """Whether the act was done by an earlier attempt whose answer was lost. Its view could not always tell: what it was
    about may have moved on by the act itself, such as an answer that has been rated."""
    actor = somebody()
    try:
        key = UUID(request.POST.get("_key", "")).hex
    except ValueError:
        return False
    return actor is not None and was_done(actor, key)
