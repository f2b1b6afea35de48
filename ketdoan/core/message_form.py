"""The form in which an account says how it wants its messages: on the settings page and in the member's app."""

from collections.abc import Collection
from typing import Any

from django import forms

from .channels import CHANNELS, TEXTING
from .models import Account
from .models.notifications import BELL, OFF, SHIFTS, TEXTS, WAYS
from .modules import MessageKind
from .preferences import Chosen, Preferred, choose, chosen_by, preference_of
from .shifts import shift_on
from .viet import today

HOURS = [(hour, f"{hour} giờ") for hour in range(24)]
NO_HOUR = ("", "Không giới hạn")
PUSH = "push_"
HOUR_FIELDS = ("digest_hour", "quiet_from", "quiet_until")


class MessageForm(forms.Form):
    """For each category of messages that leaves a choice the way and whether phones get it; then the hours."""

    digest_hour = forms.TypedChoiceField(
        label="Giờ gửi thư hằng ngày",
        coerce=int,
        choices=HOURS,
        help_text="Ngày không có gì mới thì không gửi.",
    )
    shift = forms.ChoiceField(
        label="Ca làm việc tuần này",
        required=False,
        choices=[("", "Giờ hành chính, không theo ca"), *SHIFTS],
        help_text="Hệ thống không gửi thư và không báo trên điện thoại trong giờ ngủ của ca.",
    )
    shift_turns = forms.BooleanField(
        label="Đổi ca hằng tuần", required=False, help_text="Theo thứ tự ca sáng, ca chiều, ca đêm, đổi vào thứ Hai."
    )
    quiet_from = forms.TypedChoiceField(
        label="Không gửi, không báo từ",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[NO_HOUR, *HOURS],
        help_text="Thông báo đến trong giờ này được gửi khi hết giờ; việc khẩn và bảo mật tài khoản vẫn gửi ngay.",
    )
    quiet_until = forms.TypedChoiceField(
        label="Đến", coerce=int, empty_value=None, required=False, choices=[NO_HOUR, *HOURS]
    )

    def __init__(self, *args: Any, account_id: int, only: Collection[str] | None = None, **options: Any) -> None:
        """`only` names the categories that are asked about, where not all are."""
        own = preference_of(account_id)
        start = {name: getattr(own, name) for name in (*HOUR_FIELDS, "text_by")}
        start |= {"shift": shift_on(own.shift, own.shift_since, today()), "shift_turns": own.shift_since is not None}
        options.setdefault("initial", start)
        super().__init__(*args, **options)
        self.letters = Account.objects.filter(pk=account_id).exclude(email="").exists()
        chosen = [c for c in chosen_by(account_id) if only is None or c.kind.code in only]
        first = [name for one in chosen for name in self._ask_about(one)]
        if not self.letters:
            del self.fields["digest_hour"]
        self._ask_of_texts()
        self.order_fields([*first, "digest_hour", "shift", "shift_turns", "quiet_from", "quiet_until", "text_by"])

    def _ask_about(self, chosen: Chosen) -> list[str]:
        """Fields for one category; their names."""
        kind, asked = chosen.kind, []
        choices = ways_of(kind, letters=self.letters)
        if len(choices) > 1:
            held = chosen.way if chosen.way in dict(choices) else choices[0][0]
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.title, help_text=kind.detail, choices=choices, initial=held
            )
            asked.append(kind.code)
        if kind.push and not kind.urgent and CHANNELS["push"].offered():
            self.fields[PUSH + kind.code] = forms.BooleanField(
                label=f"{kind.title}: báo trên điện thoại", required=False, initial=chosen.push
            )
            asked.append(PUSH + kind.code)
        return asked

    def _ask_of_texts(self) -> None:
        offered = [code for code in TEXTING if CHANNELS[code].offered()]
        if offered:
            choices = [text for text in TEXTS if text[0] not in TEXTING or text[0] in offered]
            self.fields["text_by"] = forms.ChoiceField(
                label="Nhắn tin",
                required=False,
                choices=choices,
                help_text="Chỉ dùng cho việc quan trọng, khi không báo được trên điện thoại và không có thư điện tử.",
            )


def ways_of(kind: MessageKind, *, letters: bool) -> list[tuple[str, str]]:
    """The ways of a category that an account may choose from: with an e-mail address, or without."""
    if letters:
        return [way for way in WAYS if way[0] in kind.ways]
    told = BELL if BELL in kind.ways else kind.ways[0]
    return [(told, "Có báo"), *([(OFF, "Không báo")] if OFF in kind.ways else [])]


def keep_choices(account_id: int, *, key: str = "", **values: Any) -> None:
    """Keep what the form asked. Raises ValidationError."""
    turns = values.pop("shift_turns")
    shift = values.pop("shift")
    preferred: Preferred = {"shift": shift, "shift_since": today() if turns and shift else None}
    for name in (*HOUR_FIELDS, "text_by"):
        if name in values:
            preferred[name] = values.pop(name)  # type: ignore[literal-required]
    pushes = {code.removeprefix(PUSH): wanted for code, wanted in values.items() if code.startswith(PUSH)}
    ways = {code: way for code, way in values.items() if not code.startswith(PUSH)}
    choose(account_id, ways=ways, pushes=pushes, **preferred)
