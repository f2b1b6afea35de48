"""Forms of applications and of batches of them."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import VietError, clean_line, parse_citizen_id, parse_phone, parse_social_insurance, today
from ketdoan.units.fields import PaperForm, unit_field

from ..importing.names import proper
from ..queries.applications import Applicant
from ..states import ApplicationForm
from .grid import GridField, note_wrong, read_birth, read_line


class ReceiveForm(forms.Form):
    """Applications on paper: one, or a list that each has signed."""

    unit = unit_field("Đơn vị nhận đơn", help_text="Gõ tên hoặc mã, không cần dấu.")
    form = forms.ChoiceField(
        label="Mẫu đơn", choices=ApplicationForm.choices, widget=forms.RadioSelect, initial=ApplicationForm.COLLECTIVE
    )
    received_on = DayField(label="Ngày nhận", initial=today)
    people = GridField(
        label="Người nộp đơn",
        help_text="Chép từ Excel thì bấm vào ô đầu rồi dán: các dòng, cột tự điền vào bảng.",
    )

    def grid(self) -> str:
        """The rows as they were typed, with what is wrong in each."""
        bound = self["people"]
        lines = list((bound.data if self.is_bound else bound.value()) or [])
        if self.is_bound:
            for line in lines:
                read_line(line)
            note_wrong(lines, self.errors.as_data().get("people", []))
        widget = self.fields["people"].widget
        return widget.render(bound.html_name, lines, attrs={"id": bound.auto_id}, renderer=self.renderer)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        people = cleaned.get("people") or []
        if cleaned.get("form") == ApplicationForm.SINGLE and len(people) > 1:
            self.add_error("form", "Mẫu 5a là đơn của một người. Nhiều người thì chọn danh sách tập thể (mẫu 5b).")
        return cleaned


class ApplicantForm(forms.Form):
    """One application, corrected."""

    name = forms.CharField(label="Họ và tên", max_length=120)
    birth = forms.CharField(label="Ngày sinh", max_length=20, help_text="Chỉ biết năm thì ghi năm.")
    sex = forms.ChoiceField(label="Giới tính", choices=[("", "Chưa ghi"), ("f", "Nữ"), ("m", "Nam")], required=False)
    citizen_id = forms.CharField(label="Số căn cước", max_length=20, required=False)
    phone = forms.CharField(
        label="Điện thoại", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    social_insurance = forms.CharField(label="Mã số BHXH", max_length=20, required=False)
    address = forms.CharField(label="Nơi ở", max_length=250, required=False)
    job = forms.CharField(label="Công việc", max_length=120, required=False)
    received_on = DayField(label="Ngày nhận đơn")

    shown_at = {"people": "name"}

    def clean_birth(self) -> str:
        return self._read("birth", read_birth)

    def clean_citizen_id(self) -> str:
        return self._read("citizen_id", parse_citizen_id)

    def clean_phone(self) -> str:
        return self._read("phone", parse_phone)

    def clean_social_insurance(self) -> str:
        return self._read("social_insurance", parse_social_insurance)

    def _read(self, name: str, reader: Any) -> str:
        text = clean_line(self.cleaned_data[name])
        try:
            return str(reader(text)) if text else ""
        except VietError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        received_on = cleaned.pop("received_on")
        return {"received_on": received_on, "person": Applicant(**{**cleaned, "name": proper(cleaned["name"])})}


class ReasonForm(forms.Form):
    """Why an application ends."""

    reason = forms.CharField(label="Lý do", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))


class ProposeForm(forms.Form):
    """When the executive met, and from when applicants are to be members."""

    met_on = DayField(label="Ngày họp Ban Chấp hành", initial=today)
    on = DayField(label="Kết nạp từ ngày", initial=today)


class AdmitIntakeForm(PaperForm):
    """The decision of the executive on a batch."""

    day_field = "on"
    abstract = "Về việc kết nạp đoàn viên công đoàn"
    on = DayField(label="Kết nạp từ ngày")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision_code"].required = self.fields["decision_signed_on"].required = True
        self.fields["decision_code"].help_text = "Ví dụ 12/QĐ-CĐCS."
