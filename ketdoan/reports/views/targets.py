"""Pages of targets: those of the own unit and of the units below, their parts, and what came of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.tree import may_open

from ..actions import targets as acts
from ..forms.targets import (
    AS_IS,
    EQUAL,
    REGISTERED,
    SAME,
    ChangeTargetForm,
    HandDownForm,
    OutcomeForm,
    Part,
    RegisterForm,
    SplitForm,
    TargetForm,
    union_year,
)
from ..models import Target
from ..queries.cascade import (
    cascade_of,
    contradictions_of,
    element_adds,
    in_force,
    stages_of,
    units_below,
    weights,
)
from ..queries.forms import element_of
from ..queries.targets import aim_text, counted_text, states_of_targets
from ..rules.contradictions import amount
from ..rules.course import LEAST
from ..rules.splitting import finest, split
from ..rules.writing import figure_number
from ..tables.targets import TargetFilters, TargetTable

HOME, PAGE = "reports:targets", "reports:target"
#: Contradictions of targets that ended longer ago stand on their own pages alone.
RECENT = timedelta(days=365)


@screen("reports.view")
def targets(request: HttpRequest) -> HttpResponseBase:
    """The targets of the scope."""
    actor, since = current_actor(), today() - RECENT
    options: dict[str, Any] = {}
    if actor.may("reports.target"):
        options["add"] = ("Đặt chỉ tiêu", reverse("reports:new_target"))
    return listing(
        request,
        TargetTable,
        TargetFilters,
        "reports/targets.html",
        title="Chỉ tiêu",
        rows=in_force().select_related("unit").order_by("-last", "above_id", "pk"),
        search="",
        noun="chỉ tiêu",
        empty="Chưa đặt chỉ tiêu nào.",
        context={"contradictions": contradictions_of(actor.unit_id, since) if actor.unit_id else []},
        **options,
    )


@screen("reports.target")
def new_target(request: HttpRequest) -> HttpResponse:
    """Set a target of the own unit."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return edit(
        request,
        partial(TargetForm, unit=unit, initial=union_year(today())),
        partial(_set, unit),
        title="Đặt chỉ tiêu",
        back=reverse(HOME),
        done=_page_of,
        said="Đã đặt chỉ tiêu.",
    )


def _page_of(target: Target) -> str:
    return reverse(PAGE, args=[target.pk])


def _set(unit: Unit, *, key: str, above: Target | None = None, **told: Any) -> Target:
    try:
        uom = told.pop("uom") or element_of(told["cell"]).uom
    except KeyError:
        raise ValidationError({"cell": "Không có chỉ tiêu thống kê này."}) from None
    return acts.set_target(unit=unit, aim=acts.Aim(uom=uom, **told), above=above, key=key)


@screen("reports.target")
def change_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a target of the own unit right."""
    found = _target(pk)
    kept = {field: getattr(found, field) for field in ("name", "sign", "source")}
    return edit(
        request,
        partial(ChangeTargetForm, initial={**kept, "value": figure_number(found.value)}),
        partial(acts.change_target, target=found),
        title="Sửa chỉ tiêu",
        back=_page_of(found),
        done=_page_of,
        said="Đã sửa chỉ tiêu.",
    )


def _target(pk: int) -> Target:
    return get_object_or_404(in_force().select_related("unit", "above__unit"), pk=pk)


@screen("reports.view")
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """A target: what came of it and by which reports, where it leads, and its parts below."""
    found = _target(pk)
    (state,) = states_of_targets([found], today())
    may = current_actor().may("reports.target")
    from_above = found.above is not None and found.above.unit_id != found.unit_id
    context = {
        "target": found,
        "state": state,
        "counted": counted_text(found),
        "above": found.above,
        "above_opens": found.above is not None and may_open(found.above.unit),
        "from_above": from_above,
        "cascade": cascade_of(found, today()),
        "stages": stages_of(found, today()),
        "evidence": [(report, may_open(report.unit)) for report in state.reports],
        "contradictions": [one for one in contradictions_of(found.unit_id) if found.pk in one.keys],
        "may": may,
        "may_change": may and not from_above,
        "may_give": may and bool(units_below(found.unit)),
        "may_register": may and from_above,
        "may_withdraw": may and (not from_above or (found.above is not None and may_open(found.above.unit))),
    }
    return render(request, "reports/target.html", context)


@screen("reports.target")
def hand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Split a target among the units below, put the parts right, and give them."""
    found = _target(pk)
    units = units_below(found.unit)
    cascade = cascade_of(found, today())
    given = {line.target.unit_id: line.target for line in cascade.lines if not line.ended} if cascade else {}
    registered = {pk: one.registered for pk, one in given.items() if one.registered is not None}
    asked = {"adds": element_adds(found), "given": bool(given), "registered": bool(registered)}
    way = SplitForm(request.GET if "cach" in request.GET else None, **asked)
    proposed, weighed, wrong = _proposed(found, units, way, given)
    shown = [_part(found, unit, proposed.get(unit.pk), weighed.get(unit.pk), given.get(unit.pk)) for unit in units]
    return edit(
        request,
        partial(HandDownForm, parts=shown, target=found),
        partial(acts.hand_down, target=found),
        "reports/hand_down.html",
        title="Giao chỉ tiêu cho cấp dưới",
        back=_page_of(found),
        done=_page_of,
        said="Đã giao chỉ tiêu và báo cho các đơn vị.",
        submit="Xem trước",
        preview=partial(_effects, found, units),
        confirm="Giao chỉ tiêu",
        drafts=False,
        context={
            "target": found,
            "aim": aim_text(found),
            "way": way,
            "wrong_way": wrong,
            "weighed": bool(weighed),
            "given": bool(given),
        },
    )


