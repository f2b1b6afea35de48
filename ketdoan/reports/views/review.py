"""Pages of the units above a report: accept it, give it back, let off, adjust; what is behind a figure."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.modules import Hit
from ketdoan.core.screens import screen
from ketdoan.units.forms.looking import Looking

from ..actions import asking, rounds
from ..actions import judging as acts
from ..forms.rounds import AdjustForm, ReasonForm
from ..models import Adjustment, Submission
from ..queries.below import below_in, share_of
from ..queries.elsewhere import told_elsewhere
from ..queries.explaining import explained
from ..queries.forms import adding_of, form_version
from ..queries.listing import next_waiting
from ..queries.reading import before, handed_in, report_of
from ..queries.restated import Look, Restated
from ..queries.sources import evidence_of
from ..rules.packs import Entry
from ..rules.saying import words_of
from ..rules.writing import figure_text
from .entry import seen_report, typed_under
from .lines import parts_of

#: So many likely causes are told, and so many rows of evidence stand on a page.
MOST_CAUSES, ROWS = 8, 50


@screen("reports.review")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report as it is, and go on with the next one that waits."""
    found = seen_report(pk)
    if not done(request, acts.accept, f"Đã tiếp nhận báo cáo của {found.unit.short_name}.", submission=found):
        return redirect("reports:report", pk)
    following = next_waiting(found)
    return redirect("reports:report", following.pk) if following else redirect("reports:round", found.round_id)


@screen("reports.review")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a unit about figures that do not agree, in one click."""
    found = seen_report(pk)
    rule = request.POST.get("rule", "")
    done(request, asking.ask, f"Đã hỏi {found.unit.short_name}.", submission=found, rule=rule)
    return redirect("reports:report", pk)


@screen("reports.review")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a report back, with what is to be put right at which line."""
    found = seen_report(pk)
    errors: list[str] = []
    if request.method == "POST":
        try:
            acts.give_back(submission=found, cells=typed_under("note_", request), text=request.POST.get("text", ""))
        except ValidationError as error:
            errors = list(error.messages)
        else:
            messages.success(request, f"Đã trả lại báo cáo cho {found.unit.short_name}.")
            return redirect("reports:report", pk)
    told = report_of(found)
    parts = [
        (part.title, [(line, request.POST.get(f"note_{line.cell}", "")) for line in part.lines])
        for part in parts_of(found, told, handed_in(before(found)))
    ]
    context = {"report": found, "asked": found.round, "form": told.form, "parts": parts}
    context |= {"errors": errors, "typed": request.POST}
    return render(request, "reports/give_back.html", context, status=422 if errors else 200)


@screen("reports.lock")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit put a locked report right."""
    found = seen_report(pk)
    return _reasoned(request, found, partial(acts.reopen, submission=found), "Cho sửa báo cáo đã khóa")


@screen("reports.open")
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit off."""
    found = seen_report(pk)
    return _reasoned(request, found, partial(rounds.exempt, submission=found), "Miễn nộp báo cáo")


def _reasoned(request: HttpRequest, found: Submission, save: Any, title: str) -> HttpResponse:
    back = reverse("reports:report", args=[found.pk])
    return edit(request, ReasonForm, save, title=f"{title}: {found.unit.short_name}", back=back, done=back)


