"""The door of the app: signing in by a code, coming in by a link, waiting to be confirmed, leaving."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import somebody
from ketdoan.core.rules import rule
from ketdoan.core.screens import BY_CODE, MEMBER, PUBLIC, SIGNED_IN, screen
from ketdoan.core.throttle import too_often
from ketdoan.core.viet import today
from ketdoan.members.queries.membership import actor_of_account
from ketdoan.units.queries.posts import open_invitation

from ..actions.codes import ask_code, redeem, shown_code
from ..actions.joining import follow_application, open_by_code
from ..demo import PHONES
from ..forms.door import ApplyForm, ClaimForm, CodeForm, EnterForm, PhoneForm
from ..queries.joining import open_application, own_claim, unit_of_link
from ..queries.wanted import APPLY, CLAIM, INVITED, PHONE, SIGN_IN

CHALLENGE, SECRET = "challenge", "app_invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
UNPROCESSABLE, GONE = 422, 410


@screen(PUBLIC)
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in: by the phone or the card, to which a code goes."""
    if request.user.is_authenticated and somebody() is not None:
        return redirect("portal:home")

    def ask(form: forms.Form) -> HttpResponse:
        phone, card = form.cleaned_data["who"]
        return _asked(request, SIGN_IN, phone, card)

    return _form(request, EnterForm, ask, "portal/enter.html", phones=PHONES)


@screen(PUBLIC)
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Type the code that came to the phone. Whoever asked with an unknown phone sees the same page."""
    challenge = request.session.get(CHALLENGE)
    if not challenge:
        return redirect("portal:enter")

    def use(form: forms.Form) -> HttpResponse:
        wanted, target = redeem(UUID(challenge), form.cleaned_data["code"])
        own = request.user if request.user.is_authenticated and wanted.what != SIGN_IN else None
        account = open_by_code(wanted, target, own)
        request.session.pop(CHALLENGE, None)
        if own is None:
            login(request, account, backend=BACKEND)
            request.session[BY_CODE] = True
            keep_signed_in(request)
        return redirect("portal:home")

    more = {"shown": shown_code(UUID(challenge)), "minutes": rule("portal.code", today()).value["minutes"]}
    return _form(request, CodeForm, use, "portal/code.html", **more)


def keep_signed_in(request: HttpRequest) -> None:
    """Let the app stay signed in on this phone for the days of the rules."""
    request.session.set_expiry(int(rule("portal.session_days", today()).value) * 24 * 3600)


@screen(PUBLIC)
@never_cache
@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a union's link: what the app is, and the two ways in. Shared, it shows the union's name alone."""
    unit = unit_of_link(token)
    if unit is None:
        return render(request, "portal/link_gone.html", status=GONE)
    return render(request, "portal/invited.html", {"unit": unit, "token": token})


@screen(PUBLIC)
@never_cache
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """A member of the union who comes by its link says who they are."""
    return _by_link(request, token, CLAIM, ClaimForm, "portal/claim.html")


@screen(PUBLIC)
@never_cache
def apply(request: HttpRequest, token: str) -> HttpResponse:
    """A worker who comes by the link of a union applies for membership."""
    return _by_link(request, token, APPLY, ApplyForm, "portal/apply.html")


@screen(PUBLIC)
@never_cache
@require_safe
def personal(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret of a personal invitation out of the address, so that it stays in no history."""
    request.session[SECRET] = secret
    return redirect("portal:accept")


@screen(PUBLIC)
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """The receiver of a personal invitation gives the phone by which they will sign in."""
    secret = request.session.get(SECRET, "")
    found = open_invitation(secret)
    if found is None:
        return render(request, "portal/link_gone.html", status=GONE)

    def ask(form: forms.Form) -> HttpResponse:
        return _asked(request, INVITED, form.cleaned_data["phone"], more={"secret": secret})

    return _form(request, PhoneForm, ask, "portal/accept.html", found=found)


@screen(SIGNED_IN)
@login_not_required  # who is not signed in is led to the door of the app, not to that of the workspace
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """How what one claimed or applied for stands, step by step, until the union has decided."""
    account_id = int(request.user.pk or 0)
    found = own_claim(account_id)
    if found and found.application_id:
        found = follow_application(found)
    if actor_of_account(account_id):
        return redirect("portal:home")
    application = open_application(found) if found else None
    return render(request, "portal/waiting.html", {"claim": found, "application": application})


@screen(PUBLIC)
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out; the phone then forgets what it kept (Clear-Site-Data, and portal.js where that is not known).

    `keep` comes from a phone on which something waits that its writer wants to send later: portal.js has put away the
    rest, and what waits goes under this very account alone.
    """
    keeping = "keep" in request.POST
    logout(request)
    answer = redirect("portal:enter")
    if not keeping:
        answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@screen(MEMBER)
@never_cache
def change_phone(request: HttpRequest) -> HttpResponse:
    """Sign in by another phone from now on: a code that comes to it shows that it is the holder's."""

    def ask(form: forms.Form) -> HttpResponse:
        return _asked(request, PHONE, form.cleaned_data["phone"])

    return _form(request, PhoneForm, ask, "portal/change_phone.html")


def _by_link(request: HttpRequest, token: str, what: str, form: type[forms.Form], template: str) -> HttpResponse:
    unit = unit_of_link(token)
    if unit is None:
        return render(request, "portal/link_gone.html", status=GONE)

    def ask(filled: forms.Form) -> HttpResponse:
        said = {name: value for name, value in filled.cleaned_data.items() if value and name != "phone"}
        return _asked(request, what, filled.cleaned_data["phone"], more={**said, "link": token})

    return _form(request, form, ask, template, unit=unit, token=token)


def _asked(
    request: HttpRequest, what: str, phone: str, card: str = "", more: dict[str, object] | None = None
) -> HttpResponse:
    if too_often(request, "portal.code", int(rule("portal.code", today()).value["per_address_minute"])):
        raise ValidationError("Nhiều người đang xin mã từ mạng này. Hãy chờ một phút rồi thử lại.")
    request.session[CHALLENGE] = str(ask_code(what, phone, card, more).pk)
    return redirect("portal:code")


def _form(
    request: HttpRequest,
    make: type[forms.Form],
    done: Callable[[Any], HttpResponse],
    template: str,
    **more: Any,
) -> HttpResponse:
    """A form at the door, and what follows once it is right; what is wrong stands at the field."""
    form = make(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return done(form)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, template, {"form": form, **more}, status=UNPROCESSABLE if form.errors else 200)
