"""Forms about posts and accounts."""

from collections.abc import Callable
from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import today

from ..actions.posts import SESSION_MINUTES, giveable_roles, lendable_roles
from ..models import Appointment, Person, Role, Unit
from ..queries.bodies import body_label, office_label
from ..queries.posts import offices_in, people_of


class _PersonAndRole(forms.Form):
    """Whom, and with which role: people known to a unit, roles whose rights the acting post has."""

    person = forms.ModelChoiceField(Person._base_manager.none(), label="Người", empty_label="Chọn người…")
    role = forms.ModelChoiceField(Role.objects.none(), label="Vai trò", empty_label="Chọn vai trò…")
    since = DayField(label="Từ ngày", initial=today)
    roles: Callable[[], list[Role]] = staticmethod(giveable_roles)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role.pk for role in self.roles()]
        self.fields["person"].queryset = people_of(unit)  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.filter(pk__in=roles)  # type: ignore[attr-defined]


class OfficeChoice(forms.ModelChoiceField):
    """Offices by holder: "Nguyễn Văn An · Chủ tịch, Ban Chấp hành"."""

    def label_from_instance(self, obj: Any) -> str:
        body, level = obj.body, obj.body.unit.level
        office = office_label(body.kind, obj.office, level, today())
        return f"{obj.person.name} · {office}, {body_label(body.kind, level, today())}"


class GiveForm(_PersonAndRole):
    """A post of a unit."""

    appointment = OfficeChoice(
        Appointment._base_manager.none(),
        label="Gắn với chức vụ",
        required=False,
        empty_label="Không gắn",
        help_text="Khi người đó thôi giữ chức vụ này, vị trí cũng kết thúc cùng ngày.",
    )
    until = DayField(
        label="Đến ngày",
        required=False,
        help_text="Từ ngày này không còn truy cập. Để trống nếu chưa định ngày kết thúc.",
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        self.fields["appointment"].queryset = offices_in(unit)  # type: ignore[attr-defined]


class DelegateForm(_PersonAndRole):
    """A delegation of the acting post."""

    roles = staticmethod(lendable_roles)
    until = DayField(label="Đến ngày", help_text="Từ ngày này người được ủy quyền không còn truy cập.")
    why = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class EndForm(forms.Form):
    """The day on which a post ends."""

    since = DayField(
        label="Kết thúc từ ngày", initial=today, help_text="Từ ngày này người đó không còn truy cập bằng vị trí này."
    )
    why = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        help_text="Ít nhất 10 ký tự; một câu dễ nhớ với mình là tốt nhất.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "Hai lần nhập mật khẩu không giống nhau.")
        return values


class AcceptForm(NewPasswordForm):
    """How an invited person will sign in."""

    field_order = ("username", "email", "password", "again")
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ không dấu, chữ số, dấu chấm; ví dụ nguyen.van.an",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.CharField(
        label="Thư điện tử",
        required=False,
        max_length=254,
        help_text="Để nhận thông báo và lấy lại mật khẩu khi quên.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AdminSessionForm(forms.Form):
    """Why and for how long the rights of a system role are to be open."""

    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        help_text="Ghi việc sẽ làm, ví dụ: cấp lại vị trí cho văn thư mới theo đề nghị ngày 12/11.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.TypedChoiceField(
        label="Thời gian", coerce=int, initial=30, choices=[(m, f"{m} phút") for m in SESSION_MINUTES]
    )
