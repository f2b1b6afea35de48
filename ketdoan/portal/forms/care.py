"""Forms by which a member asks the union for care."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, PicturesField
from ketdoan.core.rules import rule
from ketdoan.core.viet import today
from ketdoan.welfare.actions.cases import LONGEST, Asked
from ketdoan.welfare.queries.cases import wording
from ketdoan.welfare.queries.rates import kinds


def photos(limit: str, help_text: str) -> PicturesField:
    """A box for pictures from the camera or the phone, at most so many as a rule says."""
    return PicturesField(label="Ảnh", required=False, most=lambda: int(rule(limit, today()).value), help_text=help_text)


def words(label: str, help_text: str = "", *, longest: int = LONGEST, required: bool = True) -> forms.CharField:
    """A box for some sentences."""
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=longest, help_text=help_text, widget=area, required=required)


class AskForm(forms.Form):
    """What has happened, when, and what the union should know."""

    kind = forms.ChoiceField(label="Việc gì?", widget=forms.RadioSelect)
    on = DayField(label="Ngày nào?", initial=today, help_text="Ngày nhập viện, ngày sinh, ngày cưới, ngày mất…")
    text = words("Kể ngắn gọn", "Chỉ ghi điều cần để công đoàn xét.")
    photos = photos(
        "welfare.case_photos", "Chụp giấy ra viện, giấy khai sinh, thiệp cưới… nếu có. Để sau gửi cũng được."
    )
    consent = forms.BooleanField(error_messages={"required": "Cần đồng ý thì đề nghị mới được lưu và gửi đi."})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = list(kinds().items())  # type: ignore[attr-defined]
        self.fields["consent"].label = wording()

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        if self.errors:
            return given
        asked = Asked(given["kind"], given["on"], given["text"], given["photos"])
        return {"asked": asked, "consent": given["consent"]}


class AddForm(forms.Form):
    """What the union still needs."""

    text = words("Nội dung")
    photos = photos("welfare.case_photos", "Nếu có.")
