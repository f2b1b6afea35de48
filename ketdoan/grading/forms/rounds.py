"""Forms of the unit that asks, decides, and of the union that grades its members."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.viet import format_date, today
from ketdoan.units.fields import PaperForm

from ..models import MemberList, Sheet
from ..queries.law import last_day

#: How many years back may be graded.
YEARS = 8


class YearForm(forms.Form):
    """The year that is graded."""

    year = forms.TypedChoiceField(label="Năm xếp loại", coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = today().year
        years = [(year, f"Năm {year}") for year in range(now, now - YEARS, -1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.initial.setdefault("year", now)


class RoundForm(YearForm):
    """Which year, up to which day, and until when sheets are to be sent."""

    last = DayField(label="Tính đến ngày", required=False)
    due = DayField(label="Hạn gửi phiếu")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last"].help_text = (
            f"Để trống là ngày cuối năm công đoàn ({format_date(last_day(today().year))[:5]}). Đơn vị theo năm học ghi "
            "ngày cuối năm học."
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "year" in values and not values.get("last") and "last" not in self.errors:
            values["last"] = last_day(values["year"])
        return values


class DueForm(forms.Form):
    """Another last day."""

    due = DayField(label="Hạn gửi phiếu mới")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ConfirmForm(forms.Form):
    """Nothing is asked: the page says what will be done."""


class DecideForm(PaperForm):
    """The decision on the grading of unions."""

    abstract = "Về việc xếp loại công đoàn cơ sở"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("decision_code", "decision_signed_on"):
            self.fields[name].required = True
        self.fields["decision_code"].help_text = "Ví dụ 12/QĐ-CĐN."
        del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        return {"paper": None, **super().clean()}


class DecideOneForm(DecideForm):
    """The same for one union, with another level where there is a reason for it."""

    level = forms.ChoiceField(label="Mức xếp loại")
    reason = forms.CharField(
        label="Lý do khác mức theo điểm",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chỉ ghi khi quyết định mức khác.",
    )

    def __init__(self, *args: Any, sheet: Sheet, **options: Any) -> None:
        super().__init__(*args, **options)
        told = [
            (one.code, f"{one.label} (theo điểm)" if one.code == sheet.level else one.label)
            for one in sheet.score_sheet.levels
        ]
        self.fields["level"].choices = told  # type: ignore[attr-defined]
        self.initial.setdefault("level", sheet.level)


class ListForm(YearForm):
    """The year for which members are graded, and as of which day they are listed."""

    day = DayField(label="Đoàn viên có tên ngày")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].help_text = "Người kết nạp, chuyển đến sau ngày này không có trong danh sách."
        self.initial.setdefault("day", min(today(), last_day(today().year)))


class LevelForm(forms.Form):
    """One of the levels of a list of members."""

    level = forms.ChoiceField(label="Mức xếp loại")

    def __init__(self, *args: Any, members: MemberList, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = [(one["code"], one["label"]) for one in members.levels]  # type: ignore[attr-defined]
