"""Forms of care."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField, MoneyField, PicturesField
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_money, today
from ketdoan.members.forms.proxies import ForMemberForm

from ..actions.cases import LONGEST, Asked
from ..models import Rate
from ..queries.cases import wording
from ..queries.rates import kinds, rate_said
from ..rules import Way


def most_pictures() -> int:
    """How many pictures a case takes today."""
    return int(rule("welfare.case_photos", today()).value)


def _long(label: str, **options: Any) -> forms.CharField:
    rows = options.pop("rows", 4)
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options)


class AskForm(forms.Form):
    """What somebody asks for."""

    kind = forms.ChoiceField(label="Việc")
    on = DayField(label="Ngày xảy ra việc", initial=today, help_text="Ngày nhập viện, ngày sinh, ngày cưới, ngày mất…")
    text = _long("Nội dung", help_text="Chỉ ghi điều cần để xét.")
    photos = PicturesField(label="Ảnh giấy tờ", required=False, most=most_pictures)
    consent = forms.BooleanField(
        label="Đồng ý", error_messages={"required": "Cần đồng ý thì đề nghị mới được lưu và gửi đi."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", "Chọn việc"), *kinds().items()]  # type: ignore[attr-defined]
        self.fields["consent"].label = wording()

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        names = ("kind", "on", "text", "photos")
        if all(name in given for name in names):
            given = {**given, "asked": Asked(*[given[name] for name in names])}
        return {name: value for name, value in given.items() if name not in names}


class AskForOtherForm(ForMemberForm, AskForm):
    """The same, asked for a member who agreed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"].label = f"Đã đọc cho người đó nghe và người đó đồng ý: “{wording()}”"


class AddForm(forms.Form):
    """More of a request."""

    text = _long("Bổ sung")
    photos = PicturesField(label="Ảnh giấy tờ", required=False, most=most_pictures)


class SayForm(forms.Form):
    """A word that the member reads."""

    text = _long("Nội dung", help_text="Đoàn viên đọc được lời này.")

    def __init__(self, *args: Any, label: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label


class DecideForm(forms.Form):
    """By which row of the table how much is given."""

    rate = forms.ModelChoiceField(Rate._base_manager.none(), label="Theo mức chi", widget=forms.RadioSelect)
    amount = MoneyField(label="Số tiền", low=1)
    text = _long("Lời nhắn đoàn viên", rows=2, required=False)

    def __init__(self, *args: Any, rates: list[Rate], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["rate"]
        field.queryset = Rate.objects.filter(pk__in=[rate.pk for rate in rates])
        field.label_from_instance = lambda rate: f"{rate_said(rate)} ({rate.source})"
        field.empty_label = None
        if len(rates) == 1:
            field.initial = rates[0].pk
            self.fields["amount"].initial = rates[0].most
            self.fields["amount"].help_text = f"Không quá {format_money(rates[0].most)}."


class FinishForm(forms.Form):
    """When and how the help came to the member."""

    on = DayField(label="Ngày trao", initial=today)
    way = forms.ChoiceField(label="Hình thức", choices=Way.choices, widget=forms.RadioSelect)
    text = _long("Lời nhắn đoàn viên", rows=2, required=False)
