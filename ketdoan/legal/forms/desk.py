"""Forms of the legal desk."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import today

from ..actions.desk import LONGEST, LONGEST_LINE
from ..queries.desk import wording

MYSELF, OTHER = "self", "other"
CITES_HELP = "Mỗi dòng một căn cứ, ví dụ: khoản 2 Điều 36 Bộ luật Lao động; điểm a khoản 1 Điều 5 145/2020/NĐ-CP."


def _long(label: str, **options: Any) -> forms.CharField:
    rows = options.pop("rows", 6)
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options)


class HandOverForm(forms.Form):
    """A question to be confided. `told` and `code` come from the answer of the assistant that was of no use."""

    question = _long(
        "Câu hỏi",
        help_text="Kể việc đã xảy ra, ngày tháng, giấy tờ đang có. Chỉ ghi điều cần để trả lời.",
    )
    law_day = DayField(label="Theo luật ngày", initial=today, help_text="Ngày xảy ra việc cần hỏi.")
    whose = forms.ChoiceField(
        label="Hỏi cho ai",
        choices=[(MYSELF, "Cho tôi"), (OTHER, "Thay người khác")],
        initial=MYSELF,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Hỏi thay ai", max_length=LONGEST_LINE, required=False, help_text="Có thể để trống.")
    contact = forms.CharField(
        label="Cách liên hệ",
        max_length=LONGEST_LINE,
        required=False,
        help_text="Số điện thoại hoặc cách khác, nếu muốn được gọi lại. Có thể để trống: câu trả lời luôn có ở mục Câu "
        "hỏi của tôi.",
    )
    consent = forms.BooleanField(
        label="Đồng ý", error_messages={"required": "Cần đồng ý thì câu hỏi mới được lưu và chuyển đi."}
    )
    told = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"].label = wording()

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        given["assistant"] = (given.pop("told", ""), given.pop("code", ""))
        given["for_other"] = given.pop("whose", MYSELF) == OTHER
        return given


class AnswerForm(forms.Form):
    """An answer with the places of the law on which it rests."""

    text = _long("Trả lời", rows=10, help_text="Lời dễ hiểu, việc người hỏi nên làm trước. Người hỏi đọc nguyên văn.")
    cites = forms.CharField(
        label="Căn cứ", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}), help_text=CITES_HELP
    )


class SayForm(forms.Form):
    """A word to the other side."""

    text = _long("Nội dung")

    def __init__(self, *args: Any, label: str, note: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, note
