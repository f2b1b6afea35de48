"""Forms of the import from Excel: the file, what its columns mean, corrections of faulty rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from ketdoan.core.excel import Layout
from ketdoan.core.fields import DayField
from ketdoan.core.files import size_limit
from ketdoan.core.viet import today

from ..actions.importing.units import WITH_PARENT
from ..importing.columns import FIELDS

SAMPLES = 3


class FileForm(forms.Form):
    """The file, and the day from which what it says is recorded."""

    file = forms.FileField(label="Tệp Excel", widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    since = DayField(
        label="Ghi nhận từ ngày",
        initial=today,
        help_text="Đơn vị mới và thay đổi được ghi từ ngày này, trừ dòng có ghi ngày thành lập. Chọn đủ sớm: "
        "nhiệm kỳ, chức vụ không được bắt đầu trước ngày đơn vị được ghi nhận.",
    )
    decision_code = forms.CharField(
        label="Số, ký hiệu quyết định", max_length=60, required=False, help_text="Nếu có, ví dụ 12/QĐ-LĐLĐ."
    )
    decision_signed_on = DayField(label="Ngày ký quyết định", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = f"Tệp .xlsx, không quá {size_limit() // 1024**2} MB."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, signed_on = cleaned.get("decision_code"), cleaned.get("decision_signed_on")
        if code and not signed_on and "decision_signed_on" not in self.errors:
            self.add_error("decision_signed_on", "Hãy ghi ngày ký của quyết định này.")
        if signed_on and not code:
            self.add_error("decision_code", "Hãy ghi số, ký hiệu của quyết định này.")
        if signed_on and signed_on > today():
            self.add_error("decision_signed_on", "Ngày ký quyết định không thể ở tương lai.")
        return cleaned


def _choices() -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for column in FIELDS:
        groups.setdefault(column.about.capitalize(), []).append((column.code, column.title))
    return [("", "Không đọc"), *groups.items()]


class ColumnsForm(forms.Form):
    """What each column of each sheet means. `samples` are the first rows of each sheet."""

    since = DayField(label="Ghi nhận từ ngày")
    with_parent = forms.BooleanField(
        label=WITH_PARENT,
        required=False,
        help_text="Ví dụ cơ sở lập năm 2010, nay trực thuộc đơn vị có từ 01/07/2025: ghi từ 01/07/2025, mỗi dòng như "
        "vậy đều được nêu rõ khi xem trước. Không đánh dấu thì các dòng đó là dòng lỗi.",
    )

    def __init__(
        self, *args: Any, layouts: Sequence[Layout], samples: Sequence[Sequence[Sequence[str]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.layouts, self.samples = layouts, samples
        for number, layout in enumerate(layouts):
            name = f"use_{number}"
            self.fields[name] = forms.BooleanField(label=f"Trang “{layout.sheet}”", required=False, initial=layout.used)
            for at, heading in enumerate(layout.headings):
                self.fields[f"c_{number}_{at}"] = forms.ChoiceField(
                    label=heading or f"Cột {at + 1}", choices=_choices(), required=False, initial=layout.fields[at]
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fields = [
            [cleaned.get(f"c_{number}_{at}", "") for at in range(len(layout.headings))]
            for number, layout in enumerate(self.layouts)
        ]
        used = [bool(cleaned.get(f"use_{number}")) for number in range(len(self.layouts))]
        days = {name: cleaned.get(name) for name in ("since", "with_parent")}
        return {**days, "fields": fields, "used": used}

    def sheets(self) -> Iterator[tuple[forms.BoundField, list[tuple[forms.BoundField, list[str]]]]]:
        """For each sheet the field that takes it in, and its columns with their first values."""
        for number, layout in enumerate(self.layouts):
            columns = []
            for at in range(len(layout.headings)):
                values = [row[at].strip() for row in self.samples[number] if at < len(row) and row[at].strip()]
                columns.append((self[f"c_{number}_{at}"], values[:SAMPLES]))
            yield self[f"use_{number}"], columns
