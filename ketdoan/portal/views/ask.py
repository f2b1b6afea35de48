"""One box that answers: the legal assistant in the app, and the own questions to the legal desk."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import MEMBER, screen
from ketdoan.core.viet import today
from ketdoan.legal.actions import desk as acts
from ketdoan.legal.actions.counting import count_question
from ketdoan.legal.models import Article, Case
from ketdoan.legal.queries.answering import LONGEST, answer, quoted
from ketdoan.legal.queries.desk import desk_of, opened, own_cases
from ketdoan.legal.queries.handbook import entries
from ketdoan.units.models import Unit

from ..forms.ask import ConfideForm, MoreForm


@screen(MEMBER)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask of one's rights in one's own words. The question is kept nowhere."""
    question = request.POST.get("question", "")
    context = {"question": question[:LONGEST], "longest": LONGEST}
    if request.method == "POST":
        context["found"] = found = answer(question, today(), request.POST.get("before", ""))
        count_question(found)
    return render(request, "portal/ask.html", context)


@screen(MEMBER)
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry of the handbook, with the places of the law that it rests on."""
    found = entries().get(code)
    if found is None:
        raise Http404
    return render(request, "portal/ask_entry.html", {"entry": found, "quotes": quoted(found.cites, today())})


@screen(MEMBER)
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article of the library, word for word."""
    found = Article.objects.select_related("act").filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "portal/ask_article.html", {"article": found})


@screen(MEMBER)
def confide(request: HttpRequest) -> HttpResponse:
    """Confide a question to the legal officers of the union, or of one above."""
    unit = Unit._base_manager.filter(pk=current_actor().unit_id or 0).first()
    return edit(
        request,
        ConfideForm,
        partial(acts.hand_over, law_day=today()),
        "portal/ask_confide.html",
        title="Hỏi cán bộ pháp luật",
        back=reverse("portal:ask"),
        done=lambda case: reverse("portal:question", args=[case.pk]),
        said="Đã gửi câu hỏi. Khi có trả lời, anh chị được báo.",
        submit="Gửi câu hỏi",
        drafts=False,
        context={"desk": desk_of(unit) if unit else None, "queue": "Câu hỏi pháp luật"},
    )


@screen(MEMBER)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The questions that the member has confided."""
    return render(request, "portal/ask_mine.html", {"cases": own_cases(int(request.user.pk or 0))})


@screen(MEMBER)
@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with what was said."""
    case = _own(request, pk)
    context = {
        "case": case,
        "told": opened(case),
        "may_add": acts.after("add", case.state) is not None and not case.gone,
    }
    return render(request, "portal/ask_question.html", context)


@screen(MEMBER)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say more of an own question."""
    case = _own(request, pk)
    back = reverse("portal:question", args=[pk])
    return edit(
        request, MoreForm, partial(acts.add, case=case), "portal/form.html", title="Bổ sung câu hỏi", back=back,
        done=back, said="Đã gửi bổ sung.", submit="Gửi bổ sung", drafts=False, context={"queue": "Bổ sung câu hỏi"},
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Case:
    found = own_cases(int(request.user.pk or 0)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
