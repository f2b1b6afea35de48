"""Forms of registration, for officials."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from ketdoan.core.fields import DayField, RemoteChoiceField
from ketdoan.core.viet import VietError, clean_line, parse_int
from ketdoan.members.models import Member
from ketdoan.members.rules import COUNTED

from ..actions.signups import Offer
from ..models import Place, Signup


class OffersInput(forms.Widget):
    """Rows of label and number of places; a button adds a further one."""

    template_name = "news/offers.html"
    BLANK = 2

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["rows"] = [*(value or ()), *[("", "")] * self.BLANK]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        columns = (data.getlist(f"{name}_label"), data.getlist(f"{name}_number"))
        return [(label, number) for label, number in zip_longest(*columns, fillvalue="") if label.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_label" not in data


class OffersField(forms.Field):
    """What may be registered for."""

    widget = OffersInput

    def to_python(self, value: Any) -> list[Offer]:
        return [Offer(clean_line(label)[:80], self._number(label, number)) for label, number in value or ()]

    def _number(self, label: str, typed: str) -> int | None:
        if not typed.strip():
            return None
        try:
            number = parse_int(typed)
        except VietError as error:
            raise ValidationError(f"“{label}”: {error}") from None
        if not 0 < number < 1_000_000:
            raise ValidationError(f"“{label}”: số chỗ phải từ 1 trở lên.")
        return number


class SignupForm(forms.Form):
    """Registration for what an article offers."""

    until = DayField(label="Hạn đăng ký", help_text="Hết ngày này thì đóng.")
    offers = OffersField(
        label="Nội dung đăng ký và số chỗ",
        help_text="Ví dụ: Xe về Thanh Hóa, 45 chỗ. Để trống số chỗ nếu không giới hạn. Hết chỗ thì ghi danh sách chờ.",
    )
    ask = forms.CharField(
        label="Hỏi thêm một câu",
        max_length=120,
        required=False,
        help_text="Ví dụ: Số người đi cùng. Không hỏi giấy tờ.",
    )

    def __init__(self, *args: Any, signup: Signup | None = None, **options: Any) -> None:
        if signup:
            places = Place._base_manager.filter(signup=signup).order_by("order").values_list("label", "number")
            rows = [(label, "" if number is None else str(number)) for label, number in places]
            options["initial"] = {"until": signup.until, "ask": signup.ask, "offers": rows} | options.get("initial", {})
        super().__init__(*args, **options)


class RegisterForForm(forms.Form):
    """An official registers a member who asked for it."""

    member = RemoteChoiceField(
        Member.objects.filter(state__in=COUNTED).select_related("person"),
        reverse_lazy("news:suggest_members"),
        text=lambda member: member.person.name,
        label="Đoàn viên",
        help_text="Gõ tên, không cần dấu.",
    )
    place = forms.TypedChoiceField(label="Nội dung đăng ký", coerce=int, widget=forms.RadioSelect)
    answer = forms.CharField(label="Trả lời thêm", max_length=200, required=False)
    why = forms.CharField(
        label="Đoàn viên đã nhờ thế nào",
        max_length=200,
        help_text="Ví dụ: nhờ tại tổ ngày 12/1, không dùng điện thoại.",
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], ask: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        if ask:
            self.fields["answer"].label = ask
        else:
            del self.fields["answer"]


class RemoveForm(forms.Form):
    """Why a registration is not taken."""

    why = forms.CharField(label="Lý do", max_length=250, help_text="Người đăng ký đọc được lý do này.")
