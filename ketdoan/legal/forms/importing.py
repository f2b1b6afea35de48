"""Forms of the library: a file, what a text does not say of itself, what one act does to another."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField
from ketdoan.core.files import size_limit

from ..reading.kinds import ENDINGS


class FileForm(forms.Form):
    """The file of an act, or of a page of the codification."""

    file = forms.FileField(label="Tệp văn bản")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        takes = ", ".join(ENDINGS)
        self.fields["file"].help_text = f"Tệp {takes}, không quá {size_limit() // 1024**2} MB."
        self.fields["file"].widget.attrs["accept"] = ",".join(ENDINGS)


class RelationForm(forms.Form):
    """What another act does to one that the library holds."""

    kind = forms.ChoiceField(
        label="Quan hệ",
        choices=[
            ("amends", "Sửa đổi, bổ sung văn bản này"), ("replaces", "Thay thế văn bản này"),
            ("repeals", "Bãi bỏ văn bản này"), ("guides", "Quy định chi tiết, hướng dẫn văn bản này"),
        ],
    )  # fmt: skip
    by = forms.CharField(label="Số, ký hiệu của văn bản kia", max_length=60, help_text="Ví dụ: 97/2025/QH15")
    since = DayField(label="Kể từ ngày")
    article = forms.CharField(
        label="Điều", max_length=20, required=False, help_text="Bỏ trống nếu tác động đến cả văn bản."
    )
    clause = forms.CharField(label="Khoản", max_length=20, required=False)

    def clean_by(self) -> str:
        """The number of an act has a stroke in it."""
        number = "".join(str(self.cleaned_data["by"]).split())
        if "/" not in number:
            raise ValidationError("Hãy ghi đủ số, ký hiệu, ví dụ 97/2025/QH15.")
        return number
