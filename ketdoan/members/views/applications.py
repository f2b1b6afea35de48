"""Pages of applications: the list, taking them in, one application, and what may become of it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.rules import rule
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_date, format_number, today
from ketdoan.units.models import Unit

from ..actions import applying, intakes
from ..actions.transferring import own_unit
from ..forms import applications as forms
from ..lists import ApplicationFilters, ApplicationTable, application_badge
from ..models import Application, Intake
from ..queries.applications import Applicant, Row, opened, rows_of
from ..states import OPEN_APPLICATION, ApplicationState, IntakeState

RECENT = 5


@screen("members.apply")
def applications(request: HttpRequest) -> HttpResponse:
    """Applications of the scope; those that wait may be chosen for the executive."""
    batches = Intake.objects.exclude(state=IntakeState.DROPPED).select_related("unit", "decision")[:RECENT]
    return listing(
        request,
        ApplicationTable,
        ApplicationFilters,
        "members/applications.html",
        title="Đơn gia nhập",
        rows=opened(Application.objects),
        search="",
        noun="đơn",
        empty="Chưa nhận đơn gia nhập nào.",
        add=("Nhận đơn", reverse("members:apply")),
        context={"batches": batches},
    )


@screen("members.apply")
def apply(request: HttpRequest) -> HttpResponse:
    """Take applications in from paper, one or a whole list."""
    unit = own_unit()
    initial = {"unit": unit} if unit and has_members(unit) else {}
    return edit(
        request,
        partial(forms.ReceiveForm, initial=initial),
        applying.receive,
        "members/apply.html",
        title="Nhận đơn gia nhập",
        back=reverse("members:applications"),
        done=reverse("members:applications"),
        said="Đã ghi nhận đơn gia nhập.",
        submit="Kiểm tra",
        preview=_would_receive,
        confirm="Ghi nhận đơn",
    )


def has_members(unit: Unit) -> bool:
    """Whether a unit has members of its own."""
    return unit.level in rule("members.level", today()).value


def _would_receive(*, unit: Unit, people: Sequence[Applicant], received_on: date, form: str) -> list[str]:
    findings = applying.check_applicants(unit=unit, people=people, received_on=received_on)
    findings.refuse()
    number, day = format_number(len(people)), format_date(received_on)
    return [f"Ghi nhận {number} đơn tại {unit.short_name}, nhận ngày {day}.", *findings.sentences()]


@screen("members.apply")
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """What one application says, as far as it is kept, and what became of it."""
    found = _found(pk)
    (row,) = rows_of([found])
    actor = current_actor()
    context = {
        "row": row,
        "one": found,
        "state": application_badge(found.state),
        "masked": _masked(row),
        "may_correct": found.state in OPEN_APPLICATION and row.said is not None,
        "may_refuse": found.state in OPEN_APPLICATION and actor.may("members.admit"),
    }
    return render(request, "members/application.html", context)


def _masked(row: Row) -> list[tuple[str, str]]:
    """Numbers as the page shows them: the last three digits are enough to compare with the paper."""
    if row.said is None:
        return []
    numbers = [("Số căn cước", row.said.citizen_id), ("Mã số BHXH", row.said.social_insurance)]
    return [(title, f"••• {text[-3:]}") for title, text in numbers if text]


def _found(pk: int) -> Application:
    return get_object_or_404(opened(Application.objects.select_related("intake", "event")), pk=pk)


@screen("members.apply")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was taken from the paper."""
    found = _found(pk)
    (row,) = rows_of([found])
    back = reverse("members:application", args=[pk])
    if row.said is None or found.state not in OPEN_APPLICATION:
        messages.info(request, "Đơn này đã giải quyết xong, không sửa nữa.")
        return redirect(back)
    return edit(
        request,
        partial(forms.ApplicantForm, initial=_typed(row.said, found)),
        partial(_correct, found),
        "members/on_application.html",
        title=f"Sửa đơn: {row.name}",
        back=back,
        done=back,
        said="Đã sửa đơn.",
        drafts=False,
        context={"row": row, "one": found},
    )


def _correct(found: Application, *, person: Applicant, received_on: date, key: str) -> Application:
    findings = applying.check_applicants(unit=found.unit, people=[person], received_on=received_on, apart_from=found.pk)
    findings.refuse()
    return applying.correct_application(application=found, person=person, received_on=received_on, key=key)


def _typed(said: Applicant, found: Application) -> dict[str, Any]:
    names = ("name", "sex", "citizen_id", "phone", "social_insurance", "address", "job")
    return {name: getattr(said, name) for name in names} | {
        "birth": said.birth_shown,
        "received_on": found.received_on,
    }


@screen("members.admit")
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the executive did not admit an applicant."""
    return _end(request, pk, applying.refuse, "Không kết nạp", "Đã ghi không kết nạp.")


@screen("members.apply")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that an applicant took the application back."""
    return _end(request, pk, applying.withdraw, "Rút đơn", "Đã ghi rút đơn.")


def _end(request: HttpRequest, pk: int, save: Any, title: str, said: str) -> HttpResponse:
    found = _found(pk)
    (row,) = rows_of([found])
    back = reverse("members:application", args=[pk])
    return edit(
        request,
        forms.ReasonForm,
        partial(save, applications=[found]),
        "members/on_application.html",
        title=f"{title}: {row.name}",
        back=back,
        done=back,
        said=said,
        drafts=False,
        context={"row": row, "one": found},
    )


@screen("members.apply")
def propose(request: HttpRequest) -> HttpResponse:
    """Put the applications named in the address before the executive."""
    ids = [int(text) for text in request.GET.getlist("don") if text.isascii() and text.isdigit()][: intakes.MOST]
    found = list(opened(Application.objects.filter(pk__in=ids, state=ApplicationState.RECEIVED)).order_by("pk"))
    if not found:
        messages.info(request, "Hãy chọn ít nhất một đơn đang chờ trong danh sách.")
        return redirect("members:applications")
    return edit(
        request,
        partial(forms.ProposeForm, initial={"met_on": today(), "on": today()}),
        partial(intakes.propose, applications=found),
        "members/propose.html",
        title=f"Đưa {format_number(len(found))} đơn ra Ban Chấp hành",
        back=reverse("members:applications"),
        done=lambda intake: reverse("members:intake", args=[intake.pk]),
        said="Đã lập đợt kết nạp. In dự thảo quyết định, hoặc ghi số quyết định để kết nạp.",
        submit="Lập đợt kết nạp",
        drafts=False,
        context={"rows": rows_of(found)},
    )
