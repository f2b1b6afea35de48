"""Pages of plans of reorganisation: the list, one plan with its effect, its way to execution, two side by side."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..actions import plans as acts
from ..actions import reverting
from ..forms.plans import DayForm, ExecuteForm, PlanForm, WhyForm
from ..models import Plan, Unit
from ..queries.plans import (
    Names,
    changed_since,
    comparison,
    effect_in_words,
    lines,
    newborn_without_executive,
    officers_ending,
    posts_ending,
    to_compare_with,
)
from ..queries.trail import course_of
from ..rules import PLAN_TRANSITIONS, STEP_LABELS, PlanState
from ..tables import PlanFilters, PlanTable

ICONS = {
    "absorb": "merge", "merge": "combine", "split": "split", "move": "corner-down-right", "found": "folder-plus",
    "rename": "text-cursor-input", "retype": "shapes", "dissolve": "circle-x",
}  # fmt: skip


@screen("units.plan")
def plans(request: HttpRequest) -> HttpResponseBase:
    """All plans of the scope."""
    return listing(
        request,
        PlanTable,
        PlanFilters,
        title="Phương án sắp xếp",
        rows=Plan.objects.select_related("unit"),
        search="",
        add=("Lập phương án", reverse("units:new_plan")),
        noun="phương án",
        empty="Chưa có phương án nào. Lập phương án để sắp xếp nhiều đơn vị cùng lúc và xem trước tác động.",
    )


@screen("units.plan")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan of the acting post's unit; `?nhu=` takes over the steps of another one."""
    like = Plan.objects.filter(pk=_number(request, "nhu")).first()
    unit = like.unit if like else get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    initial = {"title": f"{like.title} (phương án khác)"[:200], "on": like.on, "reason": like.reason} if like else {}
    return edit(
        request,
        partial(PlanForm, initial=initial),
        partial(acts.draft, unit=unit, like=like),
        "units/plan_form.html",
        title="Lập phương án khác để so sánh" if like else "Lập phương án sắp xếp",
        back=reverse("units:plan", args=[like.pk]) if like else reverse("units:plans"),
        done=lambda plan: reverse("units:plan", args=[plan.pk]),
        said="Đã lập phương án. Hãy thêm các bước.",
        submit="Lập phương án",
    )


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0


@screen("units.plan")
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its steps, its effect, the trees before and after, what was done to it."""
    found = _plan(pk)
    steps = list(found.steps.all())
    names = Names(steps)
    changed = changed_since(found, steps) if found.looked_at and _under_way(found) else []
    context = {
        "plan": found,
        "lines": lines(steps, names),
        "changed": {step.pk: names(code) for step, code in changed},
        "problem": found.effect.get("problem"),
        "acts": [(act, label, ICONS[act]) for act, label in STEP_LABELS.items()],
        "leaderless": newborn_without_executive(found),
        "officers": officers_ending(found),
        "posts": posts_ending(found),
        "course": course_of(found),
        "others": to_compare_with(found) if found.looked_at and _under_way(found) else [],
        "may": _may(found),
        "under_way": _under_way(found),
    }
    return render(request, "units/plan.html", context)


def _plan(pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("unit", "decision", "reverts"), pk=pk)


def _under_way(found: Plan) -> bool:
    return bool(PLAN_TRANSITIONS[PlanState(found.state)])


def _may(found: Plan) -> dict[str, bool]:
    """Which ways are open to the acting post."""
    ways = PLAN_TRANSITIONS[PlanState(found.state)]
    approves = current_actor().may(acts.APPROVE)
    return {
        "submit": found.is_open,
        "approve": approves and PlanState.APPROVED in ways,
        "give_back": approves and PlanState.RETURNED in ways,
        "withdraw": PlanState.WITHDRAWN in ways,
        "execute": PlanState.EXECUTED in ways,
        "revert": found.state == PlanState.EXECUTED,
    }


@screen("units.plan")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan another title, day or reason."""
    found = _plan(pk)
    back = reverse("units:plan", args=[pk])
    if not found.is_open:
        messages.error(request, f"Phương án này {found.get_state_display().lower()}, không sửa được nữa.")
        return redirect(back)
    form = partial(PlanForm, initial={"title": found.title, "on": found.on, "reason": found.reason})
    save = partial(acts.change, plan=found)
    return edit(
        request, form, save, "units/plan_form.html", title=f"Sửa: {found.title}", back=back, said="Đã sửa phương án."
    )


