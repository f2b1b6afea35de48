"""A stand for the app's script and worker: a site of a few pages without a database, which counts what it is sent.

Its settings are stand_settings.py, its page stand.html; standing.py runs it. The frame, the script, the worker and the
middleware are those of the app; its form behaves as those of the app do (idempotency keys, 302, 422), and what was
written can be read.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.cache import never_cache

from ketdoan.portal.urls import app
from ketdoan.portal.views import phone

#: What was written: by whom, with which key, the words, the digest of the picture; and every arrival of a form.
WRITES: list[dict[str, str]] = []
ARRIVALS: list[str] = []
OPEN = ("enter", "worker", "manifest", "session", "queue", "offline", "writes")

PAGE = (Path(__file__).parent / "stand.html").read_text()


class SomebodyMiddleware:
    """Whoever gave their name at the door is signed in; pages of the app lead others to the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        who = request.session.get("who", "")
        request.user = SimpleNamespace(pk=who, is_authenticated=bool(who))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        assert request.resolver_match
        closed = request.resolver_match.url_name not in OPEN and not request.user.is_authenticated
        return redirect("portal:enter") if closed else None


def _page(request: HttpRequest, heading: str, status: int = 200, **more: Any) -> HttpResponse:
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"heading": heading, **more}, request), status=status)


def home(request: HttpRequest) -> HttpResponse:
    return _page(request, "Trang chủ", said=f"Chào {request.user.pk}")


def card(request: HttpRequest) -> HttpResponse:
    return _page(request, "Thẻ", said=f"Thẻ của {request.user.pk}")


def me(request: HttpRequest, **_: Any) -> HttpResponse:
    return _page(request, "Tôi", said=f"Dữ liệu của {request.user.pk}")


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        request.session["who"] = request.POST["text"]
        rotate_token(request)
        return redirect("portal:home")
    return _page(request, "Đăng nhập", form="plain")


def leave(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return redirect("portal:enter")


def write(request: HttpRequest) -> HttpResponse:
    """A form of the app: done once for a key, 302; without words the form again, 422."""
    if request.method != "POST":
        return _page(request, "Gửi", form="Phản ánh")
    ARRIVALS.append(request.POST["_key"])
    said = {"who": request.user.pk, "key": request.POST["_key"], "text": request.POST["text"]}
    if not said["text"].strip():
        return _page(request, "Gửi", form="Phản ánh", wrong=True, text=said["text"], status=422)
    photo = request.FILES.get("photo")
    said["photo"] = hashlib.sha256(photo.read()).hexdigest() if photo else ""
    if not any(row["key"] == said["key"] for row in WRITES):
        WRITES.append(said)
    return redirect("portal:me")


def writes(request: HttpRequest) -> HttpResponse:
    """What was written since the last question."""
    told = {"writes": list(WRITES), "arrivals": list(ARRIVALS)}
    WRITES.clear()
    ARRIVALS.clear()
    return JsonResponse(told)


OWN = [
    path("", home, name="home"),
    path("the", card, name="card"),
    path("toi", me, name="me"),
    path("cong-doan", me, name="union"),
    path("toi/du-lieu", me, name="data"),
    path("vao", enter, name="enter"),
    path("ra", leave, name="leave"),
    path("gui", write, name="write"),
    path("ghi", writes, name="writes"),
    path("sw.js", phone.worker, name="worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("phien", phone.session, name="session"),
    path("dang-cho", phone.queue, name="queue"),
    path("ngoai-tuyen", phone.offline, name="offline"),
]
# The frame of a page names further pages of the app: here each is the page of oneself.
_own = {route.name for route in OWN}
APP = [*OWN, *(path(str(route.pattern), me, name=route.name) for route in app.urlpatterns if route.name not in _own)]
urlpatterns = [path("app/", include((APP, "portal")))]
