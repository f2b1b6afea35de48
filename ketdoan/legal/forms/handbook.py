"""Forms of the handbook's own entries."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import today

from ..actions.handbook import LONGEST_ANSWER, LONGEST_TITLE, Written
from ..queries.handbook import shipped
from .desk import CITES_HELP


def _text(label: str, rows: int, most: int, help_text: str) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=box, help_text=help_text)


class EntryForm(forms.Form):
    """An entry of the handbook."""

    part = forms.ChoiceField(label="Phần của sổ tay")
    title = forms.CharField(label="Câu hỏi", max_length=LONGEST_TITLE, help_text="Một câu, như người lao động hỏi.")
    asked = _text(
        "Cách hỏi khác", 5, 4_000, "Mỗi dòng một cách hỏi, có dấu hoặc không dấu. Càng nhiều càng dễ tìm thấy."
    )
    answer = _text("Trả lời", 10, LONGEST_ANSWER, "Dòng bắt đầu bằng “- ” thành một ý của danh sách.")
    cites = _text("Căn cứ", 4, 2_000, CITES_HELP)
    since = DayField(label="Áp dụng từ ngày", initial=today)
    until = DayField(label="Áp dụng đến trước ngày", required=False, help_text="Để trống nếu còn hiệu lực.")
    no_names = forms.BooleanField(
        label="Tôi đã xem lại: không có tên người, tên doanh nghiệp, số điện thoại hay chi tiết để nhận ra vụ việc.",
        error_messages={"required": "Hãy xem lại và xác nhận."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        parts = list(dict.fromkeys(entry.part for entry in shipped().values()))
        self.fields["part"].choices = [("", "Chọn phần…"), *((part, part) for part in parts)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        if self.errors:
            return given
        sure = given.pop("no_names")
        return {"written": Written(**given), "no_names": sure}


class RemarkForm(forms.Form):
    """Why an entry is given back or withdrawn."""

    remark = forms.CharField(label="Ý kiến", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
