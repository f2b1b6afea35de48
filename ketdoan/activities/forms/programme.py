"""Forms of work programmes."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, NumberField
from ketdoan.core.viet import today

from ..actions.programme import FIRST_YEAR, LAST_YEAR, LENGTHS, QUARTERS, Plan, owner_value
from ..models import Programme, ProgrammeItem
from ..queries.programme import items, owner_choices, owner_label

PLANNED = ("what", "due", "owner", "measure")


class ProgrammeForm(forms.Form):
    """A programme: of what time."""

    kind = forms.ChoiceField(label="Loại", choices=Programme.KINDS)
    year = NumberField(
        label="Năm", low=FIRST_YEAR, high=LAST_YEAR, required=False, help_text="Với chương trình năm, quý."
    )
    quarter = forms.TypedChoiceField(
        label="Quý",
        choices=[("", "–"), *((number, name) for number, name in enumerate(QUARTERS, 1))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Với chương trình quý. Toàn khóa thì theo nhiệm kỳ hiện tại của Ban Chấp hành.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].initial = str(today().year)


class ItemForm(forms.Form):
    """An item of a programme."""

    what = forms.CharField(label="Việc", max_length=LENGTHS["what"], widget=forms.Textarea(attrs={"rows": 2}))
    due = DayField(label="Hạn hoàn thành")
    owner = forms.ChoiceField(label="Phụ trách", required=False)
    measure = forms.CharField(
        label="Tiêu chí hoàn thành",
        max_length=LENGTHS["measure"],
        required=False,
        help_text="Nhìn vào đâu thì biết việc đã xong, ví dụ: 100% tổ công đoàn được tập huấn.",
    )

    def __init__(self, *args: Any, programme: Programme, item: ProgrammeItem | None = None, **options: Any) -> None:
        super().__init__(*args, **{"initial": _said(item) if item else {}, **options})
        choices = owner_choices(programme.unit)
        if item and owner_value(item) not in {"", *dict(choices)}:
            choices.append((owner_value(item), owner_label(items().get(pk=item.pk))))
        self.fields["owner"].choices = [("", "Chưa phân công"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: cleaned.pop(name, None) for name in PLANNED}
        if not self.errors:
            cleaned["plan"] = Plan(**given)
        return cleaned


def _said(item: ProgrammeItem) -> dict[str, Any]:
    return {"what": item.what, "due": item.due, "owner": owner_value(item), "measure": item.measure}


class ReportForm(forms.Form):
    """How an item stands."""

    state = forms.ChoiceField(label="Tình trạng", widget=forms.RadioSelect)
    result = forms.CharField(
        label="Kết quả", max_length=LENGTHS["result"], required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label="Minh chứng", required=False, help_text="PDF, Word, Excel hoặc ảnh. Có thể để trống.")

    def __init__(self, *args: Any, item: ProgrammeItem, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"state": item.state, "result": item.result}, **options})
        open_to = (item.state, *ProgrammeItem.TRANSITIONS[item.state])
        self.fields["state"].choices = [s for s in ProgrammeItem.STATES if s[0] in open_to]  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """From which programme the items come."""

    source = forms.ModelChoiceField(Programme.objects.none(), label="Lấy việc từ")

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        earlier = Programme.objects.filter(unit=programme.unit_id, begins__lt=programme.begins)
        self.fields["source"].queryset = earlier.order_by("-begins")  # type: ignore[attr-defined]
        self.fields["source"].initial = earlier.filter(kind=programme.kind).order_by("-begins").first()
