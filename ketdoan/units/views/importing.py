"""Pages of the import of a union from Excel (core/staging), its sample, and the file in which a union leaves."""

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.accounts import bulk_refusal
from ketdoan.core.rules import current_rules
from ketdoan.core.screens import screen
from ketdoan.core.sheets import MIME
from ketdoan.core.staging.views import Pages
from ketdoan.core.viet import today

from ..actions.importing import acts
from ..actions.importing.files import union_file
from ..forms.importing import UnionColumnsForm, UnionFileForm
from ..importing.columns import OFFICES, TITLES
from ..importing.writing import sample
from ..models import Unit
from ..queries.kinds import kinds_on

PERMISSION = "units.import"


def _home(unit: Unit) -> str:
    return reverse("units:unit", args=[unit.code])


pages = Pages(
    staging=acts.staging,
    urls="units:import",
    templates="units/import",
    home=_home,
    file_form=UnionFileForm,
    columns_form=UnionColumnsForm,
    naming=("name", "code", "person", *OFFICES),
    titles=TITLES,
)


@screen(PERMISSION)
@never_cache
def choose_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in the file."""
    return pages.choose_file(request, get_object_or_404(Unit, code=code, ended_on=None))


@screen(PERMISSION)
@require_safe
def sample_file(request: HttpRequest) -> HttpResponseBase:
    """The empty file to be filled in."""
    offices = [row.value["label"] for row in current_rules() if row.key == "units.office"]
    file = sample([row.value["label"] for row in kinds_on(today())], dict.fromkeys(offices))
    return FileResponse(file, as_attachment=True, filename="mau-nhap-to-chuc.xlsx", content_type=MIME)


@screen(PERMISSION)
@never_cache
def choose_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns mean."""
    return pages.choose_columns(request, pk)


@screen(PERMISSION)
@never_cache
def look_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with what they come to. The faulty ones are corrected here."""
    return pages.look_over(request, pk)


@screen(PERMISSION)
@require_POST
def begin_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the rows without faults imported."""
    return pages.begin_import(request, pk)


@screen(PERMISSION)
@require_POST
def drop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Import nothing and erase what was kept of the file."""
    return pages.drop_import(request, pk)


@screen(PERMISSION)
@require_safe
def faulty_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The faulty rows as an Excel file, with what is wrong behind each."""
    return pages.faulty_file(pk)


@screen("units.export")
@require_safe
def export_union(request: HttpRequest, code: str) -> HttpResponseBase:
    """A union in the layout in which it was imported: units, terms, officers as they are today."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    if refusal := bulk_refusal(request, reverse("units:unit", args=[code])):
        return refusal
    with transaction.atomic():
        file = union_file(unit)
    return FileResponse(
        file, as_attachment=True, filename=f"to-chuc-{code.lower()}-{today():%Y%m%d}.xlsx", content_type=MIME
    )
