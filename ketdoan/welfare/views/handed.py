"""Pages of those who act for members: asking for somebody, and how it goes on. What was asked for is not shown again;
what the officers want to know, is."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import PersonalDataView

from ..actions import cases as acts
from ..forms.cases import AddForm, AskForOtherForm
from ..models import AidCase
from ..queries.cases import ASK, handed_in, opened
from ..rules import UNDECIDED
from ..tables.cases import CaseFilters, HandedTable, case_badges


@screen(ASK)
@require_safe
def handed(request: HttpRequest) -> HttpResponse:
    """What the account asked for others."""
    return listing(
        request,
        HandedTable,
        CaseFilters,
        "welfare/handed.html",
        title="Đề nghị đã gửi thay đoàn viên",
        rows=handed_in(current_actor().account_id or 0),
        search="",
        noun="đề nghị",
        empty="Anh chị chưa gửi thay đoàn viên nào.",
        add=("Gửi thay đoàn viên", reverse("welfare:ask")),
    )


@screen(ASK)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a member who agreed."""
    return edit(
        request,
        AskForOtherForm,
        acts.ask,
        "welfare/ask.html",
        title="Đề nghị thăm hỏi, trợ cấp thay đoàn viên",
        back=reverse("welfare:handed"),
        done=lambda case: reverse("welfare:handed_case", args=[case.pk]),
        said="Đã gửi đề nghị.",
        submit="Gửi đề nghị",
        drafts=False,
    )


def _found(pk: int) -> AidCase:
    return get_object_or_404(handed_in(current_actor().account_id or 0), pk=pk)


@screen(ASK)
@require_safe
@never_cache
def handed_case(request: HttpRequest, pk: int) -> HttpResponse:
    """How a case that was handed in goes on; the words of the officers while it is undecided, to be passed on."""
    case = _found(pk)
    told = opened(case)
    if told is not None and case.person_id:
        of_one(case.person_id, PersonalDataView.PAGE, f"Đề nghị thăm hỏi, trợ cấp số {pk} đã gửi thay")
    context = {
        "case": case,
        "badges": case_badges(case),
        "steps": told.steps if told else [],
        "words": told.last_words if told and case.state in UNDECIDED else None,
        "may_add": told is not None and case.state in UNDECIDED,
    }
    return render(request, "welfare/handed_case.html", context)


@screen(ASK)
def handed_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say more of it."""
    case = _found(pk)
    back = reverse("welfare:handed_case", args=[pk])
    if case.gone or case.state not in UNDECIDED:
        return redirect(back)
    return edit(
        request,
        AddForm,
        partial(acts.add, case=case),
        "welfare/handed_edit.html",
        title=f"Bổ sung đề nghị số {pk}",
        back=back,
        done=back,
        said="Đã gửi phần bổ sung.",
        submit="Gửi",
        drafts=False,
    )
