"""Forms of transfers between two unions."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, NumberField
from ketdoan.core.viet import clean_line, today
from ketdoan.units.fields import unit_field

from ..queries.across import Clue
from ..states import Refusal

NOTE = "Không ghi số giấy tờ, điện thoại."


class ReceiveMemberForm(forms.Form):
    """Whom a union wants to receive: by the card that they showed, or by a paper with name and year of birth."""

    unit = unit_field("Tiếp nhận về", help_text="Gõ tên hoặc mã, không cần dấu.")
    number = forms.CharField(
        label="Số thẻ, nội dung mã QR hoặc số căn cước",
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Quét mã QR trên thẻ đoàn viên vào ô này, hoặc gõ số.",
    )
    name = forms.CharField(
        label="Họ và tên", max_length=120, required=False, help_text="Cần khi tìm theo số căn cước, mã số BHXH."
    )
    birth_year = NumberField(label="Năm sinh", low=1900, high=2100, required=False)
    on = DayField(label="Chuyển từ ngày", initial=today)
    note = forms.CharField(label="Ghi chú gửi nơi đi", max_length=250, required=False, help_text=NOTE)

    shown_at = {"clue": "number"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, name = clean_line(cleaned.pop("number", "")), clean_line(cleaned.pop("name", ""))
        cleaned["clue"] = Clue(number, name, cleaned.pop("birth_year", None))
        return cleaned


class IntroduceForm(forms.Form):
    """Where a member goes on, by the code of that union."""

    to_code = forms.CharField(
        label="Mã đơn vị nơi đến", max_length=40, help_text="Hỏi nơi đến; mã ghi trên trang của đơn vị đó."
    )
    on = DayField(label="Chuyển từ ngày", initial=today)
    note = forms.CharField(label="Ghi chú gửi nơi đến", max_length=250, required=False, help_text=NOTE)


class AcceptForm(forms.Form):
    """From when the member goes on in the new union."""

    on = DayField(label="Chuyển từ ngày")
    reply = forms.CharField(label="Ghi chú", max_length=250, required=False, help_text=NOTE)


class RefuseForm(forms.Form):
    """Why not."""

    refusal = forms.ChoiceField(label="Lý do", choices=[("", "Chọn lý do…"), *Refusal.choices])
    reply = forms.CharField(
        label="Nói rõ thêm", max_length=250, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=NOTE
    )


class WithdrawForm(forms.Form):
    """Why a request is taken back."""

    reply = forms.CharField(label="Lý do rút", max_length=250, required=False, help_text=NOTE)
