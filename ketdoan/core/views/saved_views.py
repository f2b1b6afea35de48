"""Saved views of lists: keep, rename, delete one's own."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ..listing import plain_query
from ..models import SavedView
from ..saved_views import rename_view, save_view
from ..screens import SIGNED_IN, screen

LONGEST_QUERY = 2_000


@screen(SIGNED_IN)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the search, filters and order that a list shows."""
    query = plain_query(QueryDict(request.POST.get("query", "")[:LONGEST_QUERY])).urlencode()
    account = cast(int, request.user.pk)
    screen_name, name = request.POST.get("screen", "")[:100], request.POST.get("name", "")
    return _done(request, lambda: save_view(account, screen_name, name, query), "Đã lưu bộ lọc.")


@screen(SIGNED_IN)
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a view another name."""
    view = get_object_or_404(SavedView, pk=pk, account_id=request.user.pk)
    return _done(request, lambda: rename_view(view, request.POST.get("name", "")), "Đã đổi tên bộ lọc.")


@screen(SIGNED_IN)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view."""
    view = get_object_or_404(SavedView, pk=pk, account_id=request.user.pk)
    return _done(request, view.delete, "Đã xóa bộ lọc.")


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it, say what became of it, and go back to the list."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "/")
