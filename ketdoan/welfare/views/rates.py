"""Pages of the table of rates."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.models import Unit

from ..actions import rates as acts
from ..forms.rates import ChangeForm, EndForm, RateForm
from ..models import Rate
from ..queries.rates import RATES, rates
from ..tables.rates import RateFilters, RateTable


@screen(RATES)
@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """The rates of the scope; the own unit's may be changed."""
    return listing(
        request,
        RateTable,
        RateFilters,
        title="Mức chi thăm hỏi, trợ cấp",
        rows=rates(),
        search="",
        noun="dòng",
        empty="Chưa ghi mức chi nào. Ghi theo quy chế chi tiêu nội bộ của đơn vị để duyệt được đề nghị.",
        add=("Thêm mức chi", reverse("welfare:add_rate")),
    )


@screen(RATES)
def add_rate(request: HttpRequest) -> HttpResponse:
    """Add a row to the own unit's table."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return _edit(request, RateForm, partial(acts.add_rate, unit=unit), f"Thêm mức chi của {unit.short_name}")


@screen(RATES)
def change_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Another amount from a day on."""
    rate = _own(pk)
    form = partial(ChangeForm, initial={"most": rate.most, "source": rate.source})
    return _edit(request, form, partial(acts.change_rate, rate=rate), f"Đổi mức: {rate.title}")


@screen(RATES)
def end_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a row end."""
    rate = _own(pk)
    return _edit(request, EndForm, partial(acts.end_rate, rate=rate), f"Kết thúc: {rate.title}")


def _own(pk: int) -> Rate:
    return get_object_or_404(rates(), pk=pk, unit=current_actor().unit_id or 0)


def _edit(request: HttpRequest, form: Any, save: Any, title: str) -> HttpResponse:
    back = reverse("welfare:rates")
    return edit(request, form, save, "welfare/rate_edit.html", title=title, back=back, done=back)
