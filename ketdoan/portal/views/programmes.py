"""Programmes and offers in the app: what is open to the member, registering, asking."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.editing import edit
from ketdoan.core.screens import MEMBER, screen
from ketdoan.welfare.actions import programmes as acts
from ketdoan.welfare.models import Registration
from ketdoan.welfare.queries.programmes import (
    Offered,
    offered,
    open_today,
    own_past,
    own_registrations,
    programmes,
    questions,
)

from ..forms.programmes import JoinForm, QuestionForm


@screen(MEMBER)
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """What is open to the member today, and what they had registered for."""
    own = own_registrations()
    shown = [offered(one, own.get(one.pk)) for one in open_today()]
    return render(request, "portal/programmes_list.html", {"shown": shown, "past": own_past()})


@screen(MEMBER)
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme, the own place in it, the own questions."""
    found = _offered(pk)
    asked = [(one, one.text.text, (one.answer.text if one.answer else "") or "") for one in questions(found.programme)]
    return render(request, "portal/programmes_one.html", {"found": found, "one": found.programme, "asked": asked})


def _offered(pk: int) -> Offered:
    one = get_object_or_404(programmes(), pk=pk)
    return offered(one, own_registrations().get(pk))


@screen(MEMBER)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Register."""
    found = _offered(pk)
    back = reverse("portal:programme", args=[pk])
    if not found.open and request.method != "POST":
        return redirect(back)
    return edit(
        request,
        partial(JoinForm, programme=found.programme),
        partial(acts.register, programme=found.programme),
        "portal/programmes_form.html",
        title=f"Đăng ký: {found.programme.title}",
        back=back,
        done=back,
        said="Đã đăng ký.",
        submit="Đăng ký",
        drafts=False,
        context={"queue": f"Đăng ký {found.programme.title}"},
    )


@screen(MEMBER)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the union that publishes it."""
    one = get_object_or_404(programmes(), pk=pk)
    back = reverse("portal:programme", args=[pk])
    return edit(
        request,
        QuestionForm,
        partial(acts.ask_about, programme=one),
        "portal/programmes_form.html",
        title=f"Hỏi về: {one.title}",
        back=back,
        done=back,
        said="Đã gửi câu hỏi.",
        submit="Gửi câu hỏi",
        drafts=False,
        context={"queue": f"Câu hỏi về {one.title}"},
    )


@screen(MEMBER)
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's place back."""
    row = get_object_or_404(Registration.objects, programme=pk, state="held")
    try:
        acts.give_up(registration=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã hủy đăng ký.")
    return redirect("portal:programme", pk)
