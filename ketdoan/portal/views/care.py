"""Care in the app: asking the union for a visit or for help, and following it step by step."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.editing import edit
from ketdoan.core.screens import MEMBER, screen
from ketdoan.welfare.actions import cases as acts
from ketdoan.welfare.models import AidCase, CasePhoto
from ketdoan.welfare.queries.cases import cases, late, opened, picture
from ketdoan.welfare.rules import UNDECIDED, UNDONE, after

from ..forms.care import AddForm, AskForm
from ..tones import case_tone


@screen(MEMBER)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the member asked for, by number: this page may stay on the phone."""
    own = [(case, case_tone(case)) for case in cases().order_by("-pk")]
    return render(request, "portal/care_mine.html", {"own": own})


@screen(MEMBER)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for care."""
    return edit(
        request,
        AskForm,
        acts.ask,
        "portal/care_ask.html",
        title="Đề nghị thăm hỏi, trợ cấp",
        back=reverse("portal:care"),
        done=lambda case: reverse("portal:care_case", args=[case.pk]),
        said="Đã gửi đến công đoàn.",
        submit="Gửi đề nghị",
        drafts=False,
        context={"queue": "Đề nghị thăm hỏi, trợ cấp"},
    )


@screen(MEMBER)
@require_safe
@never_cache
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its steps. It tells of illness: it does not stay on the phone."""
    case = _own(pk)
    context = {
        "case": case,
        "told": opened(case),
        "tone": case_tone(case),
        "late": late(case),
        "may_add": after("add", case.state) is not None,
        "may_withdraw": case.state in UNDECIDED,
        "undone": case.state in UNDONE,
    }
    return render(request, "portal/care_case.html", context)


def _own(pk: int) -> AidCase:
    return get_object_or_404(cases(), pk=pk)


@screen(MEMBER)
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say more of it."""
    case = _own(pk)
    back = reverse("portal:care_case", args=[pk])
    if after("add", case.state) is None or case.gone:
        return redirect(back)
    return edit(
        request,
        AddForm,
        partial(acts.add, case=case),
        "portal/care_add.html",
        title=f"Bổ sung đề nghị số {pk}",
        back=back,
        done=back,
        said="Đã gửi.",
        submit="Gửi",
        drafts=False,
        context={"queue": f"Bổ sung đề nghị số {pk}", "told": opened(case), "case": case},
    )


@screen(MEMBER)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back: what stands in it is destroyed."""
    try:
        acts.withdraw(case=_own(pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("portal:care_case", pk)
    messages.success(request, "Đã rút đề nghị, nội dung đã xóa.")
    return redirect("portal:care")


@screen(MEMBER)
@require_safe
@never_cache
def photo(request: HttpRequest, pk: int, aid_photo: int) -> HttpResponse:
    """A picture that the member sent."""
    content = picture(get_object_or_404(CasePhoto.objects.select_related("case__key"), pk=aid_photo, case=pk))
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp", headers={"X-Content-Type-Options": "nosniff"})
