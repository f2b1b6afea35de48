"""Pages of the lists in which unions grade their members."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number
from ketdoan.units.models import Unit
from ketdoan.units.rules import Level

from ..actions import members as acts
from ..forms.rounds import ListForm, ReasonForm
from ..models import MemberList
from ..queries.members import counts_of, lists_seen, people_of, rows_of
from ..rules.states import ListState
from ..tables.members import ListFilters, ListTable, ReadTable, RollFilters, RollTable


@screen("grading.members")
def lists(request: HttpRequest) -> HttpResponseBase:
    """The lists of the scope, with how many members have which level."""
    actor = current_actor()
    options: dict[str, Any] = {}
    if get_object_or_404(Unit, pk=actor.unit_id or 0).level == Level.GRASSROOTS:
        options["add"] = ("Xếp loại đoàn viên", reverse("grading:new_list"))
    return listing(
        request,
        ListTable,
        ListFilters,
        "grading/lists.html",
        title="Xếp loại đoàn viên",
        rows=lists_seen(),
        search="unit__words",
        export="grading.members",
        noun="danh sách",
        example="cong doan co so",
        empty="Chưa có danh sách xếp loại đoàn viên nào.",
        **options,
    )


@screen("grading.members")
def new_list(request: HttpRequest) -> HttpResponse:
    """Begin to grade the members of the own union."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return edit(
        request,
        ListForm,
        partial(acts.begin_list, unit=unit),
        "grading/edit.html",
        title="Xếp loại đoàn viên",
        back=reverse("grading:lists"),
        done=lambda made: reverse("grading:roll", args=[made.pk]),
        said="Đã lập danh sách. Chọn người rồi ghi mức xếp loại.",
        submit="Lập danh sách",
        context={"of_members": True},
    )


def _list(pk: int) -> MemberList:
    return get_object_or_404(MemberList.objects.select_related("unit"), pk=pk)


@screen("grading.members")
def roll(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The members of a list, to be graded many at once."""
    found = _list(pk)
    own = found.unit_id == current_actor().unit_id
    rows = rows_of(found)
    listed = len(people_of(found.unit_id, found.day))
    counts = counts_of(found)
    context = {
        "roll": found,
        "own": own,
        "writing": own and found.state == ListState.OPEN,
        "counts": counts,
        "listed": listed,
        "left": listed - sum(number for _, _, number in counts),
        "hidden": listed - rows.count(),
    }
    return listing(
        request,
        RollTable if context["writing"] else ReadTable,
        partial(RollFilters, members=found),  # type: ignore[arg-type]
        "grading/roll.html",
        title=f"Xếp loại đoàn viên năm {found.year}",
        rows=rows,
        search="person__words",
        export="grading.members",
        personal=True,
        person="person_id",
        noun="đoàn viên",
        empty="Không có đoàn viên nào.",
        context=context,
    )


@screen("grading.members")
@require_POST
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the chosen persons a level."""
    found = _list(pk)
    people = [int(key) for key in request.POST.getlist("nguoi") if key.isascii() and key.isdigit()]
    level = request.POST.get("level", "")
    said = f"Đã ghi mức xếp loại của {format_number(len(people))} đoàn viên."
    done(request, acts.grade, said, members=found, people=people, level=level)
    return _on(request, pk)


@screen("grading.members")
@require_POST
def grade_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Give everybody who has none a level."""
    level = request.POST.get("level", "")
    done(request, acts.grade_rest, "Đã xếp loại các đoàn viên còn lại.", members=_list(pk), level=level)
    return _on(request, pk)


def _on(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the list as it was filtered."""
    query = request.POST.get("loc", "")
    address = reverse("grading:roll", args=[pk])
    return redirect(f"{address}?{query}" if query and "\n" not in query else address)


@screen("grading.members")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a list."""
    done(request, acts.close_list, "Đã chốt danh sách. Số liệu đã vào báo cáo.", members=_list(pk))
    return redirect("grading:roll", pk)


@screen("grading.members")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed list again."""
    found = _list(pk)
    back = reverse("grading:roll", args=[pk])
    save = partial(acts.reopen_list, members=found)
    title = f"Mở lại danh sách xếp loại đoàn viên năm {found.year}"
    return edit(
        request, ReasonForm, save, "grading/edit.html", title=title, back=back, done=back, said="Đã mở lại danh sách.",
        context={"of_members": True},
    )  # fmt: skip
