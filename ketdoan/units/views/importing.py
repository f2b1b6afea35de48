"""Pages of the import of a union from Excel: the file, its columns, the rows and what they come to, the result."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.accounts import bulk_refusal
from ketdoan.core.editing import edit
from ketdoan.core.rules import current_rules
from ketdoan.core.screens import screen
from ketdoan.core.sheets import MIME
from ketdoan.core.viet import format_number, today

from ..actions.importing import acts
from ..actions.importing.files import faulty_rows, union_file
from ..forms.importing import ColumnsForm, FileForm
from ..importing.writing import sample
from ..models import ImportRow, UnionImport, Unit
from ..queries.kinds import kinds_on
from ..queries.staged import layouts_of, rows_in, running, samples, shown, waiting

PERMISSION = "units.import"
FAULTY_PAGE, PAGE = 20, 50
_CELL = re.compile(r"r(\d{1,7})_([a-z_:]{1,60})")


def _upload(pk: int) -> UnionImport:
    return get_object_or_404(UnionImport.objects.select_related("unit", "key").defer("content"), pk=pk)


def _days(upload: UnionImport) -> dict[str, Any]:
    return {"since": upload.since, "with_parent": upload.with_parent}


def _then(page: str) -> Callable[[UnionImport], str]:
    """Where to go once something is done with a file: a page about it, or the bar of the worker that has it now."""

    def address(upload: UnionImport) -> str:
        progress = running(upload)
        return reverse("core:progress", args=[progress.pk]) if progress else reverse(page, args=[upload.pk])

    return address


def _unless_waiting(words: str) -> Callable[[UnionImport], str]:
    """What is said of a file, unless the worker is still at it."""
    return lambda upload: "" if running(upload) else words


@screen(PERMISSION)
@never_cache
def choose_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in the file."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)

    def save(**values: Any) -> UnionImport:
        # A file is not the same twice: the key would hold the first one's digest against the next try.
        values.pop("key", None)
        return acts.stage(unit=unit, **values)

    return edit(
        request,
        FileForm,
        save,
        "units/import_file.html",
        title=f"Nhập từ Excel: {unit.short_name}",
        back=reverse("units:unit", args=[unit.code]),
        done=_then("units:import_columns"),
        said=_unless_waiting("Đã đọc tệp. Hãy kiểm tra các cột."),
        submit="Đọc tệp",
        drafts=False,
        context={"unit": unit, "waiting": waiting(unit)},
    )


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
    upload = _upload(pk)
    if running(upload) or not ImportRow.objects.filter(upload=upload).exists():
        return redirect("units:import", pk)
    form = partial(ColumnsForm, layouts=layouts_of(upload), samples=samples(upload), initial=_days(upload))
    return edit(
        request,
        form,
        partial(acts.choose_columns, upload=upload),
        "units/import_columns.html",
        title="Kiểm tra các cột",
        back=reverse("units:import_file", args=[upload.unit.code]),
        done=_then("units:import"),
        said=_unless_waiting("Đã kiểm tra các dòng của tệp. Chưa có gì được ghi vào hồ sơ."),
        submit="Kiểm tra các dòng",
        drafts=False,
        context={"unit": upload.unit, "upload": upload},
    )


@screen(PERMISSION)
@never_cache
def look_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with what they come to. The faulty ones are corrected here."""
    upload = _upload(pk)
    if upload.state == UnionImport.COLUMNS and not running(upload):
        return redirect("units:import_columns", pk)
    if request.method == "POST":
        return _correct(request, upload)
    return _page(request, upload)


def _page(request: HttpRequest, upload: UnionImport) -> HttpResponse:
    asked = request.GET.get("loc", "")
    states = dict(ImportRow.STATES)
    counts = {state: upload.counts.get(state, 0) for state in states}
    state = (
        asked if asked in states or asked == "tat-ca" else (ImportRow.FAULTY if counts[ImportRow.FAULTY] else "tat-ca")
    )
    faulty = state == ImportRow.FAULTY
    rows = rows_in(upload, "" if state == "tat-ca" else state)
    page = Paginator(rows, FAULTY_PAGE if faulty else PAGE).get_page(request.GET.get("page"))
    right = counts[ImportRow.NEW] + counts[ImportRow.CHANGED]
    context = {
        "upload": upload,
        "unit": upload.unit,
        "progress": running(upload),
        "state": state,
        "faulty": faulty,
        "tabs": [(code, title, counts[code]) for code, title in states.items() if counts[code]],
        "total": sum(counts.values()),
        "page": page,
        "rows": shown(upload, list(page.object_list)),
        "right": right,
        "wrong": counts[ImportRow.FAULTY],
        "said": acts.said_of(upload) if upload.state == UnionImport.DONE else "",
        "file_name": upload.file_name.text,
    }
    return render(request, "units/import.html", context)


def _correct(request: HttpRequest, upload: UnionImport) -> HttpResponse:
    """Take what was typed into the cells of the faulty rows of a page, and compare again."""
    cells: dict[int, dict[str, str]] = {}
    left_out: dict[int, bool] = {}
    for name, text in request.POST.items():
        if name.startswith("o") and name[1:].isdecimal():
            left_out[int(name[1:])] = text == "1"
        elif match := _CELL.fullmatch(name):
            cells.setdefault(int(match[1]), {})[match[2]] = str(text)
    back = f"{request.path}?loc={request.GET.get('loc', '')}"
    try:
        if cells or left_out:
            acts.correct_rows(upload=upload, cells=cells, left_out=left_out)
        else:
            acts.check_again(upload=upload)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    upload.refresh_from_db()
    if running(upload):
        return redirect(_then("units:import")(upload))
    left = upload.counts.get(ImportRow.FAULTY, 0)
    messages.success(
        request, f"Đã lưu và kiểm tra lại. Còn {format_number(left)} dòng có lỗi." if left else "Mọi dòng đều đúng."
    )
    return redirect(back if left else request.path)


@screen(PERMISSION)
@require_POST
def begin_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the rows without faults imported."""
    upload = _upload(pk)
    try:
        upload = acts.start(upload=upload, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("units:import", pk)
    return redirect("core:progress", upload.progress)


@screen(PERMISSION)
@require_POST
def drop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Import nothing and erase what was kept of the file."""
    upload = _upload(pk)
    code = upload.unit.code
    try:
        acts.drop(upload=upload)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("units:import", pk)
    messages.success(request, "Đã bỏ tệp. Không dòng nào được nhập thêm.")
    return redirect("units:unit", code)


@screen(PERMISSION)
@require_safe
def faulty_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The faulty rows as an Excel file, with what is wrong behind each."""
    upload = _upload(pk)
    with transaction.atomic():
        file = faulty_rows(upload)
    return FileResponse(file, as_attachment=True, filename="dong-co-loi.xlsx", content_type=MIME)


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
