"""Forms of the unit that asks, and of the units that judge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField
from ketdoan.core.viet import VietError, parse_number, today

from ..models import FormVersion
from ..queries.forms import form_version, forms_to_ask
from ..rules.periods import period_named, periods_around


class RoundForm(forms.Form):
    """Which form is asked for, for which period, until when."""

    form = forms.ModelChoiceField(label="Biểu mẫu", queryset=FormVersion.objects.none(), empty_label="Chọn biểu mẫu")
    period = forms.ChoiceField(
        label="Kỳ báo cáo",
        help_text="Năm công đoàn tính từ 01/12 năm trước đến 30/11; 6 tháng đầu năm đến 31/5.",
    )
    due = DayField(label="Hạn nộp")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = forms_to_ask()
        # Forms by which others are put together are not asked for by themselves.
        uppers = {version.content.get("upper") for version in found}
        named = [version for version in found if version.code not in uppers]
        self.fields["form"].queryset = FormVersion.objects.filter(pk__in=[v.pk for v in named]).order_by("title")  # type: ignore[attr-defined]
        periods = [(one.code, one.title) for one in periods_around(today())]
        self.fields["period"].choices = [("", "Chọn kỳ"), *periods]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        version, code = values.get("form"), values.get("period")
        if version and code:
            kinds = form_version(version.pk).periods
            if period_named(code).kind not in kinds:
                words = {"month": "tháng", "quarter": "quý", "half": "6 tháng", "year": "năm"}
                allowed = ", ".join(words[kind] for kind in kinds if kind in words)
                raise ValidationError({"period": f"Biểu mẫu này báo cáo theo {allowed}."})
        return values


class DueForm(forms.Form):
    """Another last day."""

    due = DayField(label="Hạn nộp mới")


class LockForm(forms.Form):
    """Nothing is asked: the page says what locking means."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Lý do", max_length=250)


class AdjustForm(forms.Form):
    """What is added to a cell, or taken off."""

    cell = forms.ChoiceField(label="Dòng")
    delta = forms.CharField(
        label="Số điều chỉnh",
        max_length=30,
        help_text="Ghi dấu trừ để giảm, ví dụ -12. Báo cáo của cấp dưới giữ nguyên.",
    )
    reason = forms.CharField(label="Lý do", max_length=250)

    def __init__(self, *args: Any, cells: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cell"].choices = cells  # type: ignore[attr-defined]

    def clean_delta(self) -> Any:
        try:
            return parse_number(self.cleaned_data["delta"])
        except VietError as error:
            raise ValidationError(str(error)) from None


class UploadForm(forms.Form):
    """A file that was filled in."""

    file = forms.FileField(label="Tệp Excel", widget=forms.FileInput(attrs={"accept": ".xlsx"}))
