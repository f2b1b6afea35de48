"""Forms of the import of a union: the file, what its columns mean."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.staging.forms import ColumnsForm, UploadForm
from ketdoan.core.viet import today

from ..actions.importing.units import WITH_PARENT
from ..importing.columns import FIELDS


class UnionFileForm(UploadForm):
    """The file, and the day from which what it says is recorded."""

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


class UnionColumnsForm(ColumnsForm):
    """What each column of each sheet means."""

    options = ("since", "with_parent")

    with_parent = forms.BooleanField(
        label=WITH_PARENT,
        required=False,
        help_text="Ví dụ cơ sở lập năm 2010, nay trực thuộc đơn vị có từ 01/07/2025: ghi từ 01/07/2025, mỗi dòng như "
        "vậy đều được nêu rõ khi xem trước. Không đánh dấu thì các dòng đó là dòng lỗi.",
    )

    def choices(self) -> Iterable[Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for column in FIELDS:
            groups.setdefault(column.about.capitalize(), []).append((column.code, column.title))
        return [("", "Không đọc"), *groups.items()]
