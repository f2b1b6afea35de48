"""The member's messages: what came, how it is to come, and the phones on which it does."""

import json
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.message_form import MessageForm, keep_choices
from ketdoan.core.models import Notification
from ketdoan.core.modules import message_kinds
from ketdoan.core.notify import mark_read, unread
from ketdoan.core.screens import MEMBER, screen
from ketdoan.core.subscriptions import subscribe, unsubscribe

MOST = 60
LARGEST = 4_096


def _account() -> int:
    return current_actor().account_id or 0


@screen(MEMBER)
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """The newest messages, those not read marked."""
    rows = Notification.objects.filter(account_id=_account()).order_by("-id")[:MOST]
    return render(request, "portal/messages.html", {"rows": rows, "unread": unread(_account())})


@screen(MEMBER)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go to what it is about: a push leads here."""
    found = get_object_or_404(Notification, pk=pk, account_id=_account())
    mark_read(found.account_id, found.pk)
    inside = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if found.url and inside else "portal:messages")


@screen(MEMBER)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages as read."""
    mark_read(_account())
    return redirect("portal:messages")


@screen(MEMBER)
def choices(request: HttpRequest) -> HttpResponse:
    """Which messages come and when, and whether this phone shows them."""
    only = {kind.code for kind in message_kinds() if kind.app}
    return edit(
        request,
        partial(MessageForm, account_id=_account(), only=only),
        partial(keep_choices, _account()),
        "portal/message_choices.html",
        title="Cách nhận thông báo",
        back=reverse("portal:messages"),
        done=reverse("portal:messages"),
        said="Đã lưu cách nhận thông báo.",
        submit="Lưu",
        drafts=False,
    )


@screen(MEMBER)
@require_POST
def subscribe_phone(request: HttpRequest) -> HttpResponse:
    """Keep this phone's subscription, as its browser tells it; the same one again brings it up to date."""
    told = _told(request)
    replaced = told.get("replaced") if isinstance(told, dict) else None
    try:
        subscribe(_account(), told, replaced if isinstance(replaced, str) else "")
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    return HttpResponse(status=204)


@screen(MEMBER)
@require_POST
def unsubscribe_phone(request: HttpRequest) -> HttpResponse:
    """Give up this phone."""
    told = _told(request)
    endpoint = told.get("endpoint") if isinstance(told, dict) else None
    if isinstance(endpoint, str):
        unsubscribe(_account(), endpoint)
    return HttpResponse(status=204)


def _told(request: HttpRequest) -> Any:
    """The JSON that a phone sent; None for anything else."""
    try:
        return json.loads(request.body) if len(request.body) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
