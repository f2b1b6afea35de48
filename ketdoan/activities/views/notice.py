"""A notice as whoever has its link sees it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ketdoan.core.files import file_response
from ketdoan.core.screens import PUBLIC, screen

from ..models import Task
from ..queries.notices import files_of, open_notice


def _notice(token: str) -> Task:
    found = open_notice(token)
    if found is None:
        raise Http404
    return found


@screen(PUBLIC)
@require_safe
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """The notice, without anything about the units that got it."""
    found = _notice(token)
    response = render(request, "activities/notice.html", {"task": found, "files": files_of(found)})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@screen(PUBLIC)
@require_safe
def notice_file(request: HttpRequest, token: str, file: int) -> FileResponse:
    """A file of the notice."""
    held = get_object_or_404(files_of(_notice(token)), pk=file)
    return file_response(held.blob, held.name, inline=True)
