"""The form of a decision's signed copy."""

from typing import Any

from django import forms

from ketdoan.core.files import size_limit

from ..actions.paper import SIGNED

ENDINGS = ",".join(ending for kind in SIGNED for ending in kind.endings)


class SignedCopyField(forms.FileField):
    """The signed decision: PDF, scan or Word file. What it truly is, the action checks."""

    widget = forms.FileInput(attrs={"accept": ENDINGS})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Bản ký", **options})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The help names the size that is allowed today."""
        self.help_text = f"PDF, ảnh chụp hoặc tệp Word (.docx), không quá {size_limit() // 1024**2} MB."
        return super().get_bound_field(form, field_name)


class SignedCopyForm(forms.Form):
    """The signed copy of a decision, and why it takes the place of another."""

    file = SignedCopyField()
    why = forms.CharField(label="Lý do thay bản ký", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, replaces: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not replaces:
            del self.fields["why"]
