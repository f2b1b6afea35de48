"""Forms at the door of the app: who one is, the code, claiming a record, applying for membership."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.viet import VietError, clean_line, parse_citizen_id
from ketdoan.members.forms.grid import read_birth

from ..actions.codes import phone_or_card, read_phone

TEL = {"inputmode": "tel", "autocomplete": "tel"}


class EnterForm(forms.Form):
    """Who wants to sign in: the phone, or the number of the card."""

    who = forms.CharField(
        label="Số điện thoại hoặc số thẻ đoàn viên",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off"}),
        help_text="Chúng tôi gửi mã 6 chữ số đến điện thoại của anh chị.",
    )

    def clean_who(self) -> tuple[str, str]:
        try:
            return phone_or_card(self.cleaned_data["who"])
        except ValidationError as error:
            raise ValidationError(error.messages) from None


class CodeForm(forms.Form):
    """The code that came to the phone."""

    code = forms.CharField(
        label="Mã 6 chữ số",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class PhoneForm(forms.Form):
    """A mobile phone by which one will sign in."""

    phone = forms.CharField(
        label="Số điện thoại di động", max_length=20, widget=forms.TextInput(attrs=TEL),
        help_text="Dùng để đăng nhập. Mã sẽ gửi đến số này.",
    )  # fmt: skip

    def clean_phone(self) -> str:
        try:
            return read_phone(self.cleaned_data["phone"])
        except ValidationError as error:
            raise ValidationError(error.messages) from None


class _NamedForm(PhoneForm):
    name = forms.CharField(label="Họ và tên", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    birth = forms.CharField(
        label="Ngày sinh", max_length=20, help_text="Ví dụ 15/8/1995; chỉ nhớ năm thì ghi năm.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"}),
    )  # fmt: skip

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def clean_birth(self) -> str:
        return _read(read_birth, self.cleaned_data["birth"])


class ClaimForm(_NamedForm):
    """A member of the union says who they are."""

    card = forms.CharField(label="Số thẻ đoàn viên", max_length=30, required=False, help_text="Nếu có thẻ.")
    field_order = ["name", "birth", "phone", "card"]


class ApplyForm(_NamedForm):
    """An application for membership (mẫu 5a), as far as the union needs it before the executive decides."""

    sex = forms.ChoiceField(label="Giới tính", choices=[("f", "Nữ"), ("m", "Nam")], widget=forms.RadioSelect)
    citizen_id = forms.CharField(
        label="Số căn cước", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="12 chữ số. Để công đoàn không ghi trùng anh chị với người khác.",
    )  # fmt: skip
    address = forms.CharField(label="Nơi ở", max_length=250, required=False)
    job = forms.CharField(label="Công việc đang làm", max_length=120, required=False)
    agreed = forms.BooleanField(
        label="Tôi tự nguyện gia nhập Công đoàn Việt Nam, tán thành Điều lệ, và đồng ý để công đoàn dùng các thông tin "
        "này để xét kết nạp.",
        error_messages={"required": "Cần đánh dấu vào đây thì đơn mới gửi được."},
    )
    field_order = ["name", "birth", "sex", "phone", "citizen_id", "address", "job", "agreed"]

    def clean_citizen_id(self) -> str:
        text = clean_line(self.cleaned_data["citizen_id"])
        return _read(parse_citizen_id, text) if text else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("agreed", None)
        return cleaned


def _read(reader: Any, text: str) -> str:
    try:
        return str(reader(clean_line(text)))
    except VietError as error:
        raise ValidationError(str(error)) from None
