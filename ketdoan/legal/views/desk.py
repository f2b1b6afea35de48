"""Pages of the legal officers: the cases of their desk, and one case, to be answered. Each opening of one is logged for
who asked."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import PersonalDataView

from ..actions import desk as acts
from ..forms.desk import AnswerForm, SayForm
from ..models import Case
from ..queries.desk import DESK, Told, cases, desk_of, opened
from ..queries.handbook import entries
from ..rules.desk import after
from ..tables.desk import CaseFilters, CaseTable, case_badges

#: Of each act of words: the act, the page's title, its button, the field, a note, and what is said afterwards.
SAYING: dict[str, tuple[Callable[..., Any], str, str, str, str, str]] = {
    "hoi-lai": (
        acts.ask_back, "Hỏi lại người hỏi", "Gửi câu hỏi lại", "Cần người hỏi bổ sung điều gì",
        "Trong khi chờ, hạn trả lời không tính.", "Đã hỏi lại người hỏi.",
    ),
    "chuyen-cap-tren": (
        acts.pass_up, "Chuyển lên công đoàn cấp trên", "Chuyển", "Ý kiến gửi kèm",
        "Cán bộ pháp luật cấp trên và người hỏi đều đọc. Chuyển rồi thì đơn vị này không đọc được nữa.",
        "Đã chuyển câu hỏi lên cấp trên.",
    ),
    "dong": (
        acts.close, "Đóng, không trả lời", "Đóng câu hỏi", "Lý do", "Người hỏi đọc lý do này.", "Đã đóng câu hỏi.",
    ),
}  # fmt: skip
UP = "chuyen-cap-tren"
MOVES = {"hoi-lai": "ask_back", UP: "pass_up", "dong": "close"}
ICONS = {"hoi-lai": "message-circle-question-mark", UP: "arrow-up", "dong": "x"}


@screen(DESK)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the own unit's desk: numbers, days and states, no word of what stands in them."""
    return listing(
        request,
        CaseTable,
        CaseFilters,
        title="Câu hỏi gửi bộ phận tư vấn pháp luật",
        rows=cases().order_by("-pk"),
        search="",
        noun="câu hỏi",
        empty="Chưa có câu hỏi nào được chuyển đến.",
    )


@screen(DESK)
@require_safe
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A case with what stands in it, and what may be done."""
    case, told = opened_case(pk)
    context = {
        "case": case,
        "told": told,
        "badges": case_badges(case),
        "acts": _acts(case) if told else [],
        "may_answer": bool(told) and after("answer", case.state) is not None,
        "entry": entries().get(case.entry),
    }
    return render(request, "legal/case.html", context)


def _acts(case: Case) -> list[tuple[str, str, str]]:
    """What may be said in a case beside an answer: its address, its words, its icon."""
    able = [name for name, move in MOVES.items() if after(move, case.state)]
    if desk_of(case.desk, above=True) is None and UP in able:
        able.remove(UP)
    return [(name, SAYING[name][1], ICONS[name]) for name in able]


def opened_case(pk: int) -> tuple[Case, Told | None]:
    """A case of the own desk, opened and logged."""
    case = get_object_or_404(cases().select_related("desk"), pk=pk)
    told = opened(case)
    if told is not None and case.person_id:
        of_one(case.person_id, PersonalDataView.PAGE, f"Câu hỏi pháp luật số {case.pk}")
    return case, told


@screen(DESK)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a case."""
    case, told = opened_case(pk)
    if told is None:
        return redirect("legal:case", pk)
    return edit(
        request,
        AnswerForm,
        partial(acts.answer, case=case),
        "legal/case_edit.html",
        title=f"Trả lời câu hỏi số {pk}",
        back=reverse("legal:case", args=[pk]),
        said="Đã gửi trả lời cho người hỏi.",
        submit="Gửi trả lời",
        drafts=False,
        context={"case": case, "told": told},
    )


@screen(DESK)
def say(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask back, pass a case up, or close it, each with a word."""
    if what not in SAYING:
        raise Http404
    case, told = opened_case(pk)
    if told is None:
        return redirect("legal:case", pk)
    act, title, submit, label, note, said = SAYING[what]
    return edit(
        request,
        partial(SayForm, label=label, note=note),
        partial(act, case=case),
        "legal/case_edit.html",
        title=f"{title}: câu hỏi số {pk}",
        back=reverse("legal:case", args=[pk]),
        done=reverse("legal:cases") if what == UP else reverse("legal:case", args=[pk]),
        said=said,
        submit=submit,
        drafts=False,
        context={"case": case, "told": told},
    )
