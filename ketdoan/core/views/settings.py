"""The account's own settings: how the site looks, which messages come how, how one signs in."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ..accounts import has_second_factor
from ..acting import somebody
from ..editing import edit
from ..message_form import MessageForm, keep_choices
from ..models.notifications import SHIFTS
from ..preferences import chosen_by, hide, preference_of
from ..screens import SIGNED_IN, screen
from ..shifts import shift_on
from ..viet import today

LONGEST_HINT = 40


@screen(SIGNED_IN)
def settings(request: HttpRequest) -> HttpResponse:
    """What one may set, and how it stands."""
    account_id = int(request.user.pk or 0)
    own = preference_of(account_id)
    context = {
        "chosen": chosen_by(account_id),
        "preference": own,
        "shift": dict(SHIFTS).get(shift_on(own.shift, own.shift_since, today())),
        "second_factor": has_second_factor(request),
        "may_connect": bool((actor := somebody()) and actor.may("core.api")),
    }
    return render(request, "core/settings.html", context)


@screen(SIGNED_IN)
def message_choices(request: HttpRequest) -> HttpResponse:
    """Which messages come in which way, and when letters may come."""
    account_id = int(request.user.pk or 0)

    return edit(
        request,
        partial(MessageForm, account_id=account_id),
        partial(keep_choices, account_id),
        "core/message_choices.html",
        title="Cách nhận thông báo",
        back=reverse("core:settings"),
        said="Đã lưu cách nhận thông báo.",
        drafts=False,
        context={"fixed": [chosen for chosen in chosen_by(account_id) if len(chosen.kind.ways) == 1]},
    )


@screen(SIGNED_IN)
@require_POST
def hide_hint(request: HttpRequest) -> HttpResponse:
    """Put a hint away and go back to the page on which it stood."""
    hint = request.POST.get("hint", "")[:LONGEST_HINT]
    if hint:
        hide(int(request.user.pk or 0), hint)
        messages.success(request, "Đã ẩn phần hướng dẫn.")
    place = request.POST.get("next", "/")
    return redirect(place if url_has_allowed_host_and_scheme(place, allowed_hosts=None) else "/")
