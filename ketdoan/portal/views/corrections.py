"""The member's own data put right: proposing a correction, asking to be erased, who acted for one."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import MEMBER, screen
from ketdoan.members.actions import requests as acts
from ketdoan.members.models import CorrectionPhoto
from ketdoan.members.queries.leading import done_for
from ketdoan.members.queries.requests import beside, corrections, erasures, picture, recorded, text_of
from ketdoan.members.states import CorrectionField, RequestState
from ketdoan.units.queries.erasure import time_limit

from ..forms.corrections import ErasureForm, ProposeForm
from ..queries.own import own_member
from ..tones import REQUESTS


@screen(MEMBER)
@require_safe
def correction_list(request: HttpRequest) -> HttpResponse:
    """What may be proposed, and what was, with how it stands."""
    asked = [(one, REQUESTS[one.state]) for one in corrections()]
    waiting = {one.field for one, _ in asked if one.state == RequestState.WAITING}
    fields = [field for field in CorrectionField if field not in waiting]
    return render(request, "portal/corrections_list.html", {"asked": asked, "fields": fields})


@screen(MEMBER)
@never_cache
def propose(request: HttpRequest, field: str) -> HttpResponse:
    """Propose the right value of one field."""
    if field not in CorrectionField.values:
        raise Http404
    chosen = CorrectionField(field)
    return edit(
        request,
        partial(ProposeForm, field=field),
        partial(acts.ask_correction, field=field),
        "portal/corrections_propose.html",
        title=f"Sửa {chosen.label.lower()}",
        back=reverse("portal:corrections"),
        done=lambda asked: reverse("portal:correction", args=[asked.pk]),
        said="Đã gửi đến công đoàn. Anh chị được báo khi có kết quả.",
        submit="Gửi đề nghị",
        drafts=False,
        context={
            "queue": f"Đề nghị sửa {chosen.label.lower()}",
            "now": recorded(own_member(current_actor()).person, field),
        },
    )


@screen(MEMBER)
@require_safe
@never_cache
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal and how it stands."""
    one = get_object_or_404(corrections(), pk=pk)
    context = {
        "one": one,
        "sides": beside(one),
        "tone": REQUESTS[one.state],
        "waits": one.state == RequestState.WAITING,
    }
    return render(request, "portal/corrections_one.html", context)


@screen(MEMBER)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back."""
    try:
        acts.withdraw_correction(request=get_object_or_404(corrections(), pk=pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã rút đề nghị.")
    return redirect("portal:corrections")


@screen(MEMBER)
@require_safe
@never_cache
def photo(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A picture that the member sent."""
    found = CorrectionPhoto.objects.select_related("request__person__key")
    content = picture(get_object_or_404(found, pk=paper, request=pk))
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp", headers={"X-Content-Type-Options": "nosniff"})


@screen(MEMBER)
@never_cache
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask to be erased; earlier requests with what was answered."""
    asked = [(one, REQUESTS[one.state], text_of(one.reason)) for one in erasures()]
    page = reverse("portal:erasure")
    return edit(
        request,
        ErasureForm,
        acts.ask_erasure,
        "portal/corrections_erasure.html",
        title="Yêu cầu xóa dữ liệu",
        back=reverse("portal:me"),
        done=page,
        said="Đã gửi yêu cầu.",
        submit="Gửi yêu cầu xóa",
        drafts=False,
        context={
            "asked": asked,
            "waits": any(one.state == RequestState.WAITING for one, *_ in asked),
            "limit": time_limit(),
        },
    )


@screen(MEMBER)
@require_POST
def withdraw_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request back."""
    try:
        acts.withdraw_erasure(request=get_object_or_404(erasures(), pk=pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã rút yêu cầu.")
    return redirect("portal:erasure")


@screen(MEMBER)
@require_safe
def proxies(request: HttpRequest) -> HttpResponse:
    """Who acted for the member, when, what they did, and how the member agreed."""
    rows = [(row, text_of(row.note)) for row in done_for(current_actor().scope.persons)[:100]]
    return render(request, "portal/corrections_proxies.html", {"rows": rows})
