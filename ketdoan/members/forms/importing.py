"""Forms of the import of lists of members: the file, what its columns mean, why an import is taken back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField
from ketdoan.core.staging.forms import ColumnsForm, UploadForm
from ketdoan.core.viet import today

from ..actions.people import check_day
from ..importing.columns import FIELDS
from ..models.imports import KINDS

UNRECORDED = "Chỉ kiểm tra, chưa ghi vào hồ sơ"
SINCE = "Ngày ghi nhận với người mà tệp không ghi ngày vào công đoàn, hoặc ghi ngày trước khi đơn vị thành lập."


def _checked(form: Any) -> Any:
    since = form.cleaned_data["since"]
    try:
        check_day(since)
    except ValidationError as error:
        raise ValidationError(error.messages) from None
    return since


class MemberFileForm(UploadForm):
    """The list, and how and since when those are members whom the register does not know."""

    takes = (".xlsx", ".xls", ".csv")

    kind = forms.ChoiceField(label="Người chưa có trong hồ sơ được ghi là", choices=KINDS, initial=KINDS[0][0])
    since = DayField(label="Ghi nhận từ ngày", initial=today, help_text=SINCE)

    clean_since = _checked


class MemberColumnsForm(ColumnsForm):
    """What each column of each sheet means."""

    since = DayField(label="Ghi nhận từ ngày", help_text=SINCE)

    clean_since = _checked

    def choices(self) -> Iterable[Any]:
        groups: dict[str, list[tuple[str, str]]] = {"Đoàn viên": [], "Dữ liệu nhạy cảm": [], UNRECORDED: []}
        for column in FIELDS:
            group = "Dữ liệu nhạy cảm" if column.sensitive else "Đoàn viên" if column.recorded else UNRECORDED
            groups[group].append((column.code, column.title))
        return [("", "Không đọc"), *groups.items()]


class UndoForm(forms.Form):
    """Why an import is taken back."""

    why = forms.CharField(label="Lý do", max_length=250, help_text="Không ghi họ tên, số giấy tờ: lý do được giữ mãi.")
