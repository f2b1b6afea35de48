"""Pages of sheets: the list of a year, and one sheet, to be scored by its union or to be read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.doing import done
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.models import Unit
from ketdoan.units.queries.tree import may_open
from ketdoan.units.rules import Level

from ..actions import scoring as acts
from ..forms.lines import Typed, parts_of, read_typed
from ..models import Round, Sheet
from ..printing.paper import sheet_pdf
from ..queries.listing import earlier_levels, progress, rounds_of, sheets_of, totals, years_seen
from ..queries.reach import lacking
from ..rules.sheet import held_back, kept, points_text
from ..rules.states import OPEN, State
from ..tables.sheets import SheetFilters, SheetTable, YearTable


@screen("grading.view")
def sheets(request: HttpRequest, year: int | None = None) -> HttpResponseBase:
    """The unions of the scope with what they were graded as: of a year, or of all years for the union itself."""
    actor = current_actor()
    years = years_seen()
    own = get_object_or_404(Unit, pk=actor.unit_id or 0).level == Level.GRASSROOTS
    options: dict[str, Any] = {}
    if actor.may("grading.open") and not own:
        options["add"] = ("Mở đợt xếp loại", reverse("grading:new_round"))
    if own and year is None:
        rows = Sheet.objects.exclude(state=State.VOID).select_related("unit", "round", "decision")
        return _listed(request, rows.order_by("-year"), {"own": own}, options)
    shown = year or (years[0] if years else 0)
    rows = sheets_of(shown)
    context = {
        "own": own,
        "year": shown,
        "years": years,
        "totals_by_level": totals(rows),
        "progress": progress(rows),
        "rounds": _rounds(actor, shown),
        "may_appraise": actor.may("grading.appraise"),
        "may_decide": actor.may("grading.decide"),
    }
    return _listed(request, rows, context, options)


def _rounds(actor: Actor, year: int) -> list[tuple[Round, bool, int]]:
    """The rounds of a year, whether they are the actor's to lead, and how many unions have no sheet then."""
    leads = actor.may("grading.open")
    found = [(one, leads and may_open(one.unit)) for one in rounds_of(year)]
    return [(one, leading, len(lacking(one)) if leading else 0) for one, leading in found]


def _listed(request: HttpRequest, rows: Any, context: dict[str, Any], options: dict[str, Any]) -> HttpResponseBase:
    return listing(
        request,
        SheetTable if context["own"] else YearTable,
        None if context["own"] else SheetFilters,
        "grading/sheets.html",
        title="Xếp loại công đoàn cơ sở",
        rows=rows,
        search="" if context["own"] else "unit__words",
        export="grading.view",
        noun="phiếu",
        example="cong doan co so",
        empty="Chưa có đợt xếp loại nào.",
        context=context,
        **options,
    )


def seen_sheet(pk: int) -> Sheet:
    """A sheet of the scope."""
    rows = Sheet.objects.select_related("round__unit", "unit", "decision__unit")
    return get_object_or_404(rows, pk=pk)


@screen("grading.view")
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: to be scored by its own union as long as it is open, to be read by all others."""
    found = seen_sheet(pk)
    actor = current_actor()
    writing = found.unit_id == actor.unit_id and actor.may("grading.score") and found.state in OPEN
    context = {
        **panel_of(found),
        "parts": parts_of(found),
        "steps": found.steps.select_related("post__person", "post__unit"),
        "earlier": earlier_levels(found),
        "returned": found.steps.filter(move="returned").first() if found.state == State.RETURNED else None,
        **_offers(actor, found),
    }
    return render(request, "grading/entry.html" if writing else "grading/sheet.html", context)


def _offers(actor: Actor, found: Sheet) -> dict[str, bool]:
    """What the actor may do with a sheet as it stands."""
    own = found.unit_id == actor.unit_id
    state = State(found.state)
    return {
        "own": own,
        "may_send": own and actor.may("grading.send") and state in OPEN,
        "may_take_back": own and actor.may("grading.send") and state == State.SENT,
        "may_appraise": not own and actor.may("grading.appraise") and state in (State.SENT, State.APPRAISED),
        "may_decide": not own and actor.may("grading.decide") and state == State.APPRAISED,
        "may_revoke": not own and actor.may("grading.decide") and state == State.DECIDED,
    }


def panel_of(found: Sheet) -> dict[str, Any]:
    """The total and the level of the union's own points, what holds it back, and how much is still to be answered."""
    form = found.score_sheet
    back = held_back(form.total(found.own), kept(found.own_met), form.levels)
    return {
        "sheet": found,
        "asked": found.round,
        "most": points_text(form.most),
        "total": points_text(form.total(found.own)),
        "missing": form.missing(found.own, found.own_met),
        "held_back": (back[0].label, [form.words[code] for code in back[1]]) if back else None,
        "verified": found.round.content.get("verified", False),
    }


@screen("grading.score")
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed: for the page that saves by itself the panel beside it, else back to the sheet."""
    found = seen_sheet(pk)
    typed = read_typed(found, request.POST)
    refused = _save(found, typed, request.POST.get("remark"))
    if request.headers.get("HX-Request"):
        found = seen_sheet(pk)
        named = [*typed.points, *typed.met, *typed.errors]
        context = {**panel_of(found), "saved": not (typed.errors or refused), "refused": refused}
        context |= {"notes": [(code, typed.errors.get(code, "")) for code in dict.fromkeys(named)]}
        return render(request, "grading/panel.html", context)
    for words in (*_named(found, typed), *([refused] if refused else [])):
        messages.error(request, words)
    if not typed.errors and not refused:
        messages.success(request, "Đã lưu.")
    return redirect("grading:sheet", pk)


def _save(found: Sheet, typed: Typed, remark: str | None) -> str:
    """Write what can be written; errors of lines are put among those that could not be read, others are returned."""
    if not typed.points and not typed.met and remark is None:
        return ""
    try:
        acts.score(sheet=found, points=typed.points, met=typed.met, remark=remark)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            return " ".join(error.messages)
        wrong = {code: " ".join(told) for code, told in error.message_dict.items()}
        general = wrong.pop("remark", "")
        typed.errors |= wrong
        rest = {code: one for code, one in typed.points.items() if code not in wrong}
        if wrong and (rest or typed.met):
            return _save(found, Typed(rest, typed.met), remark) or general
        return general
    return ""


@screen("grading.send")
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the own sheet, with what stands in the form of the page: what was typed last may still be on its way."""
    found = seen_sheet(pk)
    typed = read_typed(found, request.POST)
    refused = _save(found, typed, request.POST.get("remark")) if current_actor().may("grading.score") else ""
    if wrong := [*_named(found, typed), *([refused] if refused else [])]:
        messages.error(request, " ".join(wrong))
    else:
        done(request, acts.send, "Đã gửi phiếu tự chấm lên công đoàn cấp trên.", sheet=found)
    return redirect("grading:sheet", pk)


def _named(found: Sheet, typed: Typed) -> list[str]:
    """What is wrong at which line, in words."""
    labels = {one.code: one.label for one in found.score_sheet.criteria.values()}
    return [f"{labels.get(code, code)}: {words}" for code, words in typed.errors.items()]


@screen("grading.send")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own sheet back that nobody has appraised yet."""
    done(request, acts.take_back, "Đã rút phiếu. Sửa xong hãy gửi lại.", sheet=seen_sheet(pk))
    return redirect("grading:sheet", pk)


@screen("grading.view")
@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on paper."""
    found = seen_sheet(pk)
    answer = HttpResponse(sheet_pdf(found), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="xep-loai-{found.unit.code}-{found.year}.pdf"'
    return answer
