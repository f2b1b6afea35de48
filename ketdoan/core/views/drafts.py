"""Drafts of forms: kept while one types, dropped on request."""

from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ..drafts import drop_draft, keep_draft
from ..screens import SIGNED_IN, screen

LONGEST_NAME = 200


def _form_name(request: HttpRequest) -> str:
    """The address of the form: always a path of this site."""
    path = urlsplit(request.POST.get("_form", "")).path[:LONGEST_NAME]
    return "/" + path.lstrip("/\\")


@screen(SIGNED_IN)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the form holds now; answers with the line that says so."""
    typed = request.POST.copy()
    key = typed.get("_key", "")
    for name in [name for name in typed if name.startswith("_") or name == "csrfmiddlewaretoken"]:
        del typed[name]
    at = keep_draft(cast(int, request.user.pk), _form_name(request), typed, key)
    if at is None:
        return HttpResponse("Chưa lưu được bản nháp.")
    return render(request, "core/draft_state.html", {"words": "Đã lưu nháp lúc", "at": at})


@screen(SIGNED_IN)
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget a draft and open the form anew."""
    form = _form_name(request)
    drop_draft(cast(int, request.user.pk), form)
    return redirect(form)
