"""Forms of the acts on cards, of the picture, and of the prints that may hold personal numbers."""

from typing import Any

from django import forms

from ketdoan.core.fields import DayField
from ketdoan.core.files import size_limit
from ketdoan.core.viet import today

from ..card_rules import END_LABELS, REPLACED

ENDS = [("", "Chọn lý do…"), *((str(end), label) for end, label in END_LABELS.items())]
REPLACES = [("", "Chọn lý do…"), *((str(end), END_LABELS[end]) for end in REPLACED)]
ASKED = [
    ("can_cuoc", "Số căn cước"),
    ("bhxh", "Mã số bảo hiểm xã hội"),
    ("dien_thoai", "Điện thoại"),
    ("noi_o", "Nơi ở"),
]


def _until() -> DayField:
    return DayField(label="Có giá trị đến hết ngày", required=False, help_text="Để trống nếu thẻ không có thời hạn.")


class IssueForm(forms.Form):
    """The cards of one or many."""

    on = DayField(label="Ngày cấp", initial=today)
    until = _until()
    numbers = forms.CharField(
        label="Số thẻ do công đoàn cấp",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="Mỗi dòng một số, theo thứ tự danh sách ở trên. Để trống thì phần mềm tự đặt số.",
    )

    def clean_numbers(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["numbers"].splitlines() if line.strip()]


class ReplaceForm(forms.Form):
    """Another card in the place of one."""

    reason = forms.ChoiceField(label="Vì sao đổi", choices=REPLACES)
    on = DayField(label="Ngày cấp thẻ mới", initial=today)
    until = _until()
    number = forms.CharField(
        label="Số thẻ mới", max_length=30, required=False, help_text="Để trống thì phần mềm tự đặt số."
    )
    why = forms.CharField(label="Ghi chú", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    shown_at = {"numbers": "number"}


class EndForm(forms.Form):
    """Why a card is in force no more."""

    reason = forms.ChoiceField(label="Lý do", choices=ENDS)
    on = DayField(label="Từ ngày", initial=today)
    why = forms.CharField(label="Ghi chú", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RestoreForm(forms.Form):
    """Why the end of a card is taken back."""

    why = forms.CharField(label="Vì sao hủy ghi nhận", widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class PhotoForm(forms.Form):
    """The picture of a member; a phone offers its camera."""

    file = forms.FileField(
        label="Ảnh chân dung", widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = (
            f"Ảnh JPEG, PNG hoặc WebP, không quá {size_limit() // 1024**2} MB. Ảnh được cắt theo cỡ 3 × 4, mặt nên ở "
            "giữa, phần trên của ảnh."
        )


class PrintForm(forms.Form):
    """A print, with personal numbers where a purpose is given."""

    fields_asked: list[tuple[str, str]] = ASKED

    values = forms.MultipleChoiceField(
        label="In kèm", required=False, choices=[], widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn thì các ô này để trống, điền tay khi cần.",
    )  # fmt: skip
    purpose = forms.CharField(
        label="Mục đích", max_length=250, required=False,
        help_text="Bắt buộc khi in kèm. Đoàn viên xem được ai đã mở dữ liệu của mình và vì sao.",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["values"].choices = self.fields_asked  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("values") and not cleaned.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", "Hãy ghi mục đích in dữ liệu cá nhân này.")
        return cleaned


class ListPrintForm(PrintForm):
    """The list of members."""

    fields_asked = ASKED[:1]
