"""Pages of the officers who decide: the cases of their unit, and one case. Each opening of one is logged for the
member."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import PersonalDataView

from ..actions import cases as acts
from ..forms.cases import DecideForm, FinishForm, SayForm
from ..models import AidCase, CasePhoto
from ..queries.cases import DECIDE, Told, cases, earlier, opened, picture
from ..queries.rates import rates_of
from ..rules import after
from ..tables.cases import CaseFilters, CaseTable, case_badges

#: Of each act of words: the act, its move, the page's title, its button, the field, and what is said afterwards.
SAYING: dict[str, tuple[Callable[..., Any], str, str, str, str, str]] = {
    "hoi-lai": (acts.ask_back, "ask_back", "Hỏi lại", "Gửi", "Cần đoàn viên bổ sung điều gì", "Đã hỏi lại đoàn viên."),
    "khong-duyet": (acts.refuse, "refuse", "Không duyệt", "Không duyệt", "Lý do", "Đã báo cho đoàn viên."),
    "xet-lai": (acts.reconsider, "reconsider", "Xét lại", "Xét lại", "Lý do", "Đã đưa về chờ xét."),
}
ICONS = {"hoi-lai": "message-circle-question-mark", "khong-duyet": "x", "xet-lai": "undo-2"}


@screen(DECIDE)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the own unit: numbers, days and states, no word of what stands in them."""
    return listing(
        request,
        CaseTable,
        CaseFilters,
        title="Đề nghị thăm hỏi, trợ cấp",
        rows=cases().order_by("-pk"),
        search="",
        noun="đề nghị",
        empty="Chưa có đề nghị nào gửi đến đơn vị.",
    )


@screen(DECIDE)
@require_safe
@never_cache
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A case with what stands in it, and what may be done."""
    case, told = _opened(pk)
    context = {
        **_context(case, told),
        "badges": case_badges(case),
        "acts": [
            (name, words[2], ICONS[name]) for name, words in SAYING.items() if told and after(words[1], case.state)
        ],
        "may_decide": bool(told) and after("decide", case.state) is not None,
        "may_finish": bool(told) and after("finish", case.state) is not None,
        "earlier": earlier(case) if told else [],
    }
    return render(request, "welfare/case.html", context)


def _opened(pk: int) -> tuple[AidCase, Told | None]:
    """A case of the own unit, opened and logged."""
    case = get_object_or_404(cases(), pk=pk)
    told = opened(case)
    if told is not None and case.person_id:
        of_one(case.person_id, PersonalDataView.PAGE, f"Đề nghị thăm hỏi, trợ cấp số {case.pk}")
    return case, told


def _context(case: AidCase, told: Told | None) -> dict[str, Any]:
    return {"case": case, "told": told, "photo_page": "welfare:case_photo"}


@screen(DECIDE)
@require_safe
@never_cache
def case_photo(request: HttpRequest, pk: int, aid_photo: int) -> HttpResponse:
    """A picture that came with a case."""
    return photo_response(get_object_or_404(CasePhoto.objects.select_related("case__key"), pk=aid_photo, case=pk))


def photo_response(photo: CasePhoto) -> HttpResponse:
    """A picture as an answer; 404 where it was destroyed."""
    content = picture(photo)
    if content is None:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


@screen(DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant an amount within the unit's own table."""
    case, told = _opened(pk)
    if told is None:
        return redirect("welfare:case", pk)
    rates = rates_of(case.desk, told.kind, told.on)
    form = partial(DecideForm, rates=rates)
    return _edit(
        request, case, told, form, acts.decide, ("Duyệt", "Duyệt", "Đã duyệt, đoàn viên được báo."), rates=rates
    )


@screen(DECIDE)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the help came to the member."""
    case, told = _opened(pk)
    if told is None:
        return redirect("welfare:case", pk)
    words = ("Ghi đã trao", "Ghi đã trao", "Đã ghi. Sổ công tác của đơn vị có thêm một dòng, không nêu tên.")
    return _edit(request, case, told, FinishForm, acts.finish, words)


@screen(DECIDE)
def say(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask back, refuse, or take a decision back, each with a word."""
    if what not in SAYING:
        raise Http404
    case, told = _opened(pk)
    if told is None:
        return redirect("welfare:case", pk)
    act, _, title, submit, label, said = SAYING[what]
    return _edit(request, case, told, partial(SayForm, label=label), act, (title, submit, said))


def _edit(
    request: HttpRequest, case: AidCase, told: Told, form: Any, act: Any, words: tuple[str, str, str], **more: Any
) -> HttpResponse:
    """A form on a case; `words` are its title, its button, and what is said once it is done."""
    back = reverse("welfare:case", args=[case.pk])
    return edit(
        request,
        form,
        partial(act, case=case),
        "welfare/case_edit.html",
        title=f"{words[0]}: đề nghị số {case.pk}",
        back=back,
        done=back,
        said=words[2],
        submit=words[1],
        drafts=False,
        context={**_context(case, told), **more},
    )
