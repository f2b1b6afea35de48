"""Pages of who asks the legal desk: confiding a question, and the own questions with their answers."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor, somebody
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.rules import rule
from ketdoan.core.screens import SIGNED_IN, screen
from ketdoan.core.viet import today
from ketdoan.units.models import Unit

from ..actions import desk as acts
from ..forms.desk import HandOverForm, SayForm
from ..models import Case
from ..queries.desk import desk_of, opened, own_cases
from ..rules.desk import after, last_day
from ..tables.desk import case_badges


@screen("legal.ask")
def hand_over(request: HttpRequest) -> HttpResponse:
    """Confide a question to the desk. What the assistant was asked comes along in the form, never in an address."""
    unit = Unit._base_manager.filter(pk=current_actor().unit_id or 0).first()
    desk = desk_of(unit) if unit else None
    days = rule("legal.case_days", today())
    return edit(
        request,
        HandOverForm,
        acts.hand_over,
        "legal/hand_over.html",
        title="Hỏi bộ phận tư vấn pháp luật",
        back=reverse("legal:ask"),
        done=lambda case: reverse("legal:my_case", args=[case.pk]),
        said="Đã chuyển câu hỏi. Khi có trả lời, anh chị được báo và đọc ở đây.",
        submit="Gửi câu hỏi",
        drafts=False,
        context={"desk": desk, "days": days, "due": last_day(today(), int(days.value["answer"]))},
    )


@screen(SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The questions that the account has confided."""
    rows = [(case, case_badges(case)) for case in own_cases(int(request.user.pk or 0))]
    return render(request, "legal/my_cases.html", {"rows": rows, "may_ask": _may_ask()})


@screen(SIGNED_IN)
@require_safe
def my_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the own questions with what was answered."""
    case = _own(request, pk)
    context = {
        "case": case,
        "told": opened(case),
        "badges": case_badges(case),
        "may_add": _may_ask() and not case.gone and after("add", case.state) is not None,
        "may_withdraw": _may_ask() and not case.gone,
    }
    return render(request, "legal/my_case.html", context)


@screen("legal.ask")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say more of an own question."""
    case = _own(request, pk)
    told = opened(case)
    if told is None:
        return redirect("legal:my_case", pk)
    return edit(
        request,
        partial(SayForm, label="Nội dung bổ sung"),
        partial(acts.add, case=case),
        "legal/case_edit.html",
        title=f"Bổ sung câu hỏi số {pk}",
        back=reverse("legal:my_case", args=[pk]),
        said="Đã gửi bổ sung.",
        submit="Gửi bổ sung",
        drafts=False,
        context={"case": case, "told": told, "mine": True},
    )


@screen("legal.ask")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own question back."""
    case = _own(request, pk)
    if done(request, acts.withdraw, "Đã rút câu hỏi, nội dung đã xóa.", case=case):
        return redirect("legal:mine")
    return redirect("legal:my_case", pk)


def _own(request: HttpRequest, pk: int) -> Case:
    found = own_cases(int(request.user.pk or 0)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _may_ask() -> bool:
    actor = somebody()
    return actor is not None and actor.may("legal.ask")
