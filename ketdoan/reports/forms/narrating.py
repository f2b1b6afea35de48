"""The form of a report in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ketdoan.core.fields import FilesField

from ..rules.narrating import LONGEST, Chapter

ROWS = 5


class WordsForm(forms.Form):
    """A field for each chapter, named by its code, and one for files."""

    shown_at: Mapping[str, str] = {"files": "enclosed"}
    enclosed = FilesField(
        label="Tài liệu kèm theo", required=False, help_text="PDF, Word, Excel hoặc ảnh. Có thể chọn nhiều tệp."
    )

    def __init__(
        self, *args: Any, chapters: Sequence[Chapter], texts: Mapping[str, str], **options: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        for chapter in chapters:
            rows = max(ROWS, texts.get(chapter.code, "").count("\n") + 2)
            self.fields[chapter.code] = forms.CharField(
                label=chapter.title,
                help_text=chapter.hint,
                required=False,
                max_length=LONGEST,
                initial=texts.get(chapter.code, ""),
                widget=forms.Textarea(attrs={"rows": rows}),
            )
        self.order_fields([*(chapter.code for chapter in chapters), "enclosed"])