@screen("units.plan")
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a plan out anew."""
    try:
        found = acts.look(plan=_plan(pk))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        again = found.state == PlanState.SUBMITTED
        messages.success(request, "Đã tính lại tác động" + ("; phương án chờ phê duyệt." if again else "."))
    return redirect("units:plan", pk)


def _way(
    request: HttpRequest, pk: int, way: str, act: Callable[..., Any], *, form: Any = WhyForm, **options: Any
) -> HttpResponse:
    """A page on which a plan goes on: its effect is shown, then confirmed."""
    found = _plan(pk)
    back = reverse("units:plan", args=[pk])
    if not _may(found)[way]:
        messages.error(request, f"Phương án này {found.get_state_display().lower()} nên không làm được việc này.")
        return redirect(back)
    if options.pop("shown", False):
        options["preview"] = lambda **_: effect_in_words(found)
    title = f"{options.pop('title')}: {found.title}"
    template = options.pop("template", "units/plan_form.html")
    options["context"] = {"plan": found}
    options.setdefault("done", back)
    return edit(request, form, partial(act, plan=found), template, title=title, back=back, **options)


@screen("units.plan")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a plan up for approval."""
    options = {"title": "Trình duyệt", "submit": "Trình", "confirm": "Xác nhận trình", "said": "Đã trình."}
    return _way(request, pk, "submit", acts.submit, shown=True, **options)


@screen("units.plan.approve")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a plan."""
    options = {"title": "Phê duyệt", "submit": "Phê duyệt", "said": "Đã phê duyệt phương án."}
    options["confirm"] = "Xác nhận phê duyệt"
    return _way(request, pk, "approve", acts.approve, shown=True, **options)


@screen("units.plan.approve")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a plan with a reason."""
    options = {"title": "Trả lại để sửa", "submit": "Trả lại", "said": "Đã trả lại phương án."}
    return _way(request, pk, "give_back", acts.give_back, **options)


@screen("units.plan")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan up."""
    return _way(request, pk, "withdraw", acts.withdraw, title="Rút phương án", submit="Rút", said="Đã rút phương án.")


@screen("units.plan")
def execute(request: HttpRequest, pk: int) -> HttpResponse:
    """Do all steps of a plan by one decision."""
    options = {"title": "Thực hiện", "submit": "Xem lại trước khi thực hiện", "said": "Đã thực hiện phương án."}
    return _way(
        request,
        pk,
        "execute",
        acts.execute,
        form=ExecuteForm,
        shown=True,
        template="units/plan_execute.html",
        **options,
    )


@screen("units.plan")
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the plan that leads back."""
    return _way(
        request,
        pk,
        "revert",
        reverting.revert,
        form=DayForm,
        title="Lập phương án hoàn nguyên",
        submit="Lập phương án hoàn nguyên",
        said="Đã lập phương án hoàn nguyên. Hãy đọc kỹ những điều không tự khôi phục được.",
        template="units/plan_revert.html",
        done=lambda back: reverse("units:plan", args=[back.pk]),
    )


@screen("units.plan")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two plans side by side."""
    pair = [get_object_or_404(Plan.objects.select_related("unit"), pk=_number(request, name)) for name in ("a", "b")]
    return render(request, "units/plan_compare.html", {"pair": pair, "comparison": comparison(*pair)})
