"""Lists of the module."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ketdoan.core.acting import current_actor
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..models import Unit
from ..tables import (
    OfficerFilters,
    OfficerTable,
    TermFilters,
    TermTable,
    UnitFilters,
    UnitTable,
    officers,
    terms_to_watch,
)


@screen("units.view")
def units(request: HttpRequest) -> HttpResponseBase:
    """All units of the scope; those that have ended only when asked for."""
    rows = Unit.objects.all() if request.GET.get("tinh_trang") == "ended" else Unit.objects.filter(ended_on=None)
    return listing(
        request,
        UnitTable,
        UnitFilters,
        "units/unit_list.html",
        title="Danh sách đơn vị",
        rows=rows,
        export="units.export",
        noun="đơn vị",
        example="cong doan tay ninh",
        context={"import_into": _own_code()},
    )


def _own_code() -> str:
    """The code of the acting post's unit, where the post may import into it."""
    actor = current_actor()
    found = Unit.objects.filter(pk=actor.unit_id or 0, ended_on=None).first() if actor.may("units.import") else None
    return found.code if found else ""


@screen("units.view")
def people(request: HttpRequest) -> HttpResponseBase:
    """Who holds which office in the scope."""
    return listing(
        request,
        OfficerTable,
        OfficerFilters,
        title="Cán bộ công đoàn",
        rows=officers(),
        search="person__words",
        export="units.export",
        personal=True,
        person="person_id",
        noun="chức vụ",
        empty="Chưa ai được bố trí chức vụ trong phạm vi này.",
    )


@screen("units.view")
def terms(request: HttpRequest) -> HttpResponseBase:
    """Terms with vacant seats or an end that is near."""
    return listing(
        request,
        TermTable,
        TermFilters,
        title="Nhiệm kỳ cần chú ý",
        rows=terms_to_watch(),
        search="",
        export="units.export",
        noun="nhiệm kỳ",
        empty="Không có nhiệm kỳ nào khuyết ủy viên, sắp hết hoặc đã hết hạn.",
    )
