"""Pages of promises on petitions of the own unit."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import screen

from ..actions import promises as acts
from ..forms.petitions import KeepForm, PostponeForm, PromiseForm, SayForm
from ..models import Promise
from ..queries.reading import promised
from ..queries.routing import HANDLE
from .desk import handled

#: Of each move of a promise: the act, its form, the page's title, the button, what is said afterwards.
MOVES: dict[str, tuple[Callable[..., Any], Callable[..., forms.BaseForm], str, str, str]] = {
    "da-lam": (acts.keep, KeepForm, "Báo đã thực hiện cam kết", "Báo kết quả", "Đã báo kết quả cam kết."),
    "lui-han": (acts.postpone, PostponeForm, "Lùi hạn cam kết", "Lùi hạn", "Đã lùi hạn cam kết."),
    "khong-lam-duoc": (
        acts.give_up, partial(SayForm, label="Lý do", note="Người gửi và những người cùng ý đọc được."),
        "Báo không thực hiện được cam kết", "Báo", "Đã báo không thực hiện được.",
    ),
}  # fmt: skip


@screen(HANDLE)
def new_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a promise."""
    held = handled(pk)
    return edit(
        request,
        PromiseForm,
        partial(acts.promise, petition=held),
        title=f"Ghi cam kết: phản ánh số {pk}",
        back=reverse("petitions:petition", args=[pk]),
        said="Đã ghi cam kết.",
        submit="Ghi cam kết",
        drafts=False,
    )


@screen(HANDLE)
def move_promise(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Say what became of a promise."""
    if deed not in MOVES:
        raise Http404
    rows = Promise.objects.select_related("petition__key")
    promise = get_object_or_404(rows, pk=pk, petition__desk=current_actor().unit_id or 0)
    act, form, title, submit, said = MOVES[deed]
    return edit(
        request,
        form,
        partial(act, promise=promise),
        "petitions/promise_edit.html",
        title=title,
        back=reverse("petitions:petition", args=[promise.petition_id]),
        said=said,
        submit=submit,
        drafts=False,
        context={"told": promised(promise), "promise": promise},
    )
