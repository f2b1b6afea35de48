"""From what was said to the dialogue, and on to what was promised there."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.doing import done
from ketdoan.core.editing import KEY, edit
from ketdoan.core.scope import Subtree
from ketdoan.core.screens import screen

from ..actions import promises as acts
from ..forms.asking import OutcomeForm, PromiseForm, ReportForm
from ..models import AgendaItem, Promise
from ..queries.asking import ASK
from .asking import found


@screen(ASK)
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a statement, or something written, on the agenda."""
    survey = found(pk)
    given = request.POST.get("statement", "")
    statement = survey.statements.filter(pk=given).first() if len(given) == 36 else None
    title = request.POST.get("title", "") or (statement.text if statement else "")
    inputs: dict[str, Any] = {"survey": survey, "title": title[:300], "statement": statement}
    done(request, acts.put_on_agenda, "Đã đưa vào nội dung đối thoại.", key=request.POST.get(KEY), **inputs)
    return redirect(reverse("surveys:survey", args=[pk]) + "#doi-thoai")


@screen(ASK)
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the dialogue came to on a point."""
    item = _item(pk)
    return _edit(
        request,
        item,
        partial(OutcomeForm, initial={"outcome": item.outcome}),
        partial(acts.write_outcome, item=item),
        f"Kết quả đối thoại: {item.title}",
        "Đã ghi kết quả đối thoại.",
    )


@screen(ASK)
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was promised on a point."""
    item = _item(pk)
    said = "Đã ghi cam kết. Những người đã trả lời được báo."
    return _edit(request, item, PromiseForm, partial(acts.promise, item=item), f"Cam kết: {item.title}", said)


@screen(ASK)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far a promise has come."""
    held = get_object_or_404(Promise.objects.filter(Subtree("item__survey__unit")).select_related("item"), pk=pk)
    return _edit(
        request,
        held.item,
        partial(ReportForm, initial={"percent": held.percent}),
        partial(acts.report, promise=held),
        f"Tiến độ: {held.text}",
        "Đã ghi tiến độ. Những người đã trả lời được báo.",
    )


def _item(pk: int) -> AgendaItem:
    rows = AgendaItem.objects.filter(Subtree("survey__unit")).select_related("survey")
    return get_object_or_404(rows, pk=pk)


def _edit(request: HttpRequest, item: AgendaItem, form: Any, verb: Any, title: str, said: str) -> HttpResponse:
    page = reverse("surveys:survey", args=[item.survey_id]) + "#doi-thoai"
    return edit(request, form, verb, title=title, back=page, done=page, said=said)
