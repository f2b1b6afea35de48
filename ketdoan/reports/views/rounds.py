"""Pages of rounds: what was asked of whom, how far they are."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.sheets import MIME
from ketdoan.core.viet import format_number, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.tree import may_open

from ..actions import rounds as acts
from ..actions.exporting import csv_of_round, excel_of_round
from ..forms.rounds import DueForm, LockForm, RoundForm
from ..models import Round, Submission
from ..queries.listing import directly_below, reports_of, rounds_seen
from ..queries.progress import Progress, progress
from ..queries.rollup import Sum, sums
from ..tables.reports import ReportFilters, ReportTable, RoundTable


@screen("reports.view")
def rounds(request: HttpRequest) -> HttpResponseBase:
    """Rounds that the scope sees."""
    actor = current_actor()
    options: dict[str, Any] = {}
    if actor.may("reports.open"):
        options["add"] = ("Mở đợt báo cáo", reverse("reports:new_round"))
    return listing(
        request,
        RoundTable,
        None,
        "reports/rounds.html",
        title="Đợt báo cáo",
        rows=rounds_seen(),
        search="",
        noun="đợt báo cáo",
        empty="Chưa có đợt báo cáo nào.",
        **options,
    )


@screen("reports.open")
def new_round(request: HttpRequest) -> HttpResponse:
    """Ask the units below for a report."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return edit(
        request,
        RoundForm,
        partial(acts.open_round, unit=unit),
        title="Mở đợt báo cáo",
        back=reverse("reports:rounds"),
        done=lambda asked: reverse("reports:round", args=[asked.pk]),
        said="Đã mở đợt báo cáo và báo cho các đơn vị.",
        submit="Mở đợt báo cáo",
    )


def _round(pk: int) -> Round:
    return get_object_or_404(rounds_seen(), pk=pk)


@screen("reports.view")
def round_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far a round is, and the reports of the units; where one only owes a report in it, that report."""
    mine = Submission.objects.filter(round=pk, unit=current_actor().unit_id or 0).select_related("round").first()
    if mine and not mine.consolidates:
        return redirect("reports:report", mine.pk)
    asked = _round(pk)
    actor = current_actor()
    issuing = may_open(asked.unit) and not asked.locked_at
    told = progress(asked, mine, today())
    context = {
        "asked": asked,
        "mine": mine,
        "steps": _steps(told),
        "issuing": issuing and actor.may("reports.open"),
        "may_lock": issuing and actor.may("reports.lock"),
        "late": told.late,
        "below": _below(mine) if mine else [],
        "may_take": actor.may("reports.export"),
    }
    return listing(
        request,
        ReportTable,
        ReportFilters,
        "reports/round.html",
        title=f"{asked.form.title}, {asked.period_words}",
        rows=reports_of(asked),
        search="unit__words",
        noun="báo cáo",
        example="cong doan tay ninh",
        empty="Không có báo cáo nào.",
        context=context,
    )


def _steps(told: Progress) -> list[tuple[str, str, str]]:
    """Numbers of units by how far they are: label, number, share."""
    rows = [("Đã nộp", told.reported), ("Đang làm", told.begun), ("Chưa làm", told.owed)]
    total = told.expected
    return [(label, format_number(number), f"{100 * number / total:.0f}%" if total else "") for label, number in rows]


def _below(mine: Submission) -> list[tuple[Submission, Sum | None]]:
    """The units directly below that put together others, with how many of these have reported."""
    held = sums(mine.round)
    return [(row, held.of(row.unit_id)) for row in directly_below(mine) if row.consolidates]


FILES = {"xlsx": (excel_of_round, MIME), "csv": (csv_of_round, "text/csv; charset=utf-8")}


@screen("reports.export")
@require_safe
def table(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """The figures of all reports of a round that the scope shows, as one file."""
    asked = _round(pk)
    if ending not in FILES:
        raise Http404
    write, media_type = FILES[ending]
    with transaction.atomic():
        file = write(asked)
    name = f"{asked.code}-{asked.period}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)


@screen("reports.open")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind all that still owe a report."""
    done(request, acts.remind, "Đã nhắc các đơn vị chưa nộp.", asked=_round(pk))
    return redirect("reports:round", pk)


@screen("reports.lock")
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """End a round, after a look at who has not handed in."""
    asked = _round(pk)
    back = reverse("reports:round", args=[pk])
    return edit(
        request,
        LockForm,
        partial(acts.lock_round, asked=asked),
        "reports/lock.html",
        title="Khóa kỳ báo cáo",
        back=back,
        done=back,
        said="Đã khóa kỳ báo cáo.",
        submit="Khóa kỳ báo cáo",
        drafts=False,
        context={"asked": asked, "steps": _steps(progress(asked, None, today()))},
    )


@screen("reports.open")
def change_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day."""
    asked = _round(pk)
    back = reverse("reports:round", args=[pk])
    form = partial(DueForm, initial={"due": asked.due})
    return edit(request, form, partial(acts.change_due, asked=asked), title="Đổi hạn nộp báo cáo", back=back, done=back)
