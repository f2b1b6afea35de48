"""The form of a decision's signed copy."""

from typing import Any

from django import forms

from ..fields import SignedCopyField


class SignedCopyForm(forms.Form):
    """The signed copy of a decision, and why it takes the place of another."""

    file = SignedCopyField()
    why = forms.CharField(label="Lý do thay bản ký", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, replaces: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not replaces:
            del self.fields["why"]
