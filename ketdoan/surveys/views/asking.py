"""Pages of the unit that asks: the list, a draft, what runs, what came of it."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import KEY, edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number, today

from ..actions import asking as acts
from ..forms.asking import SEALED, form_of
from ..models import Survey
from ..queries.asking import (
    ASK,
    VIEW,
    chosen_units,
    in_box,
    proposes_now,
    reached,
    shown_statements,
    surveys,
    waiting_statements,
)
from ..queries.results import outcome
from ..rules.states import SurveyKind, SurveyState
from ..tables.asking import SurveyFilters, SurveyTable

RUNS = timedelta(days=14)


def found(pk: int) -> Survey:
    """A survey of the own unit or one below."""
    return get_object_or_404(surveys(), pk=pk)


@screen(VIEW)
def surveys_list(request: HttpRequest) -> HttpResponseBase:
    """What the own unit and those below ask."""
    actor = current_actor()
    return listing(
        request,
        SurveyTable,
        SurveyFilters,
        "surveys/list.html",
        title="Khảo sát, lấy ý kiến",
        rows=surveys(),
        search="",
        noun="khảo sát",
        empty="Chưa hỏi ý kiến đoàn viên lần nào.",
        context={"may_ask": actor.may(ASK)},
    )


@screen(ASK)
def new(request: HttpRequest) -> HttpResponse:
    """Draft a survey, or an opinion."""
    kind = SurveyKind.OPINION if request.GET.get("loai") == "y-kien" else SurveyKind.SURVEY
    first = {"opens_on": today(), "closes_on": today() + RUNS}
    return edit(
        request,
        partial(form_of(kind), initial=first),
        acts.draft_survey,
        "surveys/form.html",
        title="Lấy ý kiến trước đối thoại" if kind == SurveyKind.OPINION else "Khảo sát mới",
        back=reverse("surveys:surveys"),
        done=lambda survey: reverse("surveys:survey", args=[survey.pk]),
        said="Đã lưu bản nháp. Hãy đọc lại rồi gửi.",
        submit="Lưu, xem trước",
        context={"secret": SEALED},
    )


@screen(ASK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    survey = found(pk)
    page = reverse("surveys:survey", args=[pk])
    return edit(
        request,
        partial(form_of(survey.kind), survey=survey),
        partial(acts.edit_survey, survey=survey),
        "surveys/form.html",
        title=f"Sửa: {survey.title}",
        back=page,
        done=page,
        said="Đã lưu bản nháp.",
        context={"secret": SEALED},
    )


@screen(VIEW)
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """A survey as it stands: a draft with whom it will reach, the running one with how many have answered, what came
    of it."""
    held = found(pk)
    actor = current_actor()
    own = actor.may(ASK) and held.unit_id == actor.unit_id
    context: dict[str, Any] = {"survey": held, "own": own, "secret": SEALED, "sex": _sex(held)}
    context |= {"units": chosen_units(held), "proposing": proposes_now(held, today())}
    if held.state == SurveyState.CLOSED:
        agenda = held.agenda.select_related("statement").prefetch_related("promises__reports")
        return render(request, "surveys/outcome.html", {**context, "outcome": outcome(held), "agenda": agenda})
    context |= {"questions": held.questions.all(), "statements": shown_statements(held)}
    if held.state == SurveyState.DRAFT:
        context["number"] = reached(held).count()
    else:
        context |= {"waiting": waiting_statements(held) if own else [], "boxed": in_box(held)}
    return render(request, "surveys/survey.html", context)


def _sex(survey: Survey) -> str:
    return {"f": "đoàn viên nữ", "m": "đoàn viên nam"}.get(survey.reach.get("sex", ""), "đoàn viên")


@screen(ASK)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft to the members."""
    return _post(request, pk, acts.publish, "Đã gửi. Trang này cho biết bao nhiêu người đã trả lời.")


@screen(ASK)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    acts.drop_draft(survey=found(pk))
    messages.success(request, "Đã bỏ bản nháp.")
    return redirect("surveys:surveys")


@screen(ASK)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a survey before its day, and open the slips."""
    held = found(pk)
    said = f"{format_number(held.answered)} phiếu được mở cùng lúc; sau đó không ai trả lời thêm được."  # type: ignore[attr-defined]
    return _asked_twice(request, held, acts.close, "Kết thúc", said, "Đã mở phiếu.")


@screen(ASK)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a survey back."""
    held = found(pk)
    said = f"{format_number(held.answered)} phiếu bị hủy mà không mở. Không lấy lại được."  # type: ignore[attr-defined]
    return _asked_twice(request, held, acts.withdraw, "Thu hồi", said, "Đã thu hồi.")


@screen(ASK)
@require_POST
def let_in(request: HttpRequest, pk: int, statement: UUID) -> HttpResponse:
    """Show a proposed statement to all, or not."""
    proposed = get_object_or_404(waiting_statements(found(pk)), pk=statement)
    shown = request.POST.get("shown") == "1"
    words = {"text": request.POST.get("text", ""), "reason": request.POST.get("reason", "")}
    said = "Đã đưa ra." if shown else "Đã ghi là không đưa ra."
    done(request, acts.let_in, said, statement=proposed, shown=shown, key=request.POST.get(KEY), **words)
    return redirect("surveys:survey", pk)


def _post(request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
    done(request, verb, said, survey=found(pk), key=request.POST.get(KEY))
    return redirect("surveys:survey", pk)


def _asked_twice(request: HttpRequest, survey: Survey, verb: Any, title: str, effect: str, said: str) -> HttpResponse:
    page = reverse("surveys:survey", args=[survey.pk])
    return edit(
        request,
        forms.Form,
        partial(verb, survey=survey),
        title=f"{title}: {survey.title}",
        back=page,
        done=page,
        said=said,
        submit="Xem trước",
        preview=lambda **_: [effect],
        drafts=False,
    )
