"""Forms of regulations and agreements."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import today

from ..actions.regulations import LENGTHS, Signed
from ..fields import SignedCopyField
from ..models import Regulation, Unit
from ..queries.regulations import regulation_rows

SAID = ("kind", "signed_on", "code", "valid_to", "counterpart")


class RegulationForm(forms.Form):
    """What was signed."""

    kind = forms.ChoiceField(label="Loại")
    code = forms.CharField(
        label="Số, ký hiệu",
        max_length=LENGTHS["code"],
        required=False,
        help_text="Ví dụ 05/QC-CĐCS. Không có thì để trống.",
    )
    signed_on = DayField(label="Ngày ký, ban hành", initial=today)
    valid_to = DayField(label="Có hiệu lực đến hết ngày", required=False, help_text="Để trống nếu không ghi thời hạn.")
    counterpart = forms.CharField(
        label="Bên ký cùng",
        max_length=LENGTHS["counterpart"],
        required=False,
        help_text="Với quy chế phối hợp, thỏa thuận.",
    )
    file = SignedCopyField(required=False)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(row.selector["regulation"], row.value["label"]) for row in regulation_rows(unit.level, today())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: cleaned.pop(name, None) for name in SAID}
        if not self.errors:
            cleaned["signed"] = Signed(**given)
        return cleaned


def said_of(regulation: Regulation) -> dict[str, Any]:
    """What a form shows of a regulation."""
    said = {name: getattr(regulation, name) for name in SAID if name != "valid_to"}
    return {**said, "valid_to": regulation.last_day}
