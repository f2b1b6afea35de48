"""What a phone asks for behind the pages: the worker, the manifest, whose session it is; and the two pages that are
kept on every phone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from ketdoan.core.screens import PUBLIC, screen

from .. import build
from ..phone import mark_of


@screen(PUBLIC)
@require_safe
@condition(etag_func=lambda _request: f'"{build.version()}"')
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's program; a browser asks for it at each visit, and takes it when it has changed."""
    return HttpResponse(build.worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@screen(PUBLIC)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The manifest, by which a phone installs the app."""
    answer = JsonResponse(build.manifest(), content_type="application/manifest+json")
    answer["Cache-Control"] = "max-age=86400"
    return answer


@screen(PUBLIC)
@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whose session this is, and the token without which the site takes no form."""
    return JsonResponse({"account": mark_of(request), "csrf": get_token(request)})


@screen(PUBLIC)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits on this phone to be sent: the page is empty, the phone itself fills it."""
    return render(request, "portal/queue.html")


@screen(PUBLIC)
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the worker in the place of a page that cannot be reached and was not kept."""
    return render(request, "portal/offline.html")
