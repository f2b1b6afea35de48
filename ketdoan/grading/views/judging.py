"""Pages of the units above: appraise a sheet line by line or many as they are, give back, decide, take back."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number

from ..actions import judging as acts
from ..forms.lines import Typed, parts_of, read_typed
from ..forms.rounds import ConfirmForm, DecideForm, DecideOneForm, ReasonForm
from ..models import Sheet
from ..queries.listing import next_waiting
from ..rules.sheet import held_back, kept, level_of, points_text
from ..rules.states import State
from .sheets import panel_of, seen_sheet

#: So many sheets may be dealt with at once.
MOST = 500


@screen("grading.appraise")
def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    """Go through a sheet line by line; then on to the next one that waits."""
    found = seen_sheet(pk)
    errors: dict[str, str] = {}
    whole: list[str] = []
    if request.headers.get("HX-Request"):
        return render(request, "grading/judged.html", _running(found, read_typed(found, request.POST)))
    if request.method == "POST":
        typed = read_typed(found, request.POST)
        errors = dict(typed.errors)
        if not errors:
            points = {code: one for code, one in typed.points.items() if one is not None}
            met = {code: one for code, one in typed.met.items() if one is not None}
            try:
                acts.appraise(sheet=found, points=points, met=met, reasons=typed.reasons)
            except ValidationError as error:
                errors, whole = _sorted(error)
            else:
                messages.success(request, f"Đã thẩm định phiếu của {found.unit.short_name}.")
                following = next_waiting(found)
                return redirect("grading:appraise" if following else "grading:sheet", following.pk if following else pk)
    given = request.POST if request.method == "POST" else None
    context = {**panel_of(found), "parts": parts_of(found, given, errors, judging=True), "errors": errors}
    context |= {"whole": whole, **_running(found, read_typed(found, given or {}))}
    return render(request, "grading/appraise.html", context, status=422 if errors or whole else 200)


def _running(found: Sheet, typed: Typed) -> dict[str, Any]:
    """What the lines come to as they are typed; nothing is written."""
    form = found.score_sheet
    points: dict[str, Any] = {code: one for code, one in typed.points.items() if one is not None}
    met = {code: one for code, one in typed.met.items() if one is not None}
    if not typed.points and not typed.errors:
        points, met = found.judged or found.own, found.judged_met or found.own_met
    total = form.total(points)
    back = held_back(total, kept(met), form.levels)
    return {
        "judged_total": points_text(total),
        "judged_label": level_of(total, kept(met), form.levels).label,
        "judged_back": [form.words[code] for code in back[1]] if back else [],
        "most": points_text(form.most),
    }


def _sorted(error: ValidationError) -> tuple[dict[str, str], list[str]]:
    """Errors by line, and those of the whole."""
    if not hasattr(error, "error_dict"):
        return {}, list(error.messages)
    return {code: " ".join(told) for code, told in error.message_dict.items()}, []


@screen("grading.appraise")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a sheet back to its union."""
    found = seen_sheet(pk)
    return _reasoned(request, found, partial(acts.give_back, sheet=found), "Trả lại phiếu", "Đã trả lại phiếu.")


@screen("grading.decide")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    found = seen_sheet(pk)
    return _reasoned(request, found, partial(acts.revoke, sheet=found), "Hủy quyết định xếp loại", "Đã hủy quyết định.")


def _reasoned(request: HttpRequest, found: Sheet, save: Any, title: str, said: str) -> HttpResponse:
    back = reverse("grading:sheet", args=[found.pk])
    title = f"{title}: {found.unit.short_name}"
    return edit(request, ReasonForm, save, "grading/edit.html", title=title, back=back, done=back, said=said)


@screen("grading.appraise")
def agree(request: HttpRequest) -> HttpResponse:
    """Appraise the chosen sheets as their unions scored them."""
    chosen = _chosen(request, State.SENT)
    return edit(
        request,
        ConfirmForm,
        partial(acts.agree, sheets=chosen),
        "grading/many.html",
        title="Đồng ý điểm tự chấm",
        back=_back(chosen),
        done=_back(chosen),
        said=lambda number: f"Đã thẩm định {format_number(number)} phiếu theo điểm tự chấm.",
        submit=f"Đồng ý điểm của {format_number(len(chosen))} đơn vị",
        drafts=False,
        context={"chosen": chosen, "waits": "thẩm định"},
    )


@screen("grading.decide")
def decide(request: HttpRequest) -> HttpResponse:
    """Decide on the chosen sheets by one decision."""
    chosen = _chosen(request, State.APPRAISED)
    return edit(
        request,
        DecideForm,
        partial(acts.decide, sheets=chosen),
        "grading/many.html",
        title="Quyết định xếp loại công đoàn cơ sở",
        back=_back(chosen),
        done=_back(chosen),
        said=f"Đã ghi quyết định xếp loại {format_number(len(chosen))} đơn vị.",
        submit=f"Quyết định xếp loại {format_number(len(chosen))} đơn vị",
        drafts=False,
        context={"chosen": chosen, "waits": "quyết định"},
    )


def _chosen(request: HttpRequest, state: State) -> list[Sheet]:
    """The sheets whose keys stand in the address, as far as they are in a state."""
    keys = [int(key) for key in request.GET.getlist("phieu") if key.isascii() and key.isdigit()][:MOST]
    rows = Sheet.objects.filter(pk__in=keys, state=state).select_related("unit", "round")
    return list(rows.order_by("unit__sort_key", "pk"))


def _back(chosen: Sequence[Sheet]) -> str:
    return reverse("grading:year", args=[chosen[0].year]) if chosen else reverse("grading:sheets")


@screen("grading.decide")
def decide_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one union, at another level where there is a reason."""
    found = seen_sheet(pk)
    back = reverse("grading:sheet", args=[pk])
    return edit(
        request,
        partial(DecideOneForm, sheet=found),
        partial(acts.decide, sheets=[found]),
        "grading/edit.html",
        title=f"Quyết định xếp loại: {found.unit.short_name}",
        back=back,
        done=back,
        said="Đã ghi quyết định xếp loại.",
        submit="Ghi quyết định",
    )
