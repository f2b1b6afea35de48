"""Forms of those who handle petitions."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField

from ..actions.promises import LONGEST_WHAT, LONGEST_WHO, Pledge
from .sending import long_text, photos


class AnswerForm(forms.Form):
    """An answer, and whether the whole union may read it."""

    text = long_text("Trả lời", rows=8, help_text="Nói rõ việc đã làm, ai làm, khi nào xong. Người gửi đọc nguyên văn.")
    publish = forms.BooleanField(label="Công bố cho đoàn viên trong đơn vị của người gửi", required=False)

    def __init__(self, *args: Any, shared: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not shared:
            del self.fields["publish"]
        else:
            self.fields[
                "publish"
            ].help_text = (
                "Đoàn viên đọc câu tóm tắt và lời trả lời, không thấy người gửi. Đừng nêu tên ai trong lời trả lời."
            )


class SayForm(forms.Form):
    """A word to the other side."""

    text = long_text("Nội dung")

    def __init__(self, *args: Any, label: str, note: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, note


class PromiseForm(forms.Form):
    """Who promises what until when."""

    who = forms.CharField(
        label="Ai cam kết", max_length=LONGEST_WHO, help_text="Ví dụ: Giám đốc công ty, Ban Chấp hành."
    )
    what = forms.CharField(label="Cam kết làm gì", max_length=LONGEST_WHAT)
    until = DayField(label="Hạn")

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        if {"who", "what", "until"} <= set(given):
            return {"pledge": Pledge(**given)}
        return given


class KeepForm(forms.Form):
    """How a promise was kept."""

    text = long_text("Kết quả", help_text="Những người gửi, cùng ý phản ánh này đọc được.")
    photos = photos()


class PostponeForm(forms.Form):
    """A later day for a promise."""

    until = DayField(label="Hạn mới")
    text = long_text("Lý do", rows=4)
