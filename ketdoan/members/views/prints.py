"""Word prints of the register: a member's form, the list of members of a unit."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ketdoan.core.accounts import bulk_refusal
from ketdoan.core.acting import current_actor
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number
from ketdoan.units.models import Unit
from ketdoan.units.printing.contexts import Print
from ketdoan.units.printing.send import printed

from ..actions.values import open_values
from ..forms.cards import ListPrintForm, PrintForm
from ..models import Member
from ..printing.contexts import ASKED, MOST_ROWS, Opened, listed, of_list, of_member

OPENING = "units.person"


@screen("members.view")
@never_cache
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a member."""
    member = get_object_or_404(Member.objects.select_related("person", "unit"), pk=pk)
    page = {
        "title": f"In phiếu đoàn viên: {member.person.name}",
        "back": reverse("members:member", args=[pk]),
        "member": member,
    }
    return _ask(request, PrintForm, [member], lambda opened: of_member(member, current_actor(), opened), page)


@screen("members.export")
@never_cache
def list_of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """The list of members of a unit and all below it, for an account with a second factor."""
    unit = get_object_or_404(Unit, code=code)
    back = reverse("members:unit", args=[code])
    if request.method == "POST" and (refusal := bulk_refusal(request, back)):
        return refusal
    members = listed(unit)
    page: dict[str, Any] = {"title": f"In danh sách đoàn viên: {unit.short_name}", "back": back, "unit": unit}
    if len(members) > MOST_ROWS:
        page["refused"] = (
            f"{unit.short_name} có hơn {format_number(MOST_ROWS)} đoàn viên, quá dài để in thành một danh sách. Hãy in "
            "theo từng đơn vị bên dưới, hoặc xuất Excel từ danh sách đoàn viên."
        )
        return render(request, "members/print.html", page)
    page["number"] = len(members)
    return _ask(request, ListPrintForm, members, lambda opened: of_list(unit, members, opened), page)


def _ask(
    request: HttpRequest,
    make: type[PrintForm],
    members: Sequence[Member],
    fill: Callable[[Opened], Print],
    page: dict[str, Any],
) -> HttpResponse:
    """Ask what the print may hold, then hand it out. What was opened for a print that fails was not opened."""
    asked = make(request.POST if request.method == "POST" else None)
    if request.method == "POST" and asked.is_valid():
        fields = [ASKED[name] for name in asked.cleaned_data["values"]]
        try:
            with transaction.atomic():
                opened: Opened = {}
                if fields:
                    opened = open_values(members=members, fields=fields, purpose=asked.cleaned_data["purpose"])
                return printed(request, fill(opened), "members:list")
        except ValidationError as error:
            asked.add_error("purpose", error.messages[0])
    page |= {"form": asked, "may_open": current_actor().may(OPENING)}
    return render(request, "members/print.html", page, status=422 if asked.errors else 200)
