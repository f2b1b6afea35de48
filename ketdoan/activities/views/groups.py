"""Pages of saved groups of units."""

from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..actions import groups as acts
from ..forms.tasks import GroupForm
from ..models import UnitGroup
from ..queries.people import ASSIGN
from ..tables.tasks import GroupTable


@screen(ASSIGN)
def groups(request: HttpRequest) -> HttpResponseBase:
    """The saved groups."""
    return listing(
        request,
        GroupTable,
        title="Nhóm đơn vị",
        rows=UnitGroup.objects.annotate(number=Count("members")),
        search="",
        noun="nhóm",
        add=("Lập nhóm", reverse("activities:new_group")),
        empty="Chưa lập nhóm đơn vị nào. Nhóm giúp gửi việc cho cùng một số đơn vị nhiều lần.",
    )


@screen(ASSIGN)
def new_group(request: HttpRequest) -> HttpResponse:
    """Save a group."""
    back = reverse("activities:groups")
    return edit(request, GroupForm, acts.save_group, title="Lập nhóm đơn vị", back=back, done=back, said="Đã lưu nhóm.")


@screen(ASSIGN)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a group."""
    found = get_object_or_404(UnitGroup, pk=pk)
    back = reverse("activities:groups")
    initial = {"name": found.name, "units": list(found.members.values_list("pk", flat=True))}
    return edit(
        request,
        partial(GroupForm, initial=initial),
        partial(acts.save_group, group=found),
        "activities/group.html",
        title=f"Nhóm {found.name}",
        back=back,
        done=back,
        said="Đã lưu nhóm.",
        context={"group": found},
    )


@screen(ASSIGN)
@require_POST
def drop_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a group up."""
    acts.drop_group(group=get_object_or_404(UnitGroup, pk=pk))
    messages.success(request, "Đã xóa nhóm.")
    return redirect("activities:groups")
