"""Printing decisions and lists, and the screen on which officers keep the Word templates."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.accounts import bulk_refusal
from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.printing import fill, sample, used_fields
from ketdoan.core.screens import screen

from ..actions.templates import add_template, drop_template, use_again
from ..forms.looking import Looking
from ..forms.printing import TemplateForm
from ..models import Appointment, Plan, PrintTemplate, Term, Unit
from ..printing import contexts
from ..printing.choose import content, nearest
from ..printing.kinds import Kind, all_kinds
from ..printing.plans import of_plan
from ..printing.send import printed, word_file
from ..queries.changes import change_seen

# What can be printed, by the word in the address: the decision behind a row, and lists of a unit on a day.
DECISIONS: dict[str, tuple[type[Model], Callable[[Any], contexts.Print]]] = {
    "chuc-vu": (Appointment, contexts.of_appointment),
    "thoi-chuc-vu": (Appointment, contexts.of_leaving),
    "nhiem-ky": (Term, contexts.of_term),
}
OF_PERSONS = "can-bo"
LISTS = {"don-vi": contexts.of_units, OF_PERSONS: contexts.of_officers}


@screen("units.view")
@require_safe
def print_document(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    """A decision or a list as a Word file, filled by the template of the unit that issues it. The audit trail says
    who took which print; what could not be filled has not left the house."""
    made: contexts.Print | None
    if source == "thay-doi":
        change = change_seen(pk)
        made = contexts.of_change(change) if change else None
    elif source in DECISIONS:
        model, make = DECISIONS[source]
        made = make(get_object_or_404(model, pk=pk))
    elif source in LISTS:
        unit = get_object_or_404(Unit, pk=pk)
        if source == OF_PERSONS and (refusal := bulk_refusal(request, reverse("units:unit", args=[unit.code]))):
            return refusal
        made = LISTS[source](unit, Looking(request.GET).day)
    else:
        raise Http404
    if made is None:
        raise Http404
    return printed(request, made)


@screen("units.plan")
@require_safe
def print_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision of a plan of reorganisation as a Word file, likewise recorded."""
    return printed(request, of_plan(get_object_or_404(Plan.objects.select_related("unit", "decision__unit"), pk=pk)))


@screen("core.templates")
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The kinds of prints, and which template each takes for the unit of the acting post."""
    unit = _own_unit()
    found = [(kind, nearest(kind.code, unit)) for kind in all_kinds().values()]
    return render(request, "units/printing_templates.html", {"unit": unit, "templates": found})


@screen("core.templates")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: the template in use, its fields, its versions, and handing in a new one."""
    wanted, unit = _kind(kind), _own_unit()
    make_form = partial(TemplateForm, kind=wanted)
    if "try" in request.POST:
        form = make_form(request.POST, request.FILES)
        if form.is_valid():
            return _try(form.cleaned_data["file"].read(), wanted)
    current = nearest(kind, unit)
    here = reverse("units:print_template", args=[kind])
    return edit(
        request,
        make_form,
        partial(_save, unit, kind),
        "units/printing_template.html",
        title=wanted.title,
        back=reverse("units:print_templates"),
        done=here,
        said="Đã lưu mẫu. Từ nay các bản in dùng mẫu này.",
        submit="Lưu thành mẫu của đơn vị",
        drafts=False,
        context={
            "kind": wanted,
            "unit": unit,
            "current": current,
            "used": used_fields(content(kind, current), wanted.fields),
            "versions": PrintTemplate.objects.filter(kind=kind, unit=unit).select_related("blob"),
        },
    )


def _save(unit: Unit, kind: str, *, file: UploadedFile, key: str) -> PrintTemplate:
    return add_template(unit=unit, kind=kind, content=file.read(), name=file.name or "", key=key)


@screen("core.templates")
@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """A template as it is, to be edited in Word: a version by its id, the shipped one, or the one in use."""
    wanted = _kind(kind)
    chosen = _chosen(request, kind)
    version = f"-v{chosen.version}" if chosen else ""
    return word_file(content(kind, chosen), f"mau-{wanted.slug}{version}.docx")


@screen("core.templates")
@require_safe
def try_out(request: HttpRequest, kind: str) -> HttpResponse:
    """A template filled with sample values."""
    wanted = _kind(kind)
    return _try(content(kind, _chosen(request, kind)), wanted)


@screen("core.templates")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up an earlier version again."""
    earlier = get_object_or_404(PrintTemplate, pk=pk)
    use_again(template=earlier)
    messages.success(request, f"Đã dùng lại phiên bản {earlier.version}.")
    return redirect("units:print_template", earlier.kind)


@screen("core.templates")
@require_POST
def drop(request: HttpRequest, kind: str) -> HttpResponse:
    """Give up the unit's own template."""
    drop_template(unit=_own_unit(), kind=_kind(kind).code)
    messages.success(request, "Đã bỏ mẫu riêng. Các phiên bản cũ vẫn được giữ.")
    return redirect("units:print_template", kind)


def _own_unit() -> Unit:
    return get_object_or_404(Unit, pk=current_actor().unit_id)


def _kind(code: str) -> Kind:
    found = all_kinds().get(code)
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest, kind: str) -> PrintTemplate | None:
    """The version that the address asks for; None stands for the shipped template."""
    wanted = request.GET.get("ban", "")
    if wanted == "kem-theo":
        return None
    if wanted.isdecimal():
        return get_object_or_404(PrintTemplate, pk=wanted, kind=kind)
    return nearest(kind, _own_unit())


def _try(template: bytes, kind: Kind) -> HttpResponse:
    return word_file(fill(template, kind.fields, sample(kind.fields)), f"thu-{kind.slug}.docx")
