"""Forms by which a member puts something to the union, joins what others put, and says whether the answer helped."""

from typing import Any

from django import forms

from ketdoan.petitions.forms.sending import Sending, long_text

NAMED, HIDDEN = "named", "hidden"
WHO = [
    (NAMED, "Ghi tên tôi"),
    (HIDDEN, "Giấu tên: chỉ cán bộ giải quyết phản ánh biết tôi là ai"),
]


def _who() -> forms.ChoiceField:
    return forms.ChoiceField(label="Tên của tôi", choices=WHO, initial=NAMED, widget=forms.RadioSelect)


class SendForm(Sending):
    """What a member puts to the union."""

    field_order = ("title", "topic", "text", "photos", "who", "shared")
    who = _who()

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


class RateForm(forms.Form):
    """Whether the answer helped, and what is still wrong."""

    satisfied = forms.ChoiceField(
        label="Trả lời có giải quyết được việc không",
        choices=[("yes", "Hài lòng"), ("no", "Chưa hài lòng")],
        widget=forms.RadioSelect,
    )
    text = long_text("Còn vướng điều gì", rows=4, required=False)

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
