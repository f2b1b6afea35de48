"""Forms of sensitive facts and of consents."""

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import today

from ..models import Consent


class FactForm(forms.Form):
    """A sensitive fact."""

    value = forms.CharField(
        label="Nội dung", max_length=250, required=False, help_text="Để trống để kết thúc nội dung đang ghi."
    )


class ConsentForm(forms.Form):
    """When and in which way somebody agreed, or took it back."""

    on = DayField(label="Ngày", initial=today)
    how = forms.ChoiceField(label="Hình thức", choices=Consent.WAYS, widget=forms.RadioSelect)


class OpenForm(forms.Form):
    """What a sensitive fact is opened for."""

    purpose = forms.CharField(
        label="Mục đích xem",
        max_length=250,
        help_text="Ví dụ: xét trợ cấp khó khăn đợt tháng 12. Lần xem này được ghi lại và người đó xem được.",
    )
