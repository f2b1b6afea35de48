"""Forms of terms and appointments."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from ketdoan.core.fields import DayField, NumberField, RemoteChoiceField
from ketdoan.core.viet import today

from ..fields import PAPER
from ..models import Person, Unit
from ..models.persons import KEPT
from ..queries.bodies import bodies_of, body_kinds, office_rows
from .acts import ActForm


class TermForm(ActForm):
    """A new term of a body."""

    abstract = "Về việc công nhận Ban Chấp hành"
    kind = forms.ChoiceField(label="Cơ quan")
    number = forms.CharField(label="Khóa", max_length=10, required=False, help_text="Số La Mã, ví dụ IV.")
    seats = NumberField(label="Số ủy viên được ấn định", low=1, high=300)
    until = DayField(label="Đến ngày", required=False, help_text="Để trống thì tính theo thời hạn nhiệm kỳ hiện hành.")

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = body_kinds(unit.level, today())  # type: ignore[attr-defined]
        self.fields["since"].label = "Từ ngày (ngày bầu hoặc chỉ định)"
        self.order_fields(["kind", "number", "seats", "since"])


class AppointForm(ActForm):
    """A person into an office. A person not yet on record is entered with the name."""

    abstract = "Về việc công nhận chức vụ"
    shown_at = {"kind": "place", "office": "place"}
    place = forms.ChoiceField(label="Chức vụ")
    person = RemoteChoiceField(
        Person.objects.filter(KEPT).order_by("sort_key"),
        reverse_lazy("units:suggest_person"),
        text=lambda person: f"{person.name}, {person.unit.short_name}",
        label="Người giữ chức vụ",
        help_text="Gõ tên, không cần dấu. Người chưa có hồ sơ: thêm ở mục “Thêm người vào hồ sơ” trước.",
    )
    work = forms.CharField(label="Phân công nhiệm vụ", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = []
        for state in bodies_of(unit, today()):
            offices = office_rows(state.body.kind, today())
            choices = [(f"{state.body.kind}:{code}", row.value["label"]) for code, row in offices.items()]
            groups.append((state.label, choices))
        self.fields["place"].choices = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if place := cleaned.pop("place", ""):
            cleaned["kind"], cleaned["office"] = place.split(":", 1)
        return cleaned


class WorkForm(forms.Form):
    """The work assigned to an office holder."""

    work = forms.CharField(label="Phân công nhiệm vụ", widget=forms.Textarea(attrs={"rows": 3}))
    since = DayField(label="Từ ngày", initial=today)


class LeaveForm(ActForm):
    """The end of an office."""

    abstract = "Về việc thôi giữ chức vụ"


class EndTermForm(ActForm):
    """The end of a term."""

    abstract = "Về việc kết thúc nhiệm kỳ"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in PAPER:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}


class DepartmentForm(forms.Form):
    """A staff department."""

    name = forms.CharField(label="Tên ban, văn phòng", max_length=120)
    since = DayField(label="Lập từ ngày", initial=today)
    order = NumberField(label="Thứ tự trong danh sách", low=0, high=99, initial=0)


class EndForm(forms.Form):
    """The day on which something ends."""

    since = DayField(label="Kết thúc từ ngày", initial=today)
