"""Forms of a person's record."""

from django import forms

from ketdoan.core.fields import DayField

from ..actions.persons import GROUNDS
from ..models import Contact, Identifier

SEXES = [("", "Chưa ghi"), ("f", "Nữ"), ("m", "Nam")]


class PersonForm(forms.Form):
    """Name, birth date (or year) and sex."""

    name = forms.CharField(label="Họ và tên", max_length=120)
    birth_date = DayField(label="Ngày sinh", required=False)
    birth_year = forms.IntegerField(
        label="Năm sinh", required=False, help_text="Chỉ ghi khi không biết ngày và tháng sinh."
    )
    sex = forms.ChoiceField(label="Giới tính", required=False, choices=SEXES)


class ContactForm(forms.Form):
    """A phone, an e-mail or an address."""

    kind = forms.ChoiceField(label="Loại", choices=Contact.KINDS)
    value = forms.CharField(
        label="Giá trị", max_length=250, required=False, help_text="Để trống để kết thúc thông tin đang ghi."
    )


class IdentifierForm(forms.Form):
    """A number of a paper."""

    kind = forms.ChoiceField(label="Loại giấy tờ", choices=Identifier.KINDS)
    value = forms.CharField(label="Số", max_length=30, required=False, help_text="Để trống để kết thúc số đang ghi.")
    verified = forms.BooleanField(label="Đã đối chiếu bản gốc", required=False)


class EraseForm(forms.Form):
    """On what ground and why a person's data are erased."""

    ground = forms.ChoiceField(label="Căn cứ", choices=GROUNDS.items(), widget=forms.RadioSelect)
    why = forms.CharField(
        label="Lý do",
        max_length=250,
        help_text="Ví dụ: theo đơn số 12 ngày 05/11/2026. Lý do được giữ trong nhật ký, không ghi họ tên, số giấy tờ.",
    )


class CopyForm(forms.Form):
    """On what request a copy of a person's data is made."""

    why = forms.CharField(
        label="Căn cứ",
        max_length=250,
        help_text="Ví dụ: theo đơn số 12 ngày 05/11/2026. Được giữ trong nhật ký, không ghi họ tên, số giấy tờ.",
    )


class RevealForm(forms.Form):
    """Why a personal value is opened."""

    purpose = forms.CharField(
        label="Mục đích xem",
        max_length=250,
        help_text="Ví dụ: liên hệ mời họp ngày 05/12. Lần xem này được ghi lại và người đó xem được.",
    )
