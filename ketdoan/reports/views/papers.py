"""Reports as files: to be filled in without network, and as they were handed in."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.screens import screen
from ketdoan.core.sheets import MIME
from ketdoan.core.viet import VietError

from ..actions.filling import Filled, fill
from ..forms.rounds import UploadForm
from ..models import Paper, Revision, Submission
from ..printing.paper import WITH, report_pdf
from ..printing.workbook import read_filled, template
from ..rules.states import Source
from .entry import seen_report


@screen("reports.fill")
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as an Excel file to fill in."""
    found = seen_report(pk)
    answer = HttpResponse(template(found), content_type=MIME)
    name = f"{found.form.code}-{found.unit.code}-{found.round.period}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@screen("reports.fill")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the figures of a file that was filled in."""
    found = seen_report(pk)
    back = reverse("reports:report", args=[pk])
    return edit(
        request,
        UploadForm,
        partial(_take, found),
        title="Nạp tệp Excel đã ghi",
        back=back,
        done=back,
        said=_said,
        submit="Nạp tệp",
        drafts=False,
    )


def _take(found: Submission, *, file: Any, key: str) -> Filled:
    try:
        told = read_filled(file, found)
    except VietError as error:
        raise ValidationError({"file": getattr(error, "messages", [str(error)])}) from None
    given = {cell: figure for cell, figure in told.cells.items() if not figure.missing}
    if not given:
        raise ValidationError({"file": "Tệp chưa ghi số liệu nào."})
    return fill(submission=found, cells=given, seen=told.seen, source=Source.FILE, key=key)


def _said(told: Filled | None) -> str:
    if told is None or not told.held_back:
        return "Đã nạp số liệu của tệp."
    return f"Đã nạp số liệu của tệp. {len(told.held_back)} ô người khác đã ghi khác nên giữ nguyên; xem ở “Quá trình”."


@screen("reports.view")
@require_safe
def pdf(request: HttpRequest, pk: int, no: int = 0) -> HttpResponseBase:
    """A report as it was handed in: the last time, or the time of that number."""
    found = seen_report(pk)
    rows = Revision.objects.select_related(*WITH)
    revision = get_object_or_404(rows, submission=found, no=no or found.revision)
    name = f"{found.form.code}-{found.unit.code}-{found.round.period}-{revision.no}.pdf"
    if paper := Paper.objects.filter(revision=revision).select_related("blob").first():
        return file_response(paper.blob, name, inline=True)
    answer = HttpResponse(report_pdf(revision), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
