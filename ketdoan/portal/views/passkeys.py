"""Passkeys: the own ones, making one on this phone, and signing in by one."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ketdoan.core.screens import BY_CODE, MEMBER, PUBLIC, screen
from ketdoan.core.throttle import too_often

from ..actions.passkeys import account_by_passkey, add_passkey, begin_adding, begin_signing_in, drop_passkey
from ..models import Passkey
from .door import BACKEND, keep_signed_in

STATE = "app_passkey"
MOST_TRIES = 20
TOO_MANY = 429


@screen(MEMBER)
@never_cache
def passkeys(request: HttpRequest) -> HttpResponse:
    """The own passkeys, and making one; GET with `moi` gives what the phone is to be asked."""
    if "moi" in request.GET:
        asked, request.session[STATE] = begin_adding(request.get_host(), request.user)  # type: ignore[arg-type]
        return JsonResponse(asked, safe=False)
    if request.method == "POST":
        try:
            add_passkey(
                host=request.get_host(),
                state=request.session.pop(STATE, None) or {},
                answer=request.POST.get("answer", ""),
                name=request.POST.get("name", ""),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Đã thêm. Lần sau vào ứng dụng bằng vân tay, khuôn mặt hoặc mã mở máy.")
        return redirect("portal:passkeys")
    return render(request, "portal/passkeys.html", {"keys": Passkey.objects.filter(account_id=request.user.pk or 0)})


@screen(MEMBER)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of the own passkeys away."""
    drop_passkey(passkey=get_object_or_404(Passkey, pk=pk, account_id=request.user.pk or 0))
    messages.success(request, "Đã bỏ khóa.")
    return redirect("portal:passkeys")


@screen(PUBLIC)
@never_cache
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey: GET gives what the phone is to be asked, POST takes its answer."""
    if too_often(request, "portal.passkey", MOST_TRIES):
        return JsonResponse({"error": "Nhiều lần quá. Hãy chờ một phút."}, status=TOO_MANY)
    if request.method != "POST":
        asked, request.session[STATE] = begin_signing_in(request.get_host())
        return JsonResponse(asked, safe=False)
    try:
        account = account_by_passkey(
            request.get_host(), request.session.pop(STATE, None) or {}, request.POST.get("answer", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("portal:enter")
    login(request, account, backend=BACKEND)
    request.session[BY_CODE] = True
    keep_signed_in(request)
    return redirect("portal:home")
