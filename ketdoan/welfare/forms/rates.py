"""Forms of the table of rates."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, MoneyField
from ketdoan.core.viet import today

from ..actions.rates import LENGTHS, MOST, Said
from ..queries.rates import kinds

SOURCE = "Số, ngày của quy chế chi tiêu nội bộ và điều khoản, ví dụ: Quy chế số 02/QC-CĐ ngày 05/01/2026, Điều 6."


class RateForm(forms.Form):
    """A row of the table."""

    kind = forms.ChoiceField(label="Việc")
    title = forms.CharField(label="Mức chi cho", max_length=LENGTHS["title"], help_text="Ví dụ: nằm viện từ 3 ngày.")
    most = MoneyField(label="Mức tối đa", low=1, high=MOST)
    source = forms.CharField(label="Theo quy chế", max_length=LENGTHS["source"], help_text=SOURCE)
    since = DayField(label="Có hiệu lực từ ngày", initial=today)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", "Chọn việc"), *kinds().items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The input of the act."""
        given = super().clean() or {}
        return {"said": Said(**given)} if len(given) == len(self.fields) else given


class ChangeForm(forms.Form):
    """Another amount from a day on."""

    most = MoneyField(label="Mức tối đa mới", low=1, high=MOST)
    source = forms.CharField(label="Theo quy chế", max_length=LENGTHS["source"], help_text=SOURCE)
    since = DayField(label="Có hiệu lực từ ngày", initial=today)


class EndForm(forms.Form):
    """From when on a row holds no longer."""

    since = DayField(
        label="Hết hiệu lực từ ngày",
        initial=today,
        help_text="Ghi đúng ngày bắt đầu của dòng để bỏ hẳn dòng ghi nhầm. Quyết định đã dựa vào dòng này giữ nguyên.",
    )
