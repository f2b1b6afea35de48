"""Forms of the acts on members. Each gives the action's inputs by name, the decision put together as `paper`."""

from datetime import date
from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import (
    VietError,
    parse_citizen_id,
    parse_phone,
    parse_social_insurance,
    today,
)
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.fields import PaperForm, unit_field
from ketdoan.units.models import Contact, Identifier, Person, Unit

from ..importing.names import proper
from ..rules import LEAVE_LABELS, LeaveReason

REASONS = [(str(reason), label) for reason, label in LEAVE_LABELS.items() if reason != LeaveReason.UNIT_DISSOLVED]
SEXES = [("", "Chưa ghi"), (Person.FEMALE, "Nữ"), (Person.MALE, "Nam")]


class MemberActForm(PaperForm):
    """What every act on members has: the day from which it holds, the decision, and a remark."""

    day_field = "on"
    on = DayField(label="Từ ngày", initial=today)


class LeaveForm(MemberActForm):
    """Who leaves, why."""

    abstract = "Về việc thôi là đoàn viên công đoàn"
    reason = forms.ChoiceField(label="Lý do", choices=[("", "Chọn lý do…"), *REASONS])


class SuspendForm(MemberActForm):
    """Who suspends union life."""

    abstract = "Về việc tạm dừng sinh hoạt công đoàn"
    reason = forms.CharField(label="Vì sao", max_length=120, required=False, help_text="Ví dụ: nghỉ việc không lương.")


class ResumeForm(MemberActForm):
    """Who takes part again."""

    abstract = "Về việc sinh hoạt công đoàn trở lại"


class TransferForm(MemberActForm):
    """Where members go on."""

    abstract = "Về việc chuyển sinh hoạt công đoàn"
    to = unit_field("Chuyển đến", help_text="Gõ tên hoặc mã, không cần dấu.")


class PartyForm(MemberActForm):
    """Who is introduced to the Party."""

    abstract = "Về việc giới thiệu đoàn viên ưu tú cho Đảng"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = "Ngày giới thiệu"


class CorrectForm(forms.Form):
    """Another day or reason for an event, and why."""

    on = DayField(label="Đúng ra từ ngày")
    reason = forms.CharField(label="Lý do của sự kiện", max_length=120, required=False)
    why = forms.CharField(label="Vì sao đính chính", widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class VoidForm(forms.Form):
    """Why an event is taken back."""

    why = forms.CharField(label="Vì sao hủy", widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class AdmitForm(MemberActForm):
    """One person into a unit: the application for admission (mẫu 5a) as it is written on paper."""

    abstract = "Về việc kết nạp đoàn viên công đoàn"
    name = forms.CharField(label="Họ và tên", max_length=120)
    birth_date = DayField(label="Ngày sinh")
    sex = forms.ChoiceField(label="Giới tính", choices=SEXES, required=False)
    citizen_id = forms.CharField(label="Số căn cước", max_length=20, required=False)
    phone = forms.CharField(
        label="Điện thoại", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    social_insurance = forms.CharField(label="Mã số BHXH", max_length=20, required=False)
    address = forms.CharField(label="Nơi ở", max_length=250, required=False)
    apart = forms.BooleanField(label="Đã kiểm tra: đây là hai người khác nhau", required=False)

    shown_at = {"people": "birth_date"}

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit = unit
        if not self.is_bound:  # asked only where somebody like them is found
            del self.fields["apart"]
        self.fields["on"].label = "Kết nạp từ ngày"

    def clean_citizen_id(self) -> str:
        return self._read("citizen_id", parse_citizen_id)

    def clean_phone(self) -> str:
        return self._read("phone", parse_phone)

    def clean_social_insurance(self) -> str:
        return self._read("social_insurance", parse_social_insurance)

    def _read(self, name: str, reader: Any) -> str:
        text = self.cleaned_data[name]
        try:
            return str(reader(text)) if text else ""
        except VietError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        born: date | None = cleaned.pop("birth_date", None)
        values = {
            Identifier.CITIZEN_ID: cleaned.pop("citizen_id", ""),
            Contact.PHONE: cleaned.pop("phone", ""),
            Identifier.SOCIAL_INSURANCE: cleaned.pop("social_insurance", ""),
            Contact.ADDRESS: cleaned.pop("address", ""),
        }
        name, sex = proper(cleaned.pop("name", "")), cleaned.pop("sex", "")
        cleaned["new"] = [NewPerson(self.unit, name, born, sex=sex, values=values)]
        return cleaned
