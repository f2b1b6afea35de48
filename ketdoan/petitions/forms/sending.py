"""What a petition says, as whoever sends it writes it: a member in the app, or somebody for a member."""

from typing import Any

from django import forms

from ketdoan.core.fields import PicturesField
from ketdoan.members.forms.proxies import ForMemberForm

from ..actions.filing import LONGEST_TITLE
from ..actions.recording import LONGEST, MOST_PICTURES
from ..queries.topics import topic_choices


def long_text(label: str, rows: int = 6, **options: Any) -> forms.CharField:
    """A text of some length."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options)


def photos() -> PicturesField:
    """A box for pictures from the camera or the phone."""
    told = "JPEG, PNG hoặc WebP. Nơi chụp, máy chụp trong ảnh được xóa."
    return PicturesField(label="Ảnh", required=False, most=lambda: MOST_PICTURES, help_text=told)


class Sending(forms.Form):
    """What is put to the union."""

    title = forms.CharField(
        label="Tóm tắt trong một câu", max_length=LONGEST_TITLE, help_text="Ví dụ: Suất ăn ca chiều ít rau, cơm nguội."
    )
    topic = forms.ChoiceField(label="Về việc gì")
    text = long_text("Kể rõ sự việc", help_text="Xảy ra ở đâu, khi nào, anh chị mong giải quyết thế nào.")
    photos = photos()
    shared = forms.BooleanField(
        label="Đoàn viên cùng đơn vị được thấy câu tóm tắt, cùng ý và đọc câu trả lời (không thấy tên tôi)",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topic: Any = self.fields["topic"]
        topic.choices = [("", "Chọn vấn đề"), *topic_choices()]


class SendForOtherForm(ForMemberForm, Sending):
    """The same, sent for a member who agreed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].help_text = "Xảy ra ở đâu, khi nào, người đó mong giải quyết thế nào."
        self.fields[
            "shared"
        ].label = "Đoàn viên cùng đơn vị được thấy câu tóm tắt, cùng ý và đọc câu trả lời (không thấy tên người gửi)"


class AddForm(forms.Form):
    """More of what was sent."""

    text = long_text("Nội dung bổ sung")
    photos = photos()
