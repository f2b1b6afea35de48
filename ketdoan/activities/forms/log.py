"""Forms of the log."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, FilesField, FilesInput, MoneyField, NumberField
from ketdoan.core.viet import today

from ..actions.log import LENGTHS, MOST_MONEY, MOST_PEOPLE, Line
from ..models import Activity
from ..queries.kinds import kind_choices, money_sources

NUMERIC = {"inputmode": "numeric", "autocomplete": "off", "class": "n"}


#: Naming JPEG makes an iPhone send that instead of HEIC.
PICTURES = {"accept": "image/jpeg,image/png,image/webp"}


class LineForm(forms.Form):
    """A line of the log. What the kind does not count is hidden by the page and refused by the action."""

    kind = forms.ChoiceField(label="Loại việc", widget=forms.RadioSelect)
    on = DayField(label="Ngày", initial=today)
    text = forms.CharField(label="Nội dung", max_length=LENGTHS["text"], required=False)
    times = NumberField(label="Số lượt", low=1, high=MOST_PEOPLE, required=False)
    people = NumberField(label="Số người", low=1, high=MOST_PEOPLE, required=False)
    women = NumberField(label="Trong đó nữ", low=0, high=MOST_PEOPLE, required=False)
    money = MoneyField(
        label="Số tiền", low=1, high=MOST_MONEY, required=False, help_text="Ví dụ 500.000 hoặc 1,5 triệu."
    )
    money_from = forms.ChoiceField(label="Nguồn", required=False)
    place = forms.CharField(label="Nơi làm", max_length=LENGTHS["place"], required=False)
    photos = FilesField(label="Ảnh", required=False, widget=FilesInput(attrs=PICTURES))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A kind that a module keeps today may still be told for an earlier day: the action knows.
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.fields["money_from"].choices = money_sources(today())  # type: ignore[attr-defined]
        for name in ("times", "people", "women"):
            self.fields[name].widget.attrs |= NUMERIC

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        source = cleaned.pop("money_from", "")
        given = {name: cleaned.pop(name, None) for name in ("kind", "on", "text", "place", "people", "women", "times")}
        money = cleaned.pop("money", None)
        if not self.errors:
            cleaned["line"] = Line(**given, money=money, money_from=source if money else "")
        return cleaned


class CorrectionForm(LineForm):
    """A corrected line, with the reason."""

    keep: Any = forms.ModelMultipleChoiceField(
        None, label="Ảnh đang có", required=False, widget=forms.CheckboxSelectMultiple, help_text="Bỏ dấu để gỡ ảnh."
    )
    why = forms.CharField(label="Lý do sửa", max_length=LENGTHS["why"])

    def __init__(self, *args: Any, activity: Activity, **options: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(activity), **options})
        photos = activity.photos.order_by("pk")
        self.fields["keep"].queryset = photos  # type: ignore[attr-defined]
        self.fields["keep"].initial = photos
        if not photos:
            del self.fields["keep"]


class VoidForm(forms.Form):
    """Why a line does not count."""

    why = forms.CharField(
        label="Lý do hủy", max_length=LENGTHS["why"], help_text="Ví dụ: ghi trùng; việc không diễn ra."
    )


def initial_of(activity: Activity) -> dict[str, Any]:
    """What a form shows of a line."""
    names = ("kind", "on", "text", "place", "people", "women", "times", "money", "money_from")
    return {name: getattr(activity, name) for name in names}
