"""The account's own settings: how the site looks, which messages come how, how one signs in."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ..accounts import has_second_factor
from ..acting import somebody
from ..editing import edit
from ..models.notifications import WAYS
from ..preferences import choose, chosen_by, hide, preference_of
from ..screens import SIGNED_IN, screen

HOURS = [(hour, f"{hour} giờ") for hour in range(24)]
LONGEST_HINT = 40


class MessageForm(forms.Form):
    """A way for each category of messages that leaves a choice, and the hours."""

    digest_hour = forms.TypedChoiceField(
        label="Giờ gửi thư hằng ngày",
        coerce=int,
        choices=HOURS,
        help_text="Ngày không có gì mới thì không gửi.",
    )
    quiet_from = forms.TypedChoiceField(
        label="Không gửi thư từ",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Không giới hạn"), *HOURS],
        help_text="Thư về trong giờ này được gửi khi hết giờ; thư về bảo mật tài khoản vẫn gửi ngay.",
    )
    quiet_until = forms.TypedChoiceField(
        label="Đến", coerce=int, empty_value=None, required=False, choices=[("", "Không giới hạn"), *HOURS]
    )

    def __init__(self, *args: Any, account_id: int, **options: Any) -> None:
        own = preference_of(account_id)
        hours = {"digest_hour": own.digest_hour, "quiet_from": own.quiet_from, "quiet_until": own.quiet_until}
        options.setdefault("initial", hours)
        super().__init__(*args, **options)
        self.ways: list[str] = []
        for chosen in chosen_by(account_id):
            kind = chosen.kind
            if len(kind.ways) > 1:
                self.ways.append(kind.code)
                choices = [way for way in WAYS if way[0] in kind.ways]
                self.fields[kind.code] = forms.ChoiceField(
                    label=kind.title, help_text=kind.detail, choices=choices, initial=chosen.way
                )
        self.order_fields([*self.ways, "digest_hour", "quiet_from", "quiet_until"])


@screen(SIGNED_IN)
def settings(request: HttpRequest) -> HttpResponse:
    """What one may set, and how it stands."""
    account_id = int(request.user.pk or 0)
    context = {
        "chosen": chosen_by(account_id),
        "preference": preference_of(account_id),
        "second_factor": has_second_factor(request),
        "may_connect": bool((actor := somebody()) and actor.may("core.api")),
    }
    return render(request, "core/settings.html", context)


@screen(SIGNED_IN)
def message_choices(request: HttpRequest) -> HttpResponse:
    """Which messages come in which way, and when letters may come."""
    account_id = int(request.user.pk or 0)

    def save(*, key: str, **values: Any) -> None:
        hours = {name: values.pop(name) for name in ("digest_hour", "quiet_from", "quiet_until")}
        choose(account_id, ways=values, **hours)

    return edit(
        request,
        partial(MessageForm, account_id=account_id),
        save,
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
