"""Forms of programmes and offers."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, NumberField
from ketdoan.core.viet import today
from ketdoan.members.forms.proxies import ForMemberForm

from ..actions.programmes import LENGTHS, LONGEST, MOST_EACH, MOST_PLACES, Offer
from ..models import Programme
from ..rules import ProgrammeKind


class OfferForm(forms.Form):
    """What a programme says."""

    kind = forms.ChoiceField(label="Loại", choices=ProgrammeKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Tên", max_length=LENGTHS["title"], help_text="Ví dụ: Vé xe về quê đón Tết.")
    text = forms.CharField(label="Nội dung", max_length=5_000, widget=forms.Textarea(attrs={"rows": 6}))
    partner = forms.CharField(label="Bên cung cấp", max_length=LENGTHS["partner"], required=False)
    place = forms.CharField(label="Nơi", max_length=LENGTHS["place"], required=False)
    since = DayField(label="Từ ngày", initial=today)
    until = DayField(label="Đến hết ngày")
    registers = forms.BooleanField(label="Đoàn viên cần đăng ký", required=False)
    opens_on = DayField(label="Nhận đăng ký từ ngày", required=False, help_text="Để trống: từ hôm nay.")
    closes_on = DayField(label="Nhận đăng ký đến hết ngày", required=False, help_text="Để trống: đến ngày cuối.")
    places = NumberField(label="Số chỗ", low=1, high=MOST_PLACES, required=False, help_text="Để trống: không giới hạn.")
    seats_each = NumberField(label="Số chỗ mỗi người đăng ký được", low=1, high=MOST_EACH, initial=1)

    def clean(self) -> dict[str, Any]:
        """The input of the act."""
        given = super().clean() or {}
        return {"offer": Offer(**given)} if len(given) == len(self.fields) else given


class ReasonForm(forms.Form):
    """Why a registration is taken away."""

    reason = forms.CharField(label="Lý do", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """The answer to a member's question."""

    text = forms.CharField(label="Trả lời", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class RegisterForm(forms.Form):
    """Places in a programme."""

    seats = NumberField(label="Số chỗ", low=1, initial=1)
    note = forms.CharField(label="Lời nhắn", max_length=LONGEST, required=False)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        if programme.seats_each == 1:
            del self.fields["seats"]


class RegisterOtherForm(ForMemberForm, RegisterForm):
    """The same for a member who agreed."""
