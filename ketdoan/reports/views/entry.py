"""Pages of the unit that reports: its reports, the grid in which it writes them, handing in."""

from decimal import Decimal
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, format_number
from ketdoan.units.queries.tree import may_open

from ..actions import asking
from ..actions import filling as acts
from ..actions.revising import OVERRIDDEN
from ..models import Filling, Note, Revision, Submission
from ..queries.employers import rows_of_employer
from ..queries.forms import form_version
from ..queries.listing import own_reports
from ..queries.narratives import enclosures_of, words_of
from ..queries.reading import Report, before, findings, handed_in, report_of
from ..rules.figures import Figure
from ..rules.narrating import Figures
from ..rules.packs import Entry, unpack, written
from ..rules.states import COUNTED, OPEN, Source, State
from ..rules.writing import figure_text, read_figure
from ..tables.reports import OwnFilters, OwnTable
from .lines import Part, Problem, parts_of, problems_of

#: Ways in which a page may write a figure, by the name it sends.
WAYS = {"": Source.TYPED, "before": Source.BEFORE, "zero": Source.ZERO}


@screen("reports.view")
def own(request: HttpRequest) -> HttpResponseBase:
    """The reports of the acting unit."""
    return listing(
        request,
        OwnTable,
        OwnFilters,
        "reports/own.html",
        title="Báo cáo của đơn vị",
        rows=own_reports(),
        search="",
        noun="báo cáo",
        empty="Chưa có đợt báo cáo nào gửi đến đơn vị mình.",
    )


def seen_report(pk: int) -> Submission:
    """A report of the scope."""
    rows = Submission.objects.select_related("round__unit", "round__form", "form", "unit")
    return get_object_or_404(rows, pk=pk)


def may_write(found: Submission) -> bool:
    """Whether the actor may write a report: that of the own unit, as long as it is open."""
    actor = current_actor()
    open_still = not found.round.locked_at or found.state == State.RETURNED
    return found.unit_id == actor.unit_id and actor.may("reports.fill") and found.state in OPEN and open_still


@screen("reports.view")
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: to be written by its own unit as long as it is open, to be read by all others."""
    found = seen_report(pk)
    actor = current_actor()
    own = found.unit_id == actor.unit_id
    writing = may_write(found)
    shown = _shown(found)
    context = {
        **shown,
        **_beside(found, shown),
        "own": own,
        "writing": writing,
        "may_submit": own and actor.may("reports.submit") and found.state in OPEN,
        "may_take_back": own and actor.may("reports.submit") and found.state == State.SUBMITTED,
        "may_review": not own and actor.may("reports.review") and not found.round.locked_at,
        "may_reopen": not own and actor.may("reports.lock") and found.state == State.LOCKED,
        "may_open": actor.may("reports.open") and may_open(found.round.unit) and not found.round.locked_at,
        "may_adjust": own and found.consolidates and actor.may("reports.review") and writing,
        "explained": Note.objects.filter(submission=found, kind="explained"),
        "adjustments": found.adjustments.filter(voided_at=None) if found.consolidates else [],
        "counted": found.state in COUNTED,
        "may_ask_employer": writing and not found.consolidates and bool(rows_of_employer(found)),
        "questions": Note.objects.filter(submission=found, kind="asked", settled_at=None),
        "answers": Note.objects.filter(submission=found, kind="answered"),
    }
    return render(request, "reports/entry.html" if writing else "reports/report.html", context)


def _shown(found: Submission) -> dict[str, Any]:
    told = report_of(found)
    earlier = handed_in(before(found))
    problems = problems_of(told.form, findings(found, told, earlier))
    returned = Note.objects.filter(submission=found, kind="returned", cell="", settled_at=None).order_by("-pk").first()
    return {
        "report": found,
        "asked": found.round,
        "form": told.form,
        "told": told,
        "parts": parts_of(found, told, earlier),
        "problems": problems,
        "missing": len(told.missing),
        "returned": returned,
        "has_before": bool(earlier),
        "earlier": earlier,
    }


def _beside(found: Submission, shown: dict[str, Any]) -> dict[str, Any]:
    """What a report tells beside its figures."""
    told: Report = shown["told"]
    words = words_of(found, Figures(told.form, told.figures, shown["earlier"]))
    absent = sum(not piece.there for one in words for line in one.lines for piece in line)
    return {"words": words, "absent": absent, "enclosures": enclosures_of(found)}


@screen("reports.fill")
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells as they were typed: as JSON for the page that saves by itself, else back to the report."""
    found = seen_report(pk)
    cells, errors = _read(request, found)
    held_back: dict[str, Figure] = {}
    try:
        if cells:
            way = WAYS.get(request.POST.get("_way", ""), Source.TYPED)
            seen = int(request.POST.get("_seen") or found.no)
            held_back = dict(acts.fill(submission=found, cells=cells, seen=seen, source=way).held_back)
    except (ValidationError, ValueError) as error:
        said = " ".join(getattr(error, "messages", ["Hãy tải lại trang."]))
        if "json" in request.headers.get("Accept", ""):
            return JsonResponse({"refused": said}, status=409)
        messages.error(request, said)
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse(_after_saving(request, seen_report(pk), errors, held_back))
    for cell, words in errors.items():
        messages.error(request, f"{form_version(found.form_id).known.title(cell)}: {words}")
    if cells and not errors:
        messages.success(request, "Đã lưu.")
    return redirect("reports:report", pk)


