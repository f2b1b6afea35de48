"""What the union asks its members: answering, voting on statements, proposing one, and what came of it."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import MEMBER, screen
from ketdoan.core.viet import today
from ketdoan.surveys.actions import answering as acts
from ketdoan.surveys.models import Survey, Taken
from ketdoan.surveys.queries.asking import (
    asked_of,
    proposes_now,
    seen_by,
    shown_statements,
    taken_by,
    told_to,
    votes_now,
)
from ketdoan.surveys.queries.results import outcome
from ketdoan.surveys.rules.answers import Said
from ketdoan.surveys.rules.states import SurveyState

from ..forms.surveys import AnswerForm, ProposeForm, VoteForm


@screen(MEMBER)
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """What awaits an answer, what has been answered, what came of earlier ones."""
    actor = current_actor()
    asked = [(one, taken, proposes_now(one, today())) for one, taken in asked_of(actor)]
    return render(request, "portal/survey_list.html", {"asked": asked, "told": told_to(actor)})


def _seen(pk: int) -> Survey:
    found = seen_by(current_actor(), pk)
    if found is None:
        raise Http404
    return found


def _taken(survey: Survey) -> Taken | None:
    return taken_by(current_actor(), [survey]).get(survey.pk)


@screen(MEMBER)
@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what it is about and what may be done now; once it has ended, what came of it."""
    held = _seen(pk)
    taken = _taken(held)
    context: dict[str, Any] = {"survey": held, "taken": taken, "answered": bool(taken and taken.answered)}
    if held.state == SurveyState.CLOSED:
        if held.tells:
            agenda = held.agenda.prefetch_related("promises__reports")
            context |= {"outcome": outcome(held), "agenda": agenda}
        return render(request, "portal/survey_told.html", context)
    day = today()
    context |= {"votes": votes_now(held, day), "proposes": proposes_now(held, day)}
    context["statements"] = shown_statements(held) if context["proposes"] else []
    return render(request, "portal/survey.html", context)


@screen(MEMBER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, once. Without a network the phone keeps the slip and sends it later."""
    held = _seen(pk)
    form: Any = (
        partial(VoteForm, statements=shown_statements(held))
        if held.is_opinion
        else partial(AnswerForm, questions=[question.asked for question in held.questions.all()])
    )

    def save(*, key: str, **answers: Any) -> None:
        acts.answer(survey=held, said=Said(answers), key=key)

    said = "Đã nhận phiếu của anh chị. Phiếu được niêm phong cho đến khi kết thúc."
    return _form(request, held, form, save, held.title, said=said, submit="Gửi phiếu")


@screen(MEMBER)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a statement for all to vote on."""
    held = _seen(pk)

    def save(*, key: str, text: str) -> None:
        acts.propose(survey=held, said=Said({acts.PROPOSAL: text}), key=key)

    said = "Đã nhận. Ý kiến được trộn chung rồi Ban Chấp hành duyệt; không ai biết là của anh chị."
    return _form(request, held, ProposeForm, save, "Đề xuất ý kiến", said=said, submit="Gửi ý kiến")


def _form(
    request: HttpRequest, survey: Survey, form: Any, save: Any, title: str, *, said: str, submit: str
) -> HttpResponse:
    page = reverse("portal:survey", args=[survey.pk])
    return edit(
        request,
        form,
        save,
        "portal/survey_form.html",
        title=title,
        back=page,
        done=page,
        said=said,
        submit=submit,
        drafts=False,
        context={"queue": f"Phiếu: {survey.title}", "survey": survey},
    )
