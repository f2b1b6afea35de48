"""Choosing the unit on which an act is to be done, for acts that are called by name."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from ketdoan.core.acting import current_actor
from ketdoan.core.listing import listing
from ketdoan.core.scope import TERRITORY
from ketdoan.core.screens import screen

from ..models import Unit
from ..tables import UnitFilters, choice_table
from .acts import ACTS


@screen("units.view")
def choose(request: HttpRequest, act: str) -> HttpResponseBase:
    """The units of the scope on which the act can be done, each leading to its form."""
    found = next((row for row in ACTS if row[0] == act), None)
    if found is None:
        raise Http404
    name, permission, title, _, from_above = found
    actor = current_actor()
    actor.must(permission)
    rows = Unit.objects.filter(ended_on=None)
    if from_above:
        own = "territory_path" if actor.scope.tree == TERRITORY else "path"
        rows = rows.exclude(**{own: actor.scope.path})
    return listing(
        request,
        choice_table(f"units:{name}"),
        UnitFilters,
        "units/choose.html",
        title=f"{title}: chọn đơn vị",
        rows=rows,
        noun="đơn vị",
        example="cong doan tay ninh",
        empty="Không có đơn vị nào để làm việc này.",
    )
