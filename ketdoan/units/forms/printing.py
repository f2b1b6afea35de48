"""The form in which a template is handed in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from ketdoan.core.files import WORD, kind_of
from ketdoan.core.printing import LARGEST_PACKAGE, check

from ..printing.kinds import Kind


class TemplateForm(forms.Form):
    """A Word file that fits a kind of print."""

    file = forms.FileField(
        label="Tệp Word (.docx)",
        help_text="Mẫu được kiểm tra trước khi lưu. Đơn vị cấp dưới chưa có mẫu riêng cũng dùng mẫu này.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST_PACKAGE or kind_of(upload.file) != WORD:  # type: ignore[arg-type]
            raise ValidationError("Hãy chọn tệp Word có đuôi .docx, không có macro.")
        upload.seek(0)
        if problems := check(upload.read(), self.kind.fields):
            raise ValidationError(problems)
        upload.seek(0)
        return upload
