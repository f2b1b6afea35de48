"""Forms of an import: the file, what its columns mean."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from ..excel import Layout
from ..fields import DayField
from ..files import size_limit

SAMPLES = 3


class UploadForm(forms.Form):
    """The file. `takes` are the endings of the files that are taken."""

    takes: Sequence[str] = (".xlsx",)

    file = forms.FileField(label="Tệp Excel")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        takes = ", ".join(self.takes)
        self.fields["file"].help_text = f"Tệp {takes}, không quá {size_limit() // 1024**2} MB."
        self.fields["file"].widget.attrs["accept"] = ",".join(self.takes)


class ColumnsForm(forms.Form):
    """What each column of each sheet means. `samples` are the first rows of each sheet."""

    since = DayField(label="Ghi nhận từ ngày")
    #: The fields besides those of sheets and columns: they are fields of the upload.
    options: Sequence[str] = ("since",)

    def choices(self) -> Iterable[Any]:
        """What a column may mean."""
        raise NotImplementedError

    def __init__(
        self, *args: Any, layouts: Sequence[Layout], samples: Sequence[Sequence[Sequence[str]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.layouts, self.samples = layouts, samples
        choices = list(self.choices())
        for number, layout in enumerate(layouts):
            name = f"use_{number}"
            self.fields[name] = forms.BooleanField(label=f"Trang “{layout.sheet}”", required=False, initial=layout.used)
            for at, heading in enumerate(layout.headings):
                self.fields[f"c_{number}_{at}"] = forms.ChoiceField(
                    label=heading or f"Cột {at + 1}",
                    choices=choices,
                    required=False,
                    initial=layout.fields[at],
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fields = [
            [cleaned.get(f"c_{number}_{at}", "") for at in range(len(layout.headings))]
            for number, layout in enumerate(self.layouts)
        ]
        used = [bool(cleaned.get(f"use_{number}")) for number in range(len(self.layouts))]
        return {**{name: cleaned.get(name) for name in self.options}, "fields": fields, "used": used}

    def sheets(self) -> Iterator[tuple[forms.BoundField, list[tuple[forms.BoundField, list[str]]]]]:
        """For each sheet the field that takes it in, and its columns with their first values."""
        for number, layout in enumerate(self.layouts):
            columns = []
            for at in range(len(layout.headings)):
                values = [row[at].strip() for row in self.samples[number] if at < len(row) and row[at].strip()]
                columns.append((self[f"c_{number}_{at}"], values[:SAMPLES]))
            yield self[f"use_{number}"], columns

    def own_fields(self) -> Iterator[forms.BoundField]:
        """The fields that stand before the sheets."""
        return (self[name] for name in self.options)
