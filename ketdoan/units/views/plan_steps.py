"""The steps of a plan: a small form for each act, their order, and taking one out."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.editing import edit
from ketdoan.core.fields import suggestions
from ketdoan.core.screens import screen
from ketdoan.core.viet import fold

from ..actions import plans as acts
from ..forms.plans import FORMS, Known, UnderForm
from ..models import Plan, PlanStep, Unit
from ..queries.shape import shape
from ..rules import STEP_LABELS, ChangeKind

#: So many units under one are offered to tick; the others are typed or pasted.
MOST_OFFERED = 300


@screen("units.plan")
@require_safe
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Units that match what is being typed, first those that the plan itself founds."""
    plan = get_object_or_404(Plan, pk=pk)
    typed = fold(str(next(iter(request.GET.values()), ""))[:100])
    coming = [(f"{name} ({code})",) for code, name in Known(plan).coming.items() if typed in fold(f"{name} {code}")]
    rows = Unit.objects.filter(ended_on=None).order_by("sort_key")
    response = suggestions(request, rows, text=lambda unit: f"{unit.short_name} ({unit.code})")
    response.content = format_html_join("", '<option value="{}"></option>', coming).encode() + response.content
    return response


@screen("units.plan")
def add(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Add a step of an act to a plan."""
    plan = get_object_or_404(Plan.objects.select_related("unit"), pk=pk)
    if act not in FORMS:
        raise Http404
    return _page(request, plan, act, None, partial(acts.add_step, plan=plan, kind=act), "Đã thêm bước.")


@screen("units.plan")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a step says."""
    step = get_object_or_404(PlanStep.objects.select_related("plan__unit"), pk=pk)
    return _page(request, step.plan, step.act, step, partial(acts.change_step, step=step), "Đã sửa bước.")


def _page(request: HttpRequest, plan: Plan, act: str, step: PlanStep | None, save: Any, said: str) -> HttpResponse:
    back = reverse("units:plan", args=[plan.pk])
    if not plan.is_open:
        messages.error(request, f"Phương án này {plan.get_state_display().lower()}, không sửa được nữa.")
        return redirect(back)
    title = STEP_LABELS[ChangeKind(act)]
    split = act == ChangeKind.SPLIT
    chosen, chooser = _chosen(request, plan, step, split)
    form = _form(plan, act, step, chosen)
    return edit(
        request,
        form,
        save,
        "units/plan_step.html",
        title=f"Bước {step.order}: {title}" if step else title,
        back=back,
        done=back,
        said=said,
        submit="Lưu bước",
        drafts=step is None,
        context={
            "plan": plan,
            "chooser": chooser if "units" in getattr(FORMS[act], "takes", ()) or split else None,
            "split": split,
            "waiting": split and chosen is None,
        },
    )


def _chosen(
    request: HttpRequest, plan: Plan, step: PlanStep | None, split: bool
) -> tuple[Unit | None, UnderForm | None]:
    """The unit whose own units are offered: as the address says, else the plan's own; and the form that asks for it.

    A split begins by naming the unit, unless it is changed.
    """
    if split and step:
        return Unit.objects.filter(code=step.inputs["units"][0]).first(), None
    label = "Đơn vị được chia, tách" if split else "Chọn trong các đơn vị trực thuộc của"
    asked = UnderForm(request.GET if "duoi" in request.GET else None, plan=plan, label=label)
    code = asked.cleaned_data["duoi"] if asked.is_bound and asked.is_valid() else ""
    found = Unit.objects.filter(code=code).first() if code else None
    if split:
        return found, asked
    if found is None and not asked.is_bound:
        asked.fields["duoi"].help_text = f"Đang liệt kê: {plan.unit.short_name}. Gõ tên hoặc mã đơn vị khác."
    return found or plan.unit, asked


def _form(plan: Plan, act: str, step: PlanStep | None, chosen: Unit | None) -> Any:
    if act != ChangeKind.SPLIT:
        below = _below(chosen, plan) if chosen and "units" in FORMS[act].takes else []
        return partial(FORMS[act], plan=plan, step=step, under=chosen, below=below)
    if chosen is None:
        return forms.Form
    return partial(FORMS[act], plan=plan, step=step, unit=chosen, below=_below(chosen, plan))


def _below(unit: Unit, plan: Plan) -> list[Unit]:
    """Units of the scope directly under one on the plan's day."""
    tree = shape(plan.on)
    at = tree.position(unit.pk)
    ids = [int(pk) for pk in tree.ids[tree.children(at)]] if at is not None else []
    return list(Unit.objects.filter(pk__in=ids).order_by("sort_key")[:MOST_OFFERED])


def _do(request: HttpRequest, step: PlanStep, act: Any, said: str, **inputs: Any) -> HttpResponse:
    try:
        act(step=step, **inputs)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)
    return redirect("units:plan", step.plan_id)


def _step(pk: int) -> PlanStep:
    return get_object_or_404(PlanStep.objects.select_related("plan"), pk=pk)


@screen("units.plan")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step out."""
    return _do(request, _step(pk), acts.drop_step, "Đã bỏ bước.")


@screen("units.plan")
@require_POST
def up(request: HttpRequest, pk: int) -> HttpResponse:
    """Do a step earlier."""
    return _do(request, _step(pk), acts.shift_step, "Đã đổi thứ tự.", by=-1)


@screen("units.plan")
@require_POST
def down(request: HttpRequest, pk: int) -> HttpResponse:
    """Do a step later."""
    return _do(request, _step(pk), acts.shift_step, "Đã đổi thứ tự.", by=1)
