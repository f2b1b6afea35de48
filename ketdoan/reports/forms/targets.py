"""Forms of targets."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, NumberField

from ..models.targets import SIGNS
from ..queries.forms import form_version, forms_to_ask
from ..rules.catalogue import RATIO, catalogue

PERCENT = "%"


class TargetForm(forms.Form):
    """What is to be reached, how much of it, until when, and by which resolution."""

    cell = forms.ChoiceField(label="Chỉ tiêu thống kê", help_text="Con số của báo cáo mà chỉ tiêu nói đến.")
    name = forms.CharField(
        label="Tên chỉ tiêu", max_length=200, required=False, help_text="Để trống thì lấy tên của chỉ tiêu thống kê."
    )
    sign = forms.ChoiceField(label="So sánh", choices=SIGNS, initial=">=")
    value = NumberField(label="Mức", low=0, places=2)
    uom = forms.ChoiceField(
        label="Tính bằng", choices=[("", "đơn vị tính của chỉ tiêu"), (PERCENT, "%")], required=False
    )
    first = DayField(label="Từ ngày")
    last = DayField(label="Đến ngày")
    source = forms.CharField(label="Nghị quyết, kế hoạch", max_length=250)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = [one for version in forms_to_ask() if version.unit_id for one in form_version(version.pk).own_elements]
        elements = sorted([*catalogue().elements.values(), *own], key=lambda one: one.name)
        named = [(one.code, f"{one.name} ({one.uom})") for one in elements if one.nature != RATIO or one.numerator]
        self.fields["cell"].choices = [("", "Chọn chỉ tiêu"), *named]  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What came of a target."""

    sign = forms.ChoiceField(label="So sánh", choices=SIGNS, initial="=")
    outcome = NumberField(label="Kết quả", places=2)
