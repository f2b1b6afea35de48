"""Forms by which a member puts something to the union, joins what others put, and says whether the answer helped."""

from typing import Any

from django import forms

from ketdoan.core.fields import FilesField
from ketdoan.petitions.actions.filing import LONGEST_TITLE
from ketdoan.petitions.actions.recording import LONGEST, MOST_PICTURES
from ketdoan.petitions.queries.topics import topic_choices

NAMED, HIDDEN = "named", "hidden"
WHO = [
    (NAMED, "Ghi tên tôi"),
    (HIDDEN, "Giấu tên: chỉ cán bộ giải quyết phản ánh biết tôi là ai"),
]


def _long(label: str, rows: int = 6, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _photos() -> FilesField:
    field = FilesField(
        label="Ảnh", required=False, help_text=f"Tối đa {MOST_PICTURES} ảnh. Nơi chụp, máy chụp trong ảnh được xóa."
    )
    field.widget.attrs["accept"] = "image/*"
    return field


def _who() -> forms.ChoiceField:
    return forms.ChoiceField(label="Tên của tôi", choices=WHO, initial=NAMED, widget=forms.RadioSelect)


class SendForm(forms.Form):
    """What a member puts to the union."""

    title = forms.CharField(
        label="Tóm tắt trong một câu", max_length=LONGEST_TITLE, help_text="Ví dụ: Suất ăn ca chiều ít rau, cơm nguội."
    )
    topic = forms.ChoiceField(label="Về việc gì")
    text = _long("Kể rõ sự việc", help_text="Xảy ra ở đâu, khi nào, anh chị mong giải quyết thế nào.")
    photos = _photos()
    who = _who()
    shared = forms.BooleanField(
        label="Đoàn viên cùng đơn vị được thấy câu tóm tắt, cùng ý và đọc câu trả lời (không thấy tên tôi)",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topic: Any = self.fields["topic"]
        topic.choices = [("", "Chọn vấn đề"), *topic_choices()]

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        given["hidden"] = given.pop("who", NAMED) == HIDDEN
        return given


class JoinForm(forms.Form):
    """That something is one's own wish too."""

    who = _who()

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        return {"hidden": given.get("who") == HIDDEN}


class AddForm(forms.Form):
    """More of what one sent."""

    text = _long("Nội dung bổ sung")
    photos = _photos()


class RateForm(forms.Form):
    """Whether the answer helped, and what is still wrong."""

    satisfied = forms.ChoiceField(
        label="Trả lời có giải quyết được việc không",
        choices=[("yes", "Hài lòng"), ("no", "Chưa hài lòng")],
        widget=forms.RadioSelect,
    )
    text = _long("Còn vướng điều gì", rows=4, required=False)

    def __init__(self, *args: Any, again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if again:
            self.fields["text"].help_text = "Nếu chưa hài lòng, hãy ghi rõ: công đoàn xem lại thêm một lần."
        else:
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        if "satisfied" in given:
            given["satisfied"] = given["satisfied"] == "yes"
        return given
