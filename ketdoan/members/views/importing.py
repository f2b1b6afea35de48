"""Pages of the import of lists of members (core/staging), and of taking one back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.core.staging.models import FAULTY, Upload
from ketdoan.core.staging.views import Pages
from ketdoan.core.viet import format_date, format_number, local
from ketdoan.units.models import Unit

from ..actions.importing import acts
from ..actions.importing.undoing import Undone, foreseen, kept_of, undo
from ..forms.importing import MemberColumnsForm, MemberFileForm, UndoForm
from ..importing.columns import TITLES
from ..models import ImportDone
from ..models.imports import DOUBTFUL

PERMISSION = acts.PERMISSION
#: So many of those who stay are named.
NAMED = 20


def _home(unit: Unit) -> str:
    return reverse("members:unit", args=[unit.code])


def _done(upload: Upload) -> dict[str, Any]:
    """The imports of a file that could still be taken back; what is said of a file whose imports all were."""
    done = list(ImportDone.objects.filter(upload_id=upload.pk))
    left = [one for one in done if one.undone_at is None]
    undone = max((one.undone_at for one in done if one.undone_at), default=None)
    if left or undone is None:
        return {"done": left}
    when = f"{local(undone):%H:%M} ngày {format_date(local(undone).date())}"
    said = f"Đợt nhập từ tệp này đã hủy lúc {when}."
    if kept := sum(map(kept_of, done)):
        return {
            "done": [],
            "said": f"{said} {format_number(kept)} người đã có ghi nhận khác sau khi nhập được giữ nguyên.",
        }
    return {"done": [], "said": f"{said} Sổ đoàn viên trở lại như trước khi nhập."}


pages = Pages(
    staging=acts.staging,
    urls="members:import",
    templates="members/import",
    home=_home,
    file_form=MemberFileForm,
    columns_form=MemberColumnsForm,
    naming=("name", "family", "given"),
    titles=TITLES,
    fixed=(FAULTY, DOUBTFUL),
    more=_done,
)


@screen(PERMISSION)
@never_cache
def choose_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in a list."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    return pages.choose_file(request, unit, done=ImportDone.objects.filter(unit=unit)[:NAMED])


@screen(PERMISSION)
@never_cache
def choose_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns mean."""
    return pages.choose_columns(request, pk)


@screen(PERMISSION)
@never_cache
def look_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with what they come to. Faulty ones are corrected here, and doubtful ones decided."""
    return pages.look_over(request, pk)


@screen(PERMISSION)
@require_POST
def begin_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the right rows imported."""
    return pages.begin_import(request, pk)


@screen(PERMISSION)
@require_POST
def drop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Import nothing and erase what was kept of the list."""
    return pages.drop_import(request, pk)


@screen(PERMISSION)
@require_safe
def faulty_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that wait for somebody as an Excel file, with what is wrong behind each."""
    return pages.faulty_file(pk)


@screen(PERMISSION)
@never_cache
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back, after a look at whom that concerns."""
    done = get_object_or_404(ImportDone.objects.select_related("unit"), pk=pk)
    back = reverse("members:import_file", args=[done.unit.code])
    if done.undone_at:
        messages.info(request, "Đợt nhập này đã được hủy trước đó.")
        return redirect(back)
    return edit(
        request,
        UndoForm,
        partial(undo, done=done),
        "members/import_undo.html",
        title="Hủy đợt nhập đoàn viên",
        back=back,
        done=back,
        said=_said,
        submit="Hủy đợt nhập",
        drafts=False,
        context={"done": done, "unit": done.unit, "foreseen": foreseen(done), "named": NAMED},
    )


def _said(undone: Undone) -> str:
    told = f"Đã hủy đợt nhập: {format_number(undone.people)} người trở lại như trước."
    staying = len(undone.staying)
    return f"{told} {format_number(staying)} người giữ nguyên vì đã có ghi nhận sau đó." if staying else told
