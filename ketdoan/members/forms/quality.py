"""Forms of the review of members' records."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.units.models import Person

from ..models import Member
from ..rules import FINDINGS

#: Which fields put which finding right.
ASKED = {
    "sex": ("no_sex", "id_sex"),
    "birth_date": ("no_birth", "year_only", "id_year", "too_young", "too_old", "joined_young"),
    "phone": ("no_phone",),
    "citizen_id": ("no_id", "id_sex", "id_year", "shared_id"),
}


class CampaignForm(forms.Form):
    """What is to be reviewed, and until when."""

    title = forms.CharField(label="Tên đợt", max_length=160, initial="Rà soát, cập nhật dữ liệu đoàn viên")
    codes = forms.MultipleChoiceField(
        label="Nội dung rà soát", choices=list(FINDINGS.items()), widget=forms.CheckboxSelectMultiple
    )
    due = DayField(label="Hạn")
    note = forms.CharField(label="Yêu cầu", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    """Why a campaign ends."""

    why = forms.CharField(label="Nhận xét", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class CompleteForm(forms.Form):
    """What is missing in one record, and nothing else."""

    sex = forms.ChoiceField(
        label="Giới tính",
        choices=[(Person.FEMALE, "Nữ"), (Person.MALE, "Nam")],
        widget=forms.RadioSelect,
        required=False,
    )
    birth_date = DayField(label="Ngày sinh", required=False)
    phone = forms.CharField(
        label="Điện thoại",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    citizen_id = forms.CharField(
        label="Số căn cước",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: Member, codes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, findings in ASKED.items():
            if not set(findings) & set(codes):
                del self.fields[name]
        if "sex" in self.fields:
            self.initial.setdefault("sex", member.sex)
        if "birth_date" in self.fields:
            self.initial.setdefault("birth_date", member.birth_date)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {name: value for name, value in cleaned.items() if value}
