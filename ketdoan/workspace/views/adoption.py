"""The adoption board: who uses the platform, and whom to help."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.sheets import MIME, write_sheets
from ketdoan.core.viet import fold, today
from ketdoan.units.models import Unit

from ..models import Counting
from ..queries.adoption import SEEN, Branch, board, officers_of, titles, unused_units
from ..tables import UnusedTable
from ..tasks import count_use_often

ADOPTION, SHOWN = "workspace.adoption", 200
HEAD = ["Đơn vị", "Số đơn vị", "Chưa dùng", "Cán bộ", "Có tài khoản", "7 ngày", "30 ngày", "Lâu hơn", "Chưa lần nào"]


@screen(ADOPTION)
def adoption(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """How the units directly below one use the platform; without a code, below the post's own unit."""
    actor = current_actor()
    unit = get_object_or_404(Unit, code=code) if code else get_object_or_404(Unit, pk=actor.unit_id)
    counted = Counting.objects.first()
    if counted is None:
        count_use_often.later(once="now")
        return render(request, "workspace/adoption_waiting.html", {"unit": unit})
    whole, branches = board(unit)
    modules = titles(whole)
    if "export" in request.GET:
        return _excel(unit, branches, modules)
    shown = branches[:SHOWN]
    context = {
        "unit": unit,
        "above": Unit.objects.filter(pk=unit.parent_id or 0).first() if unit.pk != actor.unit_id else None,
        "total": whole,
        "rows": [(branch, [branch.acts.get(name, (0, 0)) for name in modules]) for branch in shown],
        "hidden": len(branches) - len(shown),
        "modules": modules,
        "counted_at": counted.at,
    }
    return render(request, "workspace/adoption.html", context)


def _excel(unit: Unit, branches: list[Branch], modules: dict[str, str]) -> FileResponse:
    """The whole board as a file, and an entry in the audit trail."""
    head = [*HEAD, *(f"{title}: việc trong {days} ngày" for title in modules.values() for days in (30, 90))]
    title = f"Mức độ sử dụng {unit.short_name}"
    act = Act(current_actor(), ADOPTION, "")
    with transaction.atomic():
        rows = [_row(branch, modules) for branch in act.recorded(branches, lambda branch: branch.unit.pk)]
        file = write_sheets(title, head, rows)
        act.record(unit, unit_id=unit.pk)
        act.write()
    name = f"{slugify(fold(title))}-{today():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MIME)


def _row(branch: Branch, modules: dict[str, str]) -> list[Any]:
    numbers = [branch.units, branch.unused, branch.officers, branch.opened]
    numbers += [branch.week, branch.month, branch.longer, branch.never]
    acts = [number for name in modules for number in branch.acts.get(name, (0, 0))]
    return [branch.unit.name, *numbers, *acts]


@screen(ADOPTION)
def unused(request: HttpRequest, code: str) -> HttpResponseBase:
    """The units under one for which nobody ever signed in."""
    unit = get_object_or_404(Unit, code=code)
    return listing(
        request,
        UnusedTable,
        None,
        "workspace/unused.html",
        title="Đơn vị chưa dùng",
        rows=unused_units(unit),
        export=ADOPTION,
        noun="đơn vị",
        example="cong doan tay ninh",
        empty="Đơn vị nào cũng đã có người đăng nhập.",
        context={"unit": unit},
    )


@screen("units.post")
def officers(request: HttpRequest, code: str) -> HttpResponse:
    """How the officers of one unit use the platform, for those who give its posts."""
    unit = get_object_or_404(Unit, code=code)
    rows = [(officer, SEEN[officer.seen]) for officer in officers_of(unit)]
    return render(request, "workspace/adoption_officers.html", {"unit": unit, "rows": rows})