def _read(request: HttpRequest, found: Submission) -> tuple[dict[str, Figure], dict[str, str]]:
    """The cells that were typed and differ from what is kept, and what cannot be read."""
    form = form_version(found.form_id)
    known = form.cells
    kept = written(unpack(known, found.values, found.marks))
    cells, errors = {}, {}
    for cell in known:
        text = request.POST.get(cell)
        if text is None:
            continue
        try:
            figure = read_figure(text[:60], form.known.element(cell))
        except VietError as error:
            errors[cell] = str(error)
            continue
        if figure != kept.get(cell, Entry()).figure:
            cells[cell] = figure
    return cells, errors


def _after_saving(
    request: HttpRequest, found: Submission, errors: dict[str, str], held_back: dict[str, Figure]
) -> dict[str, Any]:
    context = _shown(found)
    told: Report = context["told"]
    return {
        "no": found.no,
        "texts": {cell: figure_text(told.own.get(cell, Entry()).figure) for cell in told.form.cells},
        "shown": {cell: figure_text(told.entries.get(cell, Entry()).figure) for cell in told.form.cells},
        "sources": _sources(found, context["parts"]),
        "errors": errors,
        "held_back": {cell: figure_text(figure) for cell, figure in held_back.items()},
        "missing": context["missing"],
        "panel": render_to_string("reports/panel.html", context, request),
    }


def _sources(found: Submission, parts: list[Part]) -> dict[str, str]:
    """Where the figures come from that the unit did not write, and what is known otherwise of those that it did."""
    lines = [line for part in parts for line in part.lines if line.source or line.overridden]
    return {line.cell: render_to_string("reports/source.html", {"report": found, "line": line}) for line in lines}


def typed_under(prefix: str, request: HttpRequest) -> dict[str, str]:
    """What was typed into the fields whose names begin with a prefix, by the rest of the name."""
    return {name.removeprefix(prefix): str(text) for name, text in request.POST.items() if name.startswith(prefix)}


@screen("reports.submit")
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Look over a report once more, explain what has to be, and hand it in under one's password."""
    return _hand_in(request, seen_report(pk))  # found, before anybody is asked for a password


@reauthentication_required(allow_get=True)
def _hand_in(request: HttpRequest, found: Submission) -> HttpResponse:
    errors: dict[str, Any] = {}
    if request.method == "POST":
        words = typed_under("explain_", request)
        try:
            acts.submit(submission=found, explained=words, reason=request.POST.get("reason", ""))
        except ValidationError as error:
            errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        else:
            messages.success(request, "Đã nộp báo cáo. Số liệu đã vào tổng hợp của cấp trên.")
            return redirect("reports:report", found.pk)
    shown = _shown(found)
    context = {**shown, **_beside(found, shown), "errors": errors, "typed": request.POST}
    context |= {"explaining": _explaining(context, errors, request)}
    context["ready"] = not context["missing"] and not any(one.must for one in context["problems"])
    return render(request, "reports/hand_in.html", context, status=422 if errors else 200)


def _explaining(
    context: dict[str, Any], errors: dict[str, Any], request: HttpRequest
) -> list[tuple[Problem | None, str, str, list[str]]]:
    """What is to be explained: the problem, or none for figures that registers tell otherwise; under which name, the
    words as they were typed, and what is wrong with them."""
    problems: list[Problem | None] = list(context["problems"])
    told: Report = context["told"]
    named = [(one, one.rule if one else OVERRIDDEN) for one in [*problems, *[None] * bool(told.overridden)]]
    return [
        (one, code, request.POST.get(f"explain_{code}", ""), errors.get(f"explain_{code}", [])) for one, code in named
    ]


@screen("reports.submit")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report back that nobody has accepted yet."""
    done(request, acts.take_back, "Đã rút báo cáo. Sửa xong hãy nộp lại.", submission=seen_report(pk))
    return redirect("reports:report", pk)


@screen("reports.fill")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question about the own unit's report."""
    question = get_object_or_404(Note.objects.select_related("submission__round"), pk=pk)
    found = seen_report(question.submission_id)
    done(request, asking.answer, "Đã trả lời cấp trên.", question=question, text=request.POST.get("text", ""))
    return redirect("reports:report", found.pk)


@screen("reports.view")
@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """How a report came to be: what was written when, what was handed in, what was said."""
    found = seen_report(pk)
    form = form_version(found.form_id)
    numbers = {row.cell: (row.no, row.label) for row in form.rows}
    rows = Filling.objects.filter(submission=found).select_related("post__person", "post__unit").order_by("-no")[:200]
    fillings = [
        (row, [(*numbers[cell], _told(value)) for cell, value in row.cells.items() if cell in numbers]) for row in rows
    ]
    revisions = Revision.objects.filter(submission=found).select_related("post__person").order_by("-no")
    notes = Note.objects.filter(submission=found).select_related("post__person", "post__unit").order_by("-pk")
    context = {"report": found, "asked": found.round, "form": form}
    return render(
        request, "reports/course.html", {**context, "fillings": fillings, "revisions": revisions, "notes": notes}
    )


def _told(value: list[Any]) -> str:
    number, mark, source = value
    if number is None:
        return {"na": "không áp dụng", "unknown": "chưa biết"}.get(mark, "xóa")
    sign = "" if mark == "=" else f"{mark} "
    words = "" if source == Source.TYPED else f" ({Source(source).label.lower()})"
    return f"{sign}{format_number(_decimal(number))}{words}"


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    return value.to_integral_value() if value == value.to_integral_value() else value
