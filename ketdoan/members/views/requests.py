"""Pages of those who decide on what members ask of their own data. Each opening is logged for the member."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.actions.persons import check_erasable
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import PersonalDataView
from ketdoan.units.queries.erasure import may_erase, what_goes_and_stays

from ..actions import requests as acts
from ..forms.requests import AcceptForm, AcceptNumberForm, GrantForm, RefuseForm
from ..models import CorrectionPhoto, CorrectionRequest, ErasureRequest, Member
from ..queries.requests import AMEND, ERASE, beside, corrections, erasures, picture, text_of
from ..request_tables import CorrectionFilters, CorrectionTable, ErasureFilters, ErasureTable, request_badges
from ..states import CorrectionField, RequestState


@screen(AMEND)
@require_safe
def correction_list(request: HttpRequest) -> HttpResponse:
    """The proposals of the scope, without what stands in them."""
    return listing(
        request,
        CorrectionTable,
        CorrectionFilters,
        "members/corrections.html",
        title="Đề nghị sửa dữ liệu",
        rows=corrections().order_by("-pk"),
        search="",
        noun="đề nghị",
        empty="Chưa có đoàn viên nào đề nghị sửa dữ liệu.",
        context={"may_erase": may_erase(current_actor())},
    )


@screen(AMEND)
@require_safe
@never_cache
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal: what is recorded beside what is proposed, with the pictures of the paper."""
    return render(request, "members/correction.html", _opened(pk))


def _opened(pk: int) -> dict[str, Any]:
    one = get_object_or_404(corrections(), pk=pk)
    waits = one.state == RequestState.WAITING
    sides = beside(one) if waits or one.goes_on else None
    if sides is not None:
        of_one(one.person_id, PersonalDataView.PAGE, f"Đề nghị sửa dữ liệu số {pk}")
    return {
        "one": one,
        "sides": sides,
        "badges": request_badges(one),
        "waits": waits,
        "member": Member.objects.filter(pk=one.person_id).first(),
    }


@screen(AMEND)
@require_safe
@never_cache
def correction_photo(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """One picture of the paper."""
    found = get_object_or_404(CorrectionPhoto.objects.select_related("request__person__key"), pk=paper, request=pk)
    content = picture(found)
    if content is None:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


@screen(AMEND)
def accept_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the record right."""
    one = get_object_or_404(corrections(), pk=pk)
    form = AcceptNumberForm if one.field == CorrectionField.CITIZEN_ID else AcceptForm
    return _decide(request, one, form, acts.accept_correction, ("Sửa theo đề nghị", "Sửa hồ sơ", "Đã sửa hồ sơ."))


@screen(AMEND)
def refuse_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the record as it is."""
    one = get_object_or_404(corrections(), pk=pk)
    words = ("Không sửa", "Không sửa", "Đã báo cho đoàn viên.")
    return _decide(request, one, RefuseForm, acts.refuse_correction, words)


def _decide(
    request: HttpRequest, one: CorrectionRequest, form: Any, save: Any, words: tuple[str, str, str]
) -> HttpResponse:
    """A form that decides on a proposal; `words` are its title, the button's, and what is said once it is done."""
    back = reverse("members:correction", args=[one.pk])
    if one.state != RequestState.WAITING:
        return redirect(back)
    return edit(
        request,
        form,
        partial(save, request=one),
        "members/correction_edit.html",
        title=f"{words[0]}: đề nghị số {one.pk}",
        back=back,
        done=back,
        said=words[2],
        submit=words[1],
        drafts=False,
        context=_opened(one.pk),
    )


@screen(ERASE)
@require_safe
def erasure_list(request: HttpRequest) -> HttpResponse:
    """Requests to be erased, of the scope."""
    return listing(
        request,
        ErasureTable,
        ErasureFilters,
        "members/erasures.html",
        title="Yêu cầu xóa dữ liệu",
        rows=erasures().order_by("-pk"),
        search="",
        noun="yêu cầu",
        empty="Chưa có ai yêu cầu xóa dữ liệu.",
    )


@screen(ERASE)
@require_safe
@never_cache
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """A request to be erased, and what stands in the way of it."""
    return render(request, "members/erasure.html", _erasure(pk))


def _erasure(pk: int) -> dict[str, Any]:
    one = get_object_or_404(erasures(), pk=pk)
    erased = one.person.erased
    if not erased:
        of_one(one.person_id, PersonalDataView.PAGE, f"Yêu cầu xóa dữ liệu số {pk}")
    waits = one.state == RequestState.WAITING
    return {
        "one": one,
        "note": "" if erased else text_of(one.note),
        "reason": "" if erased else text_of(one.reason),
        "badges": request_badges(one),
        "waits": waits,
        "may_grant": waits and may_erase(current_actor()),
        "in_the_way": _in_the_way(one) if waits else "",
        "member": None if erased else Member.objects.filter(pk=one.person_id).first(),
    }


def _in_the_way(one: ErasureRequest) -> str:
    """Why the person cannot be erased yet; empty where nothing is in the way."""
    try:
        check_erasable(one.person, "request", "Theo yêu cầu")
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@screen(ERASE)
def grant_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase the person, after a page that says what goes and what stays."""
    one = get_object_or_404(erasures(), pk=pk)
    back = reverse("members:erasure", args=[pk])
    if one.state != RequestState.WAITING:
        return redirect(back)

    def effects(*, why: str) -> list[str]:
        check_erasable(one.person, "request", why or "Theo yêu cầu")
        return what_goes_and_stays(one.person)

    return edit(
        request,
        GrantForm,
        partial(acts.grant_erasure, request=one),
        "members/erasure_edit.html",
        title=f"Xóa dữ liệu theo yêu cầu số {pk}",
        back=back,
        done=back,
        said="Đã xóa dữ liệu cá nhân.",
        submit="Xem trước khi xóa",
        preview=effects,
        drafts=False,
        context={"one": one},
    )


@screen(ERASE)
def refuse_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the data, for a reason."""
    one = get_object_or_404(erasures(), pk=pk)
    back = reverse("members:erasure", args=[pk])
    if one.state != RequestState.WAITING:
        return redirect(back)
    return edit(
        request,
        RefuseForm,
        partial(acts.refuse_erasure, request=one),
        "members/erasure_edit.html",
        title=f"Không xóa: yêu cầu số {pk}",
        back=back,
        done=back,
        said="Đã báo cho người yêu cầu.",
        submit="Không xóa",
        drafts=False,
        context={"one": one},
    )
