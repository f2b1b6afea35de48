"""Officials' pages about the app: inviting members, saying whose an account is."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.members.models import Member
from ketdoan.members.queries.cards import qr_svg
from ketdoan.members.rules import COUNTED
from ketdoan.units.actions.access import invite, restore_access
from ketdoan.units.actions.seen import page_seen
from ketdoan.units.models import Unit

from ..actions.joining import INVITE, confirm_claim, make_link, refuse_claim
from ..forms.office import RefuseForm
from ..models import Claim
from ..queries.joining import claims_waiting, last_day, link_of, opened, users_of

MOST = 50


@screen(INVITE)
@never_cache
def claims(request: HttpRequest) -> HttpResponse:
    """The link of one's unit, and who waits to be confirmed, each beside the records that may be meant."""
    actor = current_actor()
    unit = get_object_or_404(Unit, pk=actor.unit_id)
    waiting = claims_waiting()
    shown = [opened(claim) for claim in waiting[:MOST]]
    for one in shown:
        for candidate in one.candidates:
            page_seen(candidate.member.pk, "đối chiếu người xin dùng ứng dụng")
    context = {
        "unit": unit,
        "shown": [(one, last_day(one.claim.made_at.date())) for one in shown],
        "number": waiting.count(),
        "link": link_of(unit),
        "users": users_of(unit),
    }
    return render(request, "portal/office_claims.html", context)


@screen(INVITE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that an account is that of a member."""
    claim = get_object_or_404(Claim, pk=pk)
    person = request.POST.get("person", "")
    member = get_object_or_404(
        Member.objects.select_related("person"), pk=int(person) if person.isascii() and person.isdigit() else 0
    )
    try:
        confirm_claim(claim=claim, person=member.person, key=request.POST.get("_key"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Đã xác nhận {member.person.name}. Ứng dụng đã mở cho đoàn viên này.")
    return redirect("app_office:claims")


@screen(INVITE)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a claim, for a reason that who made it reads."""
    claim = get_object_or_404(claims_waiting(), pk=pk)
    back = reverse("app_office:claims")
    return edit(
        request, RefuseForm, partial(refuse_claim, claim=claim), title="Không xác nhận", back=back, done=back,
        said="Đã trả lời người xin dùng ứng dụng.", submit="Không xác nhận",
    )  # fmt: skip


@screen(INVITE)
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a unit with its QR, to hand on or to print; made anew on demand, whereupon the former one ends."""
    unit = get_object_or_404(Unit, code=code)
    if request.method == "POST":
        make_link(unit=unit, key=request.POST.get("_key"))
        messages.success(request, "Đã lập đường dẫn mới. Đường dẫn trước đó không còn dùng được.")
        return redirect("app_office:link", code)
    found = link_of(unit)
    return render(request, "portal/office_link.html", {"unit": unit, "link": found, **_drawn(request, found)})


def _drawn(request: HttpRequest, found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    address = request.build_absolute_uri(reverse("portal:invited", args=[found.token]))
    return {"address": address, "qr": mark_safe(qr_svg(address))}  # noqa: S308 - drawn from our own address


@screen("units.invite")
@never_cache
def invite_one(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time link by which a member opens the app, or comes back into it with another phone; shown this once."""
    member = get_object_or_404(Member.objects.select_related("person", "unit"), pk=pk, state__in=COUNTED)
    again = member.person.account_id is not None
    if request.method != "POST":
        return render(request, "portal/office_invite.html", {"member": member, "again": again})
    try:
        invitation = (restore_access if again else invite)(person=member.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("members:member", pk)
    address = request.build_absolute_uri(reverse("portal:personal", args=[invitation.secret]))
    qr = mark_safe(qr_svg(address))  # noqa: S308 - drawn from our own address
    context = {"member": member, "invitation": invitation, "address": address, "qr": qr}
    return render(request, "portal/office_invited.html", context)