@screen("reports.open")
@require_POST
def oblige(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a unit again that had been let off."""
    done(request, rounds.oblige, "Đơn vị lại thuộc diện phải nộp báo cáo.", submission=seen_report(pk))
    return redirect("reports:report", pk)


@screen("reports.review")
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to the sum of what is below, or take off."""
    found = seen_report(pk)
    adding = adding_of(found.round)
    told = report_of(found)
    cells = [
        (row.cell, f"{row.no}. {row.label}")
        for row in told.form.rows
        if row.cell in adding.at and adding.added[adding.at[row.cell]]
    ]
    back = reverse("reports:report", args=[pk])
    form = partial(AdjustForm, cells=cells, initial={"cell": request.GET.get("o", "")})
    save = partial(acts.adjust, submission=found)
    return edit(request, form, save, title="Điều chỉnh số tổng hợp", back=back, done=back, said="Đã ghi điều chỉnh.")


@screen("reports.review")
@require_POST
def unadjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an adjustment back."""
    found = get_object_or_404(Adjustment.objects.select_related("submission__round"), pk=pk)
    shown = seen_report(found.submission_id)
    done(request, acts.unadjust, "Đã bỏ điều chỉnh.", adjustment=found)
    return redirect("reports:report", shown.pk)


@screen("reports.view")
@require_safe
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why figures of a report may not agree: the likely causes, from all that is known beside it."""
    found = seen_report(pk)
    causes, known = explained(found)
    rows = {row.cell: row for row in form_version(found.form_id).rows}
    told = [
        (words_of(one, known), [rows[change.cell] for change in one.changes if change.cell in rows][:6])
        for one in causes[:MOST_CAUSES]
    ]
    context = {"report": found, "asked": found.round, "form": found.form, "causes": told}
    return render(request, "reports/why.html", context)


@screen("reports.view")
@require_safe
def evidence(request: HttpRequest, pk: int, cell: str) -> HttpResponse:
    """The rows of the registers behind a figure of a report, as far as the scope shows them; else the other report that
    says it."""
    found = seen_report(pk)
    told = evidence_of(found, cell)
    if told is None and cell in (elsewhere := told_elsewhere(found, [cell])):
        _, other = elsewhere[cell]
        return redirect(f"{reverse('reports:report', args=[other])}#o-{cell}")
    row = next((row for row in form_version(found.form_id).rows if row.cell == cell), None)
    if told is None or row is None:
        raise Http404
    number = int(page) if (page := request.GET.get("trang", "")).isdigit() and len(page) < 8 else 1
    start = max(number - 1, 0) * ROWS
    rows = list(told.rows[start : start + ROWS + 1])
    shown = [told.describe(one) if told.describe else Hit(str(one), "") for one in rows[:ROWS]]
    context = {
        "report": found,
        "asked": found.round,
        "form": found.form,
        "row": row,
        "told": told,
        "figure": figure_text(told.sourced.figure),
        "shown": shown,
        "first": start + 1,
        "previous": number - 1,
        "next": number + 1 if len(rows) > ROWS else 0,
    }
    return render(request, "reports/evidence.html", context)


@screen("reports.view")
@require_safe
def behind(request: HttpRequest, pk: int, cell: str) -> HttpResponse:
    """What a figure of a consolidated report is made of: the units directly below, and adjustments. Through another
    lens or in the other tree, what the units there have."""
    found = seen_report(pk)
    looking = Looking(request.GET)
    told = report_of(found)
    row = next((row for row in told.form.rows if row.cell == cell), None)
    if row is None or not found.consolidates:
        raise Http404
    context = {
        "report": found,
        "looking": looking,
        "asked": found.round,
        "form": told.form,
        "row": row,
        "element": told.form.known.element(cell),
        "total": figure_text(told.entries.get(cell, Entry()).figure),
    }
    look = Look(looking.lens, looking.fixed, looking.tree)
    if not look.plain:
        context |= _looked_at(found, cell, look)
        return render(request, "reports/restated.html", context)
    context |= {
        "own": figure_text(told.own[cell].figure) if cell in told.own else "",
        "made": below_in(found, cell),
        "adjustments": found.adjustments.filter(cell=cell, voided_at=None),
    }
    return render(request, "reports/behind.html", context)


def _looked_at(found: Submission, cell: str, look: Look) -> dict[str, Any]:
    """The figure of a unit and of those below it as another shape has them."""
    restated = Restated(found.round, cell, look, found.unit_id)
    below = restated.below()
    units = [one.unit.pk for one in below if one.unit]
    reports = {one.unit_id: one for one in Submission.objects.filter(round=found.round_id, unit__in=units)}
    most = max((float(one.figure.value) for one in below if one.figure.value is not None), default=0.0)
    rows = [
        (one, reports.get(one.unit.pk) if one.unit else None, figure_text(one.figure), share_of(one.figure, most))
        for one in below
    ]
    whole = restated.whole
    return {
        "rows": sorted(rows, key=lambda row: (row[0].unit is None, not row[2], -row[3])),
        "whole": whole,
        "restated_total": figure_text(whole.figure) if whole else "",
    }
