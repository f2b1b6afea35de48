"""One-time links to accounts: making them, and the pages that they lead to."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ketdoan.core.editing import edit
from ketdoan.core.models import Account
from ketdoan.core.screens import PUBLIC, screen

from ..actions import access as acts
from ..forms.posts import AcceptForm, NewPasswordForm
from ..models import Invitation, Person, Unit
from ..queries.posts import open_invitation, people_of

INVITED = "invitation"


@screen("units.invite")
@never_cache
@require_POST
def invite(request: HttpRequest, code: str, person: int) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    unit = get_object_or_404(Unit, code=code)
    return _made(request, unit, partial(acts.invite, person=get_object_or_404(people_of(unit), pk=person)))


@screen("units.invite")
@never_cache
@require_POST
def restore(request: HttpRequest, code: str, person: int) -> HttpResponse:
    """Make a link by which a person regains the account, and show it, this once."""
    unit = get_object_or_404(Unit, code=code)
    return _made(request, unit, partial(acts.restore_access, person=get_object_or_404(Person, pk=person)))


def _made(request: HttpRequest, unit: Unit, make: Callable[[], Invitation]) -> HttpResponse:
    try:
        invitation = make()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("units:posts", unit.code)
    link = request.build_absolute_uri(reverse("units:invitation", args=[invitation.secret]))
    return render(request, "units/invited.html", {"unit": unit, "invitation": invitation, "link": link})


@screen(PUBLIC)
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, so that it stays in no history and goes to no other page."""
    request.session[INVITED] = secret
    return redirect("units:accept")


@screen(PUBLIC)
@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest) -> HttpResponse:
    """The receiver of a link chooses how to sign in, and signs in with it."""
    if request.user.is_authenticated:
        return render(request, "units/invitation_gone.html")
    found = open_invitation(request.session.get(INVITED, ""))
    if found is None:
        return render(request, "units/invitation_gone.html", status=410)
    return (_regain if found.account else _open)(request, found)


def _open(request: HttpRequest, found: Invitation) -> HttpResponse:
    def save(*, username: str, email: str, password: str, **rest: Any) -> Account:
        secret = request.session[INVITED]
        return acts.accept_invitation(secret=secret, username=username, password=password, email=email)

    return edit(
        request,
        AcceptForm,
        save,
        "units/accept.html",
        title="Mở tài khoản",
        submit="Mở tài khoản",
        done=reverse("account_login"),
        said="Tài khoản đã mở. Hãy đăng nhập bằng tên đăng nhập và mật khẩu vừa chọn.",
        drafts=False,
        context={"found": found},
    )


def _regain(request: HttpRequest, found: Invitation) -> HttpResponse:
    def save(*, password: str, **rest: Any) -> Account:
        return acts.regain_access(secret=request.session[INVITED], password=password)

    return edit(
        request,
        NewPasswordForm,
        save,
        "units/accept.html",
        title="Lấy lại quyền truy cập",
        submit="Đặt mật khẩu mới",
        done=reverse("account_login"),
        said="Đã đặt mật khẩu mới. Hãy đăng nhập bằng mật khẩu này.",
        drafts=False,
        context={"found": found},
    )
