"""Tokens for other software, in the settings of the account: a list, making one (shown once), revoking."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ..accounts import bulk_refusal
from ..acting import current_actor
from ..modules import permissions
from ..screens import screen
from ..tokens import PERMISSION, make_token, offered, revoke_token, tokens_of

LASTS = [(30, "30 ngày"), (90, "90 ngày"), (180, "180 ngày"), (366, "Một năm")]


class TokenForm(forms.Form):
    """For which software, with which rights, for how long."""

    name = forms.CharField(label="Phần mềm dùng mã", max_length=60, help_text="Ví dụ: Phần mềm nhân sự Công ty A.")
    rights = forms.MultipleChoiceField(label="Quyền", widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label="Thời hạn", coerce=int, choices=LASTS, initial=90)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rights"].choices = offered(current_actor())  # type: ignore[attr-defined]


@screen(PERMISSION)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the account, and a form for one more. To make one takes a second factor."""
    if request.method == "POST" and (refusal := bulk_refusal(request, reverse("core:settings"))):
        return refusal
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_token(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm()
    titles, now = permissions(), timezone.now()
    held = [
        (token, [titles.get(code, code) for code in token.permissions], token.expires_at <= now)
        for token in tokens_of(int(request.user.pk or 0))
    ]
    context = {"form": form, "made": made, "tokens": held, "actor": current_actor()}
    return render(request, "core/tokens.html", context, status=422 if form.errors else 200)


@screen(PERMISSION)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    revoke_token(token=get_object_or_404(tokens_of(int(request.user.pk or 0)), pk=pk))
    messages.success(request, "Đã thu hồi mã. Phần mềm dùng mã này không kết nối được nữa.")
    return redirect("core:tokens")
