"""Pages of programmes and offers: the list, one with its questions, who registered."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.models import Unit

from ..actions import programmes as acts
from ..forms.programmes import AnswerForm, OfferForm, ReasonForm, RegisterOtherForm
from ..models import Programme, Question, Registration
from ..queries.programmes import MANAGE, offered, open_today, programmes, questions, registrations
from ..tables.programmes import (
    ProgrammeFilters,
    ProgrammeTable,
    RegistrationFilters,
    RegistrationTable,
    programme_badge,
)


@screen(MANAGE)
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes of the scope, and those that units above publish."""
    return listing(
        request,
        ProgrammeTable,
        ProgrammeFilters,
        title="Chương trình, ưu đãi",
        rows=programmes(),
        search="",
        noun="chương trình",
        empty="Chưa có chương trình, ưu đãi nào.",
        add=("Soạn chương trình", reverse("welfare:new_programme")),
    )


@screen(MANAGE)
def new_programme(request: HttpRequest) -> HttpResponse:
    """Write a programme of the own unit."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return edit(
        request,
        OfferForm,
        partial(acts.make_programme, unit=unit),
        "welfare/programme_edit.html",
        title="Soạn chương trình, ưu đãi",
        back=reverse("welfare:programmes"),
        done=lambda made: reverse("welfare:programme", args=[made.pk]),
        said="Đã lưu bản nháp. Xem lại rồi bấm Đăng.",
        submit="Lưu bản nháp",
    )


@screen(MANAGE)
@require_safe
def programme_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme: what it says, how many registered, what was asked."""
    one = get_object_or_404(programmes(), pk=pk)
    own = one.unit_id == current_actor().unit_id
    context = {
        "one": one,
        "state": programme_badge(one),
        "offered": offered(one, None),
        "own": own and one.ended_on is None,
        "asked": [(question, question.text.text, _answer(question)) for question in questions(one)] if own else [],
    }
    return render(request, "welfare/programme.html", context)


def _answer(question: Question) -> str:
    return (question.answer.text or "") if question.answer else ""


def _own(pk: int) -> Programme:
    return get_object_or_404(programmes(), pk=pk, unit=current_actor().unit_id or 0, ended_on=None)


@screen(MANAGE)
def change_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what a programme says otherwise."""
    one = _own(pk)
    initial = {name: getattr(one, name) for name in OfferForm.base_fields}
    form, save = partial(OfferForm, initial=initial), partial(acts.change_programme, programme=one)
    return _edit(request, one, form, save, ("Sửa", "Lưu", "Đã lưu."))


@screen(MANAGE)
@require_POST
def publish_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Let members see it."""
    return _do(request, pk, acts.publish_programme, "Đã đăng. Đoàn viên của đơn vị và cấp dưới xem được trên ứng dụng.")


@screen(MANAGE)
@require_POST
def end_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its time."""
    return _do(request, pk, acts.end_programme, "Đã dừng chương trình và báo cho người đã đăng ký.")


def _do(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    try:
        act(programme=_own(pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("welfare:programme", pk)


@screen(MANAGE)
@require_safe
def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """Who registered for a programme of the scope; the list may leave as a file, which each of them can read of."""
    one = get_object_or_404(programmes(), pk=pk)
    return listing(
        request,
        RegistrationTable,
        RegistrationFilters,
        "welfare/registered.html",
        title=f"Người đăng ký: {one.title}",
        rows=registrations(one),
        search="",
        export=MANAGE,
        personal=True,
        person="person_id",
        noun="lượt đăng ký",
        empty="Chưa có ai đăng ký.",
        context={"one": one},
    )


@screen(MANAGE)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a member off a programme."""
    row = get_object_or_404(Registration.objects.select_related("programme", "person"), pk=pk)
    one = _own(row.programme_id)
    save = partial(acts.cancel, registration=row)
    words = (f"Hủy đăng ký của {row.person.name}", "Hủy đăng ký", "Đã hủy và báo cho đoàn viên.")
    return _edit(request, one, ReasonForm, save, words, reverse("welfare:registered", args=[one.pk]))


@screen(MANAGE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a member's question."""
    question = get_object_or_404(Question.objects.select_related("programme", "person__key"), pk=pk)
    one = _own(question.programme_id)
    words = ("Trả lời câu hỏi", "Gửi trả lời", "Đã trả lời.")
    return _edit(request, one, AnswerForm, partial(acts.answer, question=question), words, question=question.text.text)


def _edit(
    request: HttpRequest, one: Programme, form: Any, save: Any, words: tuple[str, str, str], back: str = "", **more: Any
) -> HttpResponse:
    """A form on a programme; `words` are its title, its button, and what is said once it is done."""
    back = back or reverse("welfare:programme", args=[one.pk])
    return edit(
        request,
        form,
        save,
        "welfare/programme_edit.html",
        title=f"{words[0]}: {one.title}",
        back=back,
        done=back,
        said=words[2],
        submit=words[1],
        drafts=False,
        context={"one": one, **more},
    )


@screen(acts.JOIN)
@require_safe
def joinable(request: HttpRequest) -> HttpResponse:
    """Programmes that take registrations today, for whoever registers members."""
    shown = [found for one in open_today() if (found := offered(one, None)).open]
    return render(request, "welfare/joinable.html", {"shown": shown})


@screen(acts.JOIN)
def register_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a member who agreed."""
    one = get_object_or_404(open_today(), pk=pk)
    back = reverse("welfare:joinable")
    return edit(
        request,
        partial(RegisterOtherForm, programme=one),
        partial(acts.register, programme=one),
        "welfare/register.html",
        title=f"Đăng ký thay: {one.title}",
        back=back,
        done=back,
        said="Đã đăng ký.",
        submit="Đăng ký",
        drafts=False,
        context={"one": one},
    )
