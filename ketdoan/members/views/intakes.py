"""Pages of batches of applications: what the executive decides on, its decision on paper, and the admission."""

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_date, format_number, sort_key
from ketdoan.units.printing.send import printed

from ..actions import intakes
from ..forms.applications import AdmitIntakeForm
from ..models import Application, Intake
from ..printing.admission import of_intake
from ..queries.applications import Row, opened, rows_of
from ..queries.cards import holders_among
from ..states import ApplicationState, IntakeState

#: So many people an address can name; cards of a longer batch are issued from the list of members.
MOST_IN_ADDRESS = 200


@screen("members.apply")
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch: who is in it, and what is to be done with it."""
    found, actor = _found(pk), current_actor()
    rows = in_order(found)
    context = {
        "intake": found,
        "rows": rows,
        "open": found.state == IntakeState.OPEN,
        "may_admit": actor.may("members.admit"),
        "for_cards": _without_card(rows) if actor.may("members.card") else "",
    }
    return render(request, "members/intake.html", context)


def _without_card(rows: Sequence[Row]) -> str:
    """Those of a batch who were admitted and have no card yet, as the page that issues cards is asked for them."""
    admitted = [row.application.person_id for row in rows if row.application.person_id]
    holding = holders_among(admitted)
    wanting = [pk for pk in admitted if pk not in holding]
    return urlencode({"nguoi": wanting}, doseq=True) if len(wanting) <= MOST_IN_ADDRESS else ""


def _found(pk: int) -> Intake:
    return get_object_or_404(Intake.objects.select_related("unit", "decision__unit"), pk=pk)


def in_order(found: Intake) -> list[Row]:
    """The applications of a batch by given names."""
    return sorted(rows_of(opened(found.applications)), key=lambda row: (sort_key(row.name), row.application.pk))


@screen("members.admit")
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision, and admit all of the batch by it."""
    found = _found(pk)
    back = reverse("members:intake", args=[pk])
    if found.state != IntakeState.OPEN:
        messages.info(request, f"Đợt này {found.get_state_display().lower()}.")
        return redirect(back)
    number = found.applications.filter(state=ApplicationState.PROPOSED).count()
    return edit(
        request,
        partial(AdmitIntakeForm, initial={"on": found.on}),
        partial(intakes.admit_intake, intake=found),
        "members/admit_intake.html",
        title=f"Kết nạp {format_number(number)} người: {found.unit.short_name}",
        back=back,
        done=back,
        said=f"Đã kết nạp {format_number(number)} đoàn viên.",
        submit=f"Kết nạp {format_number(number)} người",
        drafts=False,
        context={"intake": found, "met_on": format_date(found.met_on)},
    )


@screen("members.apply")
@require_safe
def print_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision with its list as a Word file: a draft without a number, then the decision as it was taken."""
    found = _found(pk)
    return printed(request, of_intake(found, in_order(found)), "members:applications")


@screen("members.apply")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an application out of its batch."""
    found = get_object_or_404(Application.objects.select_related("unit"), pk=pk)
    back = found.intake_id
    try:
        intakes.take_back(applications=[found])
        messages.success(request, "Đã đưa đơn ra khỏi đợt; đơn chờ đợt sau.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members:intake", back) if back else redirect("members:applications")


@screen("members.apply")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a batch up."""
    found = _found(pk)
    try:
        intakes.drop_intake(intake=found)
        messages.success(request, "Đã bỏ đợt kết nạp; các đơn chờ đợt sau.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members:applications")