Split = tuple[dict[int, Decimal], dict[int, Decimal], str]


def _proposed(target: Target, units: Sequence[Unit], way: SplitForm, given: Mapping[int, Target]) -> Split:
    """What each unit would be given, what it weighs in that, and why there is no proposal if there is none."""
    how = way.cleaned_data["cach"] if way.is_valid() else way.fields["cach"].choices[0][0]  # type: ignore[attr-defined]
    if how == AS_IS:
        return {pk: one.value for pk, one in given.items()}, {}, ""
    if how == SAME:
        return {unit.pk: target.value for unit in units}, {}, ""
    if how == REGISTERED:
        told = [given[unit.pk].registered if unit.pk in given else None for unit in units]
        return {unit.pk: value for unit, value in zip(units, told, strict=True) if value is not None}, {}, ""
    if how == EQUAL:
        weighing = [Decimal(1)] * len(units)
    else:
        cell = (way.cleaned_data if way.is_bound else {}).get("theo") or way.fields["theo"].choices[0][0]  # type: ignore[attr-defined]
        weighing = weights(units, cell, today())
    weighed = {} if how == EQUAL else {unit.pk: weight for unit, weight in zip(units, weighing, strict=True)}
    element = element_of(target.cell)
    try:
        shares = split(target.value, weighing, finest(target.value, whole=element.whole))
    except VietError as error:
        return {}, weighed, str(error)
    given_parts = {unit.pk: part for unit, part in zip(units, shares, strict=True)}
    if target.sign in LEAST:  # at least none is no target
        given_parts = {unit_id: part for unit_id, part in given_parts.items() if part}
    return given_parts, weighed, ""


def _part(target: Target, unit: Unit, proposed: Decimal | None, weight: Decimal | None, given: Target | None) -> Part:
    registered = given.registered if given else None
    return Part(
        unit,
        proposed,
        weight,
        amount(given.value, target.uom) if given else "",
        amount(registered, target.uom) if registered is not None else "",
    )


def _effects(target: Target, units: Sequence[Unit], *, parts: Mapping[int, Decimal]) -> list[str]:
    """What giving the parts means, in sentences."""
    named = [f"{unit.short_name}: {amount(parts[unit.pk], target.uom)}" for unit in units if unit.pk in parts]
    if not element_adds(target):
        return named
    total = sum(parts.values(), Decimal(0))
    gap = total - target.value
    sums = "đúng bằng mức chung" if not gap else f"{'hơn' if gap > 0 else 'thiếu'} {amount(abs(gap), target.uom)}"
    return [f"Tổng giao {amount(total, target.uom)} trên mức chung {amount(target.value, target.uom)}: {sums}.", *named]


@screen("reports.target")
def register_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a figure against the one that was given."""
    found = _target(pk)
    back = _page_of(found)
    initial = {"registered": figure_number(found.value if found.registered is None else found.registered)}
    return edit(
        request,
        partial(RegisterForm, initial={**initial, "note": found.registered_note}),
        partial(acts.register_target, target=found),
        title=f"Đăng ký: {found.name}",
        back=back,
        done=back,
        said="Đã ghi mức đăng ký.",
        submit="Đăng ký",
    )


@screen("reports.target")
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of a target."""
    found = _target(pk)
    back = _page_of(found)
    save = partial(acts.tell_outcome, target=found)
    title = f"Kết quả: {found.name}"
    return edit(request, OutcomeForm, save, title=title, back=back, done=back, said="Đã ghi kết quả.")


@screen("reports.target")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a target up."""
    done(request, acts.withdraw_target, "Đã bỏ chỉ tiêu.", target=_target(pk))
    return redirect(HOME)
