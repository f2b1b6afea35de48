"""Forms by which a member confides a question to the legal officers."""

from typing import Any

from django import forms

from ketdoan.legal.actions.desk import LONGEST, LONGEST_LINE
from ketdoan.legal.queries.desk import wording


class MoreForm(forms.Form):
    """More of a question."""

    text = forms.CharField(label="Nội dung bổ sung", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


class ConfideForm(forms.Form):
    """A question, and how one would like to be reached."""

    question = forms.CharField(
        label="Câu hỏi", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Kể việc đã xảy ra, ngày tháng, giấy tờ đang có.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Số điện thoại, nếu muốn được gọi lại", max_length=LONGEST_LINE, required=False,
        help_text="Có thể để trống: câu trả lời luôn có trong ứng dụng.",
    )  # fmt: skip
    consent = forms.BooleanField(
        label="Đồng ý", error_messages={"required": "Cần đồng ý thì câu hỏi mới được lưu và chuyển đi."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"].label = wording()
