"""Pages of regulations and agreements, and of who answers for what in a unit's bodies."""

from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import today

from ..actions import regulations as acts
from ..forms.bodies import EndForm
from ..forms.looking import Looking
from ..forms.regulations import RegulationForm, said_of
from ..models import Regulation, Unit
from ..queries.bodies import bodies_of
from ..queries.regulations import regulation_label, wanted_choices
from ..tables import LackingFilters, LackingTable, RegulationFilters, RegulationTable, lacking_rows, regulations_known

TITLE = "Quy chế, thỏa thuận phối hợp"
PLAIN = "units/plain_act.html"


@screen("units.view")
def regulations(request: HttpRequest) -> HttpResponseBase:
    """Regulations and agreements of the scope."""
    return listing(
        request,
        RegulationTable,
        RegulationFilters,
        "units/regulations.html",
        title=TITLE,
        rows=regulations_known(),
        export="units.export",
        noun="văn bản",
        example="quy che phoi hop",
        empty="Chưa ghi quy chế, thỏa thuận nào.",
    )


@screen("units.view")
def lacking(request: HttpRequest) -> HttpResponseBase:
    """Units that should have a regulation of a kind and have none in force."""
    kind = request.GET.get("loai", "")
    known = dict(wanted_choices())
    kind = kind if kind in known else next(iter(known), "")
    return listing(
        request,
        LackingTable,
        LackingFilters,
        "units/regulations.html",
        title=f"Chưa có: {known.get(kind, '')}",
        rows=lacking_rows(kind),
        export="units.export",
        noun="đơn vị",
        example="cong ty may",
        empty="Đơn vị nào trong phạm vi cũng đã có.",
    )


@screen("units.regulation")
def add_regulation(request: HttpRequest, code: str) -> HttpResponse:
    """Record a regulation of a unit."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    wanted = {"kind": request.GET.get("loai", "")}
    form = partial(RegulationForm, unit=unit, initial=wanted)
    return _page(request, unit, form, partial(acts.add_regulation, unit=unit), "Ghi quy chế, thỏa thuận")


@screen("units.regulation")
def correct_regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a regulation, or add its signed copy."""
    found = _known(pk)
    form = partial(RegulationForm, unit=found.unit, initial=said_of(found))
    save = partial(acts.correct_regulation, regulation=found)
    return _page(request, found.unit, form, save, "Sửa quy chế, thỏa thuận")


@screen("units.regulation")
def end_regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """End a regulation early."""
    found = _known(pk)
    title = f"Kết thúc hiệu lực {regulation_label(found.kind, today())}"
    return _page(request, found.unit, EndForm, partial(acts.end_regulation, regulation=found), title)


def _page(request: HttpRequest, unit: Unit, form: Any, save: Any, title: str) -> HttpResponse:
    back = reverse("units:unit", args=[unit.code])
    context = {"unit": unit}
    return edit(request, form, save, PLAIN, title=f"{title}: {unit.short_name}", back=back, done=back, context=context)


def _known(pk: int) -> Regulation:
    return get_object_or_404(Regulation.objects.known().select_related("unit", "file"), pk=pk)


@screen("units.view")
@require_safe
def regulation_file(request: HttpRequest, pk: int) -> FileResponse:
    """The signed copy of a regulation."""
    found = get_object_or_404(Regulation.objects.select_related("file__blob"), pk=pk)
    if found.file is None:
        raise Http404
    return file_response(found.file.blob, found.file.name, inline=True)


@screen("units.view")
@require_safe
def assignments(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers for what in the bodies of a unit on a day, with their terms: for one sheet of A4."""
    looking = Looking(request.GET)
    unit = get_object_or_404(Unit, code=code)
    context = {"unit": unit, "looking": looking, "bodies": bodies_of(unit, looking.day)}
    return render(request, "units/assignments.html", context)
