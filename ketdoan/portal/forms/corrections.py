"""Forms by which a member proposes to put the own record right, or asks to be erased."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.members.actions.requests import LONGEST
from ketdoan.members.queries.requests import SEXES, professions
from ketdoan.members.states import WITH_EVIDENCE, CorrectionField

from .care import photos, words

#: How each field is typed on a phone.
TYPED = {
    CorrectionField.PHONE: {"inputmode": "tel", "autocomplete": "tel"},
    CorrectionField.EMAIL: {"inputmode": "email", "autocomplete": "email"},
    CorrectionField.CITIZEN_ID: {"inputmode": "numeric", "autocomplete": "off"},
    CorrectionField.NAME: {"autocomplete": "name"},
}


class ProposeForm(forms.Form):
    """The right value of one field, with a picture of a paper that says so."""

    note = words("Lời nhắn", longest=LONGEST, required=False)
    photos = photos(
        "members.correction_photos", "Ảnh được mã hóa, chỉ cán bộ được giao xét mở được, và tự xóa sau khi xét."
    )

    def __init__(self, *args: Any, field: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"value": _value(field), **self.fields}
        if field in WITH_EVIDENCE:
            self.fields["photos"].required = True
            self.fields["photos"].label = "Ảnh giấy tờ có nội dung đúng"

    def clean(self) -> dict[str, Any]:
        """The inputs of the act: a day as the act takes it."""
        given = super().clean() or {}
        return {**given, "value": str(given["value"])} if "value" in given else given


def _value(field: str) -> forms.Field:
    if field == CorrectionField.BIRTH:
        return DayField(label="Ngày sinh đúng")
    if field in (CorrectionField.SEX, CorrectionField.PROFESSION):
        choices = list(SEXES.items()) if field == CorrectionField.SEX else professions()
        return forms.ChoiceField(label="Chọn", choices=choices, widget=forms.RadioSelect)
    widget = forms.TextInput(attrs=TYPED.get(CorrectionField(field), {}))
    return forms.CharField(label=f"{CorrectionField(field).label} đúng", max_length=250, widget=widget)


class ErasureForm(forms.Form):
    """A word on why."""

    note = words("Lời nhắn", "Có thể để trống.", longest=LONGEST, required=False)
