"""Form fields for the things of this module, for forms of any module: units, the decision by which an act is done."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from ketdoan.core.acting import current_actor
from ketdoan.core.fields import DayField, RemoteChoiceField, RemoteChoicesField
from ketdoan.core.files import size_limit

from .actions.paper import SIGNED, Paper
from .models import Unit

PAPER = ("decision_code", "decision_signed_on", "signatory", "signatory_title", "decision_file")
ENDINGS = ",".join(ending for kind in SIGNED for ending in kind.endings)


def unit_field(label: str, *, required: bool = True, help_text: str = "") -> RemoteChoiceField:
    """A unit of the scope that has not ended, found as one types."""
    return RemoteChoiceField(**_living(), label=label, required=required, help_text=help_text)


def units_field(label: str, *, required: bool = False, help_text: str = "") -> RemoteChoicesField:
    """Units of the scope that have not ended, any number of them."""
    return RemoteChoicesField(**_living(), label=label, required=required, help_text=help_text)


def _living() -> dict[str, Any]:
    return {
        "rows": Unit.objects.filter(ended_on=None).order_by("sort_key"),
        "url": reverse_lazy("units:suggest"),
        "text": _told,
        "code": "code",
    }


def _told(unit: Unit) -> str:
    return f"{unit.short_name} ({unit.code})"


class SignedCopyField(forms.FileField):
    """The signed decision: PDF, scan or Word file. What it truly is, the action checks."""

    widget = forms.FileInput(attrs={"accept": ENDINGS})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Bản ký", **options})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The help names the size that is allowed today."""
        self.help_text = f"PDF, ảnh chụp hoặc tệp Word (.docx), không quá {size_limit() // 1024**2} MB."
        return super().get_bound_field(form, field_name)


class PaperForm(forms.Form):
    """The decision by which an act is done, and a remark. What was entered of the decision comes out as `paper`."""

    decision_code = forms.CharField(
        label="Số, ký hiệu quyết định",
        max_length=60,
        required=False,
        help_text="Ví dụ 12/QĐ-LĐLĐ. Để trống nếu chưa có.",
    )
    decision_signed_on = DayField(label="Ngày ký quyết định", required=False)
    signatory = forms.CharField(label="Người ký", max_length=120, required=False)
    signatory_title = forms.CharField(label="Chức vụ người ký", max_length=120, required=False)
    decision_file = SignedCopyField(required=False)
    why = forms.CharField(label="Lý do, ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    abstract = ""
    #: The field of the act's day, which stands before those of the decision.
    day_field = "since"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        last = [self.day_field, *PAPER, "why"]
        self.order_fields([name for name in self.fields if name not in last] + last)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, signed_on, signatory, title, file = (cleaned.pop(name, None) for name in PAPER)
        if code and not signed_on and "decision_signed_on" not in self.errors:
            self.add_error("decision_signed_on", "Hãy ghi ngày ký của quyết định này.")
        if (signed_on or file) and not code and "decision_code" not in self.errors:
            self.add_error("decision_code", "Hãy ghi số, ký hiệu của quyết định này.")
        if code and signed_on:
            issuer = Unit.objects.get(pk=current_actor().unit_id or 0)
            cleaned["paper"] = Paper(issuer, code, signed_on, self.abstract, signatory or "", title or "", file)
        return cleaned

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of this act alone, with its day."""
        return [field for field in self.visible_fields() if field.name not in (*PAPER, "why")]

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        """The fields of the decision and the remark."""
        return [field for field in self.visible_fields() if field.name in (*PAPER, "why")]
