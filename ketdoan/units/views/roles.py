"""Roles and what they allow, as the administrators of the topmost unit keep them."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.modules import permissions
from ketdoan.core.screens import screen

from ..actions.roles import ROLES, change_role, make_role, must_stand_on_top, shipped_beyond, stands_on_top
from ..forms.roles import RoleForm
from ..models import Role
from ..queries.posts import role_counts


@screen(ROLES)
def roles(request: HttpRequest) -> HttpResponse:
    """All roles, with the number of posts of the scope that rest on each."""
    titles, counts = permissions(), role_counts()
    rows = [
        (role, counts.get(role.pk, 0), [titles[code] for code in role.permissions if code in titles])
        for role in Role.objects.all()
    ]
    return render(request, "units/roles.html", {"rows": rows, "may_edit": stands_on_top(current_actor())})


@screen(ROLES)
def add_role(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    must_stand_on_top(current_actor())
    return edit(
        request,
        RoleForm,
        make_role,
        "units/role_form.html",
        title="Lập vai trò",
        back=reverse("units:roles"),
        said="Đã lập vai trò. Có thể giao ngay khi giao vị trí công tác.",
    )


@screen(ROLES)
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a role."""
    must_stand_on_top(current_actor())
    wanted = get_object_or_404(Role, pk=pk)
    titles = permissions()
    beyond = [titles[code] for code in shipped_beyond(wanted)]
    return edit(
        request,
        partial(RoleForm, role=wanted),
        partial(change_role, role=wanted),
        "units/role_form.html",
        title=f"Sửa vai trò {wanted.title}",
        back=reverse("units:roles"),
        said="Đã sửa vai trò. Người đang giữ vị trí có vai trò này dùng quyền mới ngay từ lần mở trang kế tiếp.",
        context={"role": wanted, "count": role_counts().get(wanted.pk, 0), "beyond": beyond},
    )
