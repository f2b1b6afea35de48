"""A person's record: offices held, how to reach them, their numbers, and who opened these."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.core.viet import today

from ..actions import persons as acts
from ..actions.seen import page_seen
from ..forms import persons as forms
from ..models import Contact, Identifier, Person, Unit
from ..queries import erasure
from ..queries.bodies import offices_of
from ..queries.own import views_of

FIELDS = dict([*Contact.KINDS, *Identifier.KINDS])


@screen("units.person")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The record. Personal values stay closed: the page says which there are, not what they are."""
    found = get_object_or_404(Person.objects.select_related("unit", "key"), pk=pk)
    page_seen(found.pk)
    return render(request, "units/person.html", _record(found))


def _record(found: Person, **more: Any) -> dict[str, Any]:
    day = today()
    kinds = () if found.erased else (Contact, Identifier)
    rows = [row for kind in kinds for row in kind.objects.on(day).filter(person=found)]
    return {
        "person": found,
        "unit": found.unit,
        "values": [(row.kind, FIELDS[row.kind], getattr(row, "verified", None), row.since) for row in rows],
        "offices": offices_of(found),
        "views": views_of(found)[:20],
        "may_copy": not found.erased and current_actor().may("units.subject"),
        "may_erase": not found.erased and erasure.may_erase(current_actor()),
        **more,
    }


@screen("units.person")
@never_cache
def reveal(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Ask for the purpose, then show one personal value, this once."""
    found = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    if field not in FIELDS:
        raise Http404
    form = forms.RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            value = acts.reveal(person=found, field=field, purpose=form.cleaned_data["purpose"])
        except ValidationError as error:
            form.add_error("purpose", error.messages[0])
        else:
            if value is None:
                messages.info(request, "Không còn giá trị nào được ghi.")
                return redirect("units:person", pk)
            return render(request, "units/person.html", _record(found, shown=(FIELDS[field], value)))
    context = {"person": found, "unit": found.unit, "form": form, "label": FIELDS[field]}
    return render(request, "units/reveal.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, pk: int, form: Any, verb: Any, title: str) -> HttpResponse:
    found = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    back = reverse("units:person", args=[pk])
    return edit(
        request,
        form(found),
        partial(verb, person=found),
        "units/plain_act.html",
        title=f"{title}: {found.name}",
        back=back,
        done=back,
        said="Đã lưu.",
        drafts=False,
        context={"unit": found.unit},
    )


@screen("units.person")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct name, birth date and sex."""

    def form(found: Person) -> Any:
        year = None if found.birth_date else found.birth_year
        initial = {"name": found.name, "birth_date": found.birth_date, "birth_year": year, "sex": found.sex}
        return partial(forms.PersonForm, initial=initial)

    return _page(request, pk, form, acts.correct_person, "Sửa hồ sơ")


@screen("units.person")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a phone, an e-mail or an address."""
    return _page(request, pk, lambda _: forms.ContactForm, acts.set_contact, "Thông tin liên hệ")


@screen("units.person")
def identifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the number of a paper."""
    return _page(request, pk, lambda _: forms.IdentifierForm, acts.set_identifier, "Số giấy tờ")


@screen(erasure.PERMISSION)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a person's data, after a page that says what goes and what stays."""
    found = get_object_or_404(Person.objects.select_related("unit", "key", "account"), pk=pk)
    if not erasure.may_erase(current_actor()):
        raise PermissionDenied(erasure.TOO_LOW)
    if found.erased:
        return redirect("units:person", pk)

    def effects(*, ground: str, why: str) -> list[str]:
        acts.check_erasable(found, ground, why)
        return erasure.what_goes_and_stays(found)

    back = reverse("units:person", args=[pk])
    return edit(
        request,
        forms.EraseForm,
        partial(acts.erase_person, person=found),
        "units/erase.html",
        title=f"Xóa dữ liệu cá nhân: {found.name}",
        back=back,
        done=back,
        said="Đã xóa dữ liệu cá nhân.",
        submit="Xem trước khi xóa",
        preview=effects,
        drafts=False,
        context={"unit": found.unit, "limit": erasure.time_limit()},
    )


@screen("units.person")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Open a person's record in a unit."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)

    def to_the_record(added: Person) -> str:
        return reverse("units:person", args=[added.pk])

    return edit(
        request,
        forms.PersonForm,
        partial(acts.add_person, unit=unit),
        "units/plain_act.html",
        title=f"Thêm người vào hồ sơ: {unit.short_name}",
        back=reverse("units:unit", args=[code]),
        done=to_the_record,
        said="Đã thêm người vào hồ sơ.",
        drafts=False,
        context={"unit": unit},
    )
