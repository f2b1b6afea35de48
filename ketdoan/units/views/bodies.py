"""Pages of terms, appointments, departments and persons of a unit."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ketdoan.core.editing import edit
from ketdoan.core.fields import suggestions
from ketdoan.core.screens import screen
from ketdoan.core.viet import today

from ..actions import bodies as acts
from ..forms import bodies as forms
from ..models import Appointment, Department, Person, Term, Unit
from ..models.persons import KEPT
from ..queries.bodies import body_label, office_label

TEMPLATE = "units/act.html"
PLAIN = "units/plain_act.html"


def _page(request: HttpRequest, unit: Unit, form: Any, save: Any, title: str, **options: Any) -> HttpResponse:
    back = reverse("units:unit", args=[unit.code])
    template = options.pop("template", TEMPLATE)
    options["context"] = {"unit": unit}
    return edit(request, form, save, template, title=f"{title}: {unit.short_name}", back=back, done=back, **options)


@screen("units.term")
def open_term(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a term of a body."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    save = partial(acts.open_term, unit=unit)
    form = partial(forms.TermForm, unit=unit, initial={"kind": request.GET.get("co-quan", "")})
    return _page(request, unit, form, save, "Mở nhiệm kỳ", said="Đã mở nhiệm kỳ.")


@screen("units.term")
def end_term(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term early."""
    term = get_object_or_404(Term.objects.known().select_related("body__unit"), pk=pk)
    unit = term.body.unit
    label = body_label(term.body.kind, unit.level, today())

    def preview(**_: Any) -> list[str]:
        return [
            f"Nhiệm kỳ {term.label} của {label} kết thúc.",
            "Mọi người trong cơ quan này thôi giữ chức vụ và hết quyền truy cập dựa trên chức vụ cùng ngày.",
        ]

    save = partial(acts.end_term, term=term)
    title = f"Kết thúc nhiệm kỳ {label}"
    return _page(request, unit, forms.EndTermForm, save, title, preview=preview, said="Đã kết thúc nhiệm kỳ.")


@screen("units.appoint")
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Put a person into an office."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    save = partial(acts.appoint, unit=unit)
    form = partial(forms.AppointForm, unit=unit)
    return _page(request, unit, form, save, "Bố trí chức vụ", said="Đã bố trí chức vụ.")


def _appointment(pk: int) -> Appointment:
    found = Appointment.objects.known().select_related("body__unit", "person")
    return get_object_or_404(found, pk=pk)


@screen("units.appoint")
def assign_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the work assigned to an office holder."""
    appointment = _appointment(pk)
    save = partial(acts.assign_work, appointment=appointment)
    form = partial(forms.WorkForm, initial={"work": appointment.work})
    title = f"Phân công nhiệm vụ cho {appointment.person.name}"
    unit = appointment.body.unit
    return _page(request, unit, form, save, title, said="Đã phân công nhiệm vụ.", template=PLAIN)


@screen("units.appoint")
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """A person leaves an office."""
    appointment = _appointment(pk)
    unit = appointment.body.unit
    office = office_label(appointment.body.kind, appointment.office, unit.level, today())
    save = partial(acts.end_appointment, appointment=appointment)
    title = f"{appointment.person.name} thôi giữ chức vụ {office}"
    return _page(request, unit, forms.LeaveForm, save, title, said="Đã ghi thôi giữ chức vụ.")


@screen("units.department")
def open_department(request: HttpRequest, code: str) -> HttpResponse:
    """Set up a department."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    save = partial(acts.open_department, unit=unit)
    return _page(request, unit, forms.DepartmentForm, save, "Lập ban, văn phòng", said="Đã lập ban.", template=PLAIN)


@screen("units.department")
def end_department(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a department."""
    department = get_object_or_404(Department.objects.on(today()).select_related("unit"), pk=pk)
    save = partial(acts.end_department, department=department)
    title = f"Kết thúc {department.name}"
    return _page(request, department.unit, forms.EndForm, save, title, said="Đã kết thúc ban.", template=PLAIN)


@screen("units.view")
def suggest_person(request: HttpRequest) -> HttpResponse:
    """Persons of the scope that match what is being typed."""
    people = Person.objects.filter(KEPT).select_related("unit").order_by("sort_key")
    return suggestions(request, people, text=lambda person: f"{person.name}, {person.unit.short_name}")
