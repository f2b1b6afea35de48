"""The trail of a unit: what was done there and why."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..models import Unit
from ..queries.trail import trail_of
from ..tables import TrailFilters, TrailTable


@screen("units.trail")
def trail(request: HttpRequest, code: str) -> HttpResponseBase:
    """Every act recorded for a unit of the scope."""
    unit = get_object_or_404(Unit, code=code)
    return listing(
        request,
        TrailTable,
        TrailFilters,
        "units/trail.html",
        title="Nhật ký công việc",
        rows=trail_of(unit),
        search="",
        noun="việc",
        empty="Chưa có việc nào được ghi cho đơn vị này.",
        context={"unit": unit},
    )
