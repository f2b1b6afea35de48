"""The user guide, read inside the product."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from ..guide import chapters, picture
from ..screens import SIGNED_IN, screen

DAY = 24 * 3600


@screen(SIGNED_IN)
def contents(request: HttpRequest) -> HttpResponse:
    """The chapters."""
    return render(request, "core/help.html", {"chapters": chapters().values()})


@screen(SIGNED_IN)
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter, with those before and after it."""
    found = chapters()
    if name not in found:
        raise Http404
    names = list(found)
    at = names.index(name)
    context = {
        "chapter": found[name],
        "before": found[names[at - 1]] if at else None,
        "after": found[names[at + 1]] if at + 1 < len(names) else None,
    }
    return render(request, "core/help_chapter.html", context)


@screen(SIGNED_IN)
@cache_control(private=True, max_age=DAY)
def show_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of the guide."""
    path = picture(name)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
