"""Pages about posts of a unit, delegation, and sessions of administration."""

from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import SIGNED_IN, screen
from ketdoan.core.viet import today

from ..actions import posts as acts
from ..forms.posts import AdminSessionForm, DelegateForm, EndForm, GiveForm
from ..middleware import without_second_factor
from ..models import AdminSession, Post, Unit
from ..queries.posts import (
    ADMIN_KEY,
    SESSION_KEY,
    beyond,
    lent_by_me,
    needs_second_factor,
    people_of,
    posts_in,
    posts_of,
    restorable,
)


@screen("units.post")
def unit_posts(request: HttpRequest, code: str) -> HttpResponse:
    """Who works for a unit on the platform, and who could but has no account yet."""
    unit = get_object_or_404(Unit, code=code)
    actor, posts = current_actor(), list(posts_in(unit))
    newcomers = list(people_of(unit).filter(account=None)[:200])
    context = {
        "unit": unit,
        "posts": posts,
        "restorable": restorable(actor, posts),
        "newcomers": newcomers,
        "out_of_reach": beyond(actor, [person.pk for person in newcomers]),
        "today": today(),
    }
    return render(request, "units/posts.html", context)


@screen("units.post")
def give(request: HttpRequest, code: str) -> HttpResponse:
    """Give a post of a unit."""
    unit = get_object_or_404(Unit, code=code)
    back = reverse("units:posts", args=[code])
    form = partial(GiveForm, unit=unit)
    save = partial(acts.give_post, unit=unit, tree=current_actor().scope.tree)
    said = "Đã giao vị trí công tác."
    return edit(request, form, save, title=f"Giao vị trí công tác · {unit.short_name}", back=back, said=said)


@screen("units.post")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    post = get_object_or_404(Post.objects.select_related("unit", "role", "person"), pk=pk)
    back = reverse("units:posts", args=[post.unit.code])
    title = f"Kết thúc vị trí {post.role} của {post.person}"
    save = partial(acts.end_post, post=post)
    return edit(request, EndForm, save, title=title, back=back, said="Đã ghi ngày kết thúc vị trí công tác.")


@screen("units.delegate")
def delegations(request: HttpRequest) -> HttpResponse:
    """What the acting post has lent, and lending more."""
    actor = current_actor()
    unit = get_object_or_404(Unit, pk=actor.unit_id)
    return edit(
        request,
        partial(DelegateForm, unit=unit),
        acts.delegate,
        "units/delegations.html",
        title="Ủy quyền",
        submit="Ủy quyền",
        said="Đã ủy quyền.",
        context={"lent": lent_by_me(actor.post_id or 0)},
    )


@screen("units.delegate")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a delegation back."""
    post = get_object_or_404(lent_by_me(current_actor().post_id or 0), pk=pk)
    acts.withdraw(post=post)
    messages.success(request, f"Đã thu hồi ủy quyền của {post.person}.")
    return redirect("units:delegations")


@screen(SIGNED_IN)
@without_second_factor
@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Go on as another of one's posts."""
    wanted = request.POST.get("post", "")
    post = next((p for p in posts_of(int(request.user.pk or 0)) if str(p.pk) == wanted), None)
    if post is None:
        raise PermissionDenied("Vị trí công tác này không còn hiệu lực.")
    request.session[SESSION_KEY] = post.pk
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "/")


@screen(SIGNED_IN)
@without_second_factor
def second_factor(request: HttpRequest) -> HttpResponse:
    """Says that the acting post needs a second factor, and how to set one up."""
    post = request.post  # type: ignore[attr-defined]
    if post is None or not needs_second_factor(post):
        return redirect("/")
    return render(request, "units/second_factor.html", {"post": post})


@screen(SIGNED_IN)
@reauthentication_required(allow_get=True)
def admin_session(request: HttpRequest) -> HttpResponse:
    """Open or close the rights of a system role."""
    post = request.post  # type: ignore[attr-defined]
    if post is None or not post.role.system:
        raise PermissionDenied("Chỉ vị trí quản trị hệ thống mở được phiên quản trị.")
    opened = request.admin_session  # type: ignore[attr-defined]
    if opened:
        return _close(request, opened)

    def save(**values: Any) -> AdminSession:
        session = acts.open_admin_session(**values, why=values["reason"])
        request.session[ADMIN_KEY] = str(session.token)
        return session

    return edit(
        request,
        AdminSessionForm,
        save,
        "units/admin_session.html",
        title="Phiên quản trị",
        submit="Mở phiên quản trị",
        done="/",
        said="Phiên quản trị đã mở.",
        drafts=False,
    )


def _close(request: HttpRequest, opened: AdminSession) -> HttpResponse:
    if request.method == "POST":
        acts.close_admin_session(session=opened)
        del request.session[ADMIN_KEY]
        messages.success(request, "Đã kết thúc phiên quản trị.")
        return redirect("/")
    return render(request, "units/admin_session_open.html", {"opened": opened})
