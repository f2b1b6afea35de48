"""Pages of targets: those of the own unit and of the units below, and what came of them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.models import Unit

from ..actions import targets as acts
from ..forms.targets import OutcomeForm, TargetForm
from ..models import Target
from ..queries.forms import element_of
from ..tables.targets import TargetTable

HOME = "reports:targets"


@screen("reports.view")
def targets(request: HttpRequest) -> HttpResponseBase:
    """The targets of the scope."""
    options: dict[str, Any] = {}
    if current_actor().may("reports.target"):
        options["add"] = ("Đặt chỉ tiêu", reverse("reports:new_target"))
    return listing(
        request,
        TargetTable,
        None,
        "reports/targets.html",
        title="Chỉ tiêu",
        rows=Target.objects.filter(withdrawn_at=None).select_related("unit").order_by("-last", "pk"),
        search="",
        noun="chỉ tiêu",
        empty="Chưa đặt chỉ tiêu nào.",
        **options,
    )


@screen("reports.target")
def new_target(request: HttpRequest) -> HttpResponse:
    """Set a target of the own unit."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    back = reverse(HOME)
    save = partial(_set, unit)
    return edit(request, TargetForm, save, title="Đặt chỉ tiêu", back=back, done=back, said="Đã đặt chỉ tiêu.")


def _set(unit: Unit, *, key: str, **told: Any) -> Target:
    try:
        uom = told.pop("uom") or element_of(told["cell"]).uom
    except KeyError:
        raise ValidationError({"cell": "Không có chỉ tiêu thống kê này."}) from None
    return acts.set_target(unit=unit, aim=acts.Aim(uom=uom, **told), key=key)


def _target(pk: int) -> Target:
    return get_object_or_404(Target.objects.filter(withdrawn_at=None), pk=pk)


@screen("reports.target")
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of a target."""
    found = _target(pk)
    back = reverse(HOME)
    save = partial(acts.tell_outcome, target=found)
    title = f"Kết quả: {found.name}"
    return edit(request, OutcomeForm, save, title=title, back=back, done=back, said="Đã ghi kết quả.")


@screen("reports.target")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a target up."""
    acts.withdraw_target(target=_target(pk))
    messages.success(request, "Đã bỏ chỉ tiêu.")
    return redirect(HOME)
