"""Key figures of the post's scope, and the evidence behind each."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from ketdoan.core.acting import current_actor
from ketdoan.core.listing import listing
from ketdoan.core.modules import measures
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, format_number, parse_date, today
from ketdoan.units.models import Unit

from ..queries.figures import figures, month_ends, total
from ..tables import evidence_table


@screen("units.view")
def key_figures(request: HttpRequest) -> HttpResponse:
    """The figures with their course, as a part of the home."""
    return render(request, "workspace/figures.html", {"figures": figures(current_actor(), today())})


@screen("units.view")
def evidence(request: HttpRequest, code: str) -> HttpResponseBase:
    """The rows behind a figure of the acting post's unit on a day, as far as the scope shows them."""
    measure = measures().get(code)
    if measure is None or not measure.home:
        raise Http404
    actor = current_actor()
    unit = get_object_or_404(Unit, pk=actor.unit_id)
    day = _asked_day(request.GET.get("ngay", ""))
    figure = total(measure, unit.pk, day, actor.scope.tree)
    rows = measure.evidence(unit, day)
    return listing(
        request,
        evidence_table(measure),
        None,
        "workspace/evidence.html",
        title=measure.title,
        rows=rows,
        search="",
        noun="dòng",
        empty="Không có dòng nào trong phạm vi của vị trí công tác.",
        context={
            "measure": measure,
            "unit": unit,
            "day": day,
            "past": day < today(),
            "figure": f"{format_number(figure)} {measure.uom}",
            "course": [
                (label, then, total(measure, unit.pk, then, actor.scope.tree)) for label, then in month_ends(today())
            ],
        },
    )


def _asked_day(text: str) -> date:
    """The day of the address (31/10/2026), or today."""
    try:
        return min(parse_date(text), today())
    except VietError:
        return today()
