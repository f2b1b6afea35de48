"""Forms of the form designer: the file to begin with, the lines as a grid, the figures to try them on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from django import forms

from ketdoan.core.viet import clean_line

from ..designing.content import PERIODS, Design
from ..designing.model import KINDS, LINE, SECTION, Line
from ..designing.words import uom_named
from ..models import FormVersion
from ..rules.catalogue import Catalogue

EXCEL = forms.FileInput(attrs={"accept": ".xlsx,.xls"})
#: The code of an element behind its name.
_CELL = re.compile(r"\[([^\[\]]+)\]\s*$")
OVERS = [("sum", "Cộng lên cấp trên"), ("none", "Không cộng lên cấp trên")]


class SheetForm(forms.Form):
    """The Excel file in use today, and the form of which it is the next version."""

    file = forms.FileField(
        label="Tệp Excel đang dùng",
        widget=EXCEL,
        help_text="Tệp .xlsx hoặc .xls, để trống số liệu hay đã ghi số liệu kỳ trước đều được.",
    )
    form = forms.ModelChoiceField(
        label="Là phiên bản mới của",
        queryset=FormVersion.objects.none(),
        required=False,
        empty_label="Biểu mẫu mới",
        help_text="Chỉ tiêu đã có trong biểu cũ được giữ, nên vẫn so sánh được với các kỳ trước.",
    )

    def __init__(self, *args: Any, own: Sequence[FormVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        follows: Any = self.fields["form"]
        follows.queryset = FormVersion.objects.filter(pk__in=[one.pk for one in own])
        if not own:
            del self.fields["form"]


class FilledForm(forms.Form):
    """The same sheet, filled in."""

    file = forms.FileField(label="Tệp đã ghi số liệu kỳ trước", widget=EXCEL)


class LinesInput(forms.Widget):
    """The lines of a form as a grid. `known` names the elements that are chosen, `wrong` what is wrong with a line of
    those that are kept, by its place."""

    template_name = "reports/design_lines.html"
    PARTS = ("at", "no", "label", "uom", "kind", "of", "cell", "over")
    known: Catalogue
    wrong: Mapping[int, Sequence[str]] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [self._shown(row, at) for at, row in enumerate(value or ())]
        blank = self._shown(Line(LINE, "", ""), -1)
        context["widget"] |= {"rows": rows, "blank": blank, "kinds": list(KINDS.items()), "overs": OVERS}
        return context

    def _shown(self, row: Line | Mapping[str, str], at: int) -> dict[str, Any]:
        if not isinstance(row, Line):
            return {**row, "of_text": row["of"], "cell_text": row["cell"]}
        told = {"at": at, "no": row.no, "label": row.label, "uom": row.uom, "kind": row.kind, "over": row.over}
        near = [] if row.cell else [(self.told(cell), self.title(cell)) for cell in row.near]
        texts = {"of_text": ", ".join(row.of), "cell_text": self.told(row.cell)}
        return {**told, **texts, "near": near, "doubts": row.doubts, "wrong": self.wrong.get(at, ())}

    def told(self, cell: str) -> str:
        """A cell as it stands in its field: Đoàn viên kết nạp [DV.KET_NAP]."""
        return f"{self.title(cell)} [{cell}]".strip() if cell else ""

    def title(self, cell: str) -> str:
        """A cell in words, as far as it is known."""
        if cell.startswith("|"):
            return "Nữ, của dòng trên nó" if cell.endswith("=NU") else "Nam, của dòng trên nó"
        try:
            return self.known.title(cell) if cell else ""
        except (KeyError, ValueError):
            return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}_{part}") for part in self.PARTS]
        rows = [dict(zip(self.PARTS, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
        return [row for row in rows if row["label"].strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_label" not in data


class LinesField(forms.Field):
    """The lines as they were corrected. What is known of a line that is kept, its figures among it, goes with it."""

    widget = LinesInput
    kept: Sequence[Line] = ()

    def to_python(self, value: Any) -> list[Line]:
        return [self._line(row) for row in value or ()]

    def _line(self, row: Mapping[str, str]) -> Line:
        kind = row["kind"]
        before = self.kept[int(row["at"])] if row["at"].isdigit() and int(row["at"]) < len(self.kept) else None
        chosen = _CELL.search(row["cell"])
        cell = chosen[1].upper() if chosen else clean_line(row["cell"])[:60]
        plain = kind in (SECTION, LINE)
        of = () if plain else tuple(filter(None, re.split(r"[,;+/\s]+", row["of"])))
        told = Line(
            kind, clean_line(row["no"]), clean_line(row["label"]), uom_named(row["uom"]) if kind != SECTION else "",
            of, cell if kind != SECTION else "", row["over"],
        )  # fmt: skip
        if told.cell and not told.uom:
            told = replace(told, uom=self._uom(told.cell))
        if before is None:
            return told
        same = replace(told, near=before.near, doubts=before.doubts, figures=before.figures) == before
        near = before.near if before.label == told.label else ()
        return replace(told, near=near, figures=before.figures, doubts=before.doubts if same else ())

    def _uom(self, cell: str) -> str:
        try:
            return str(self.widget.known.element(cell).uom)
        except (KeyError, ValueError):
            return ""


class DesignForm(forms.Form):
    """A form as it is being made. Nothing is refused here: what is wrong is said beside it, and keeps it from being
    published."""

    title = forms.CharField(label="Tên biểu mẫu", max_length=250, required=False)
    code = forms.CharField(
        label="Mã biểu mẫu", max_length=20, required=False, help_text="Chữ in hoa không dấu, số, gạch nối: 03-BC."
    )
    periods = forms.MultipleChoiceField(
        label="Kỳ báo cáo", choices=list(PERIODS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label="Căn cứ", max_length=250, required=False, help_text="Văn bản quy định biểu này, nếu có."
    )
    note = forms.CharField(label="Hướng dẫn ghi", max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    lines = LinesField(label="Các dòng", required=False)

    def __init__(self, *args: Any, design: Design, known: Catalogue, fixed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("title", "code", "periods", "source", "note", "lines"):
            self.initial[name] = getattr(design, name)
        lines: Any = self.fields["lines"]
        lines.kept, lines.widget.known = design.lines, known
        self.fields["code"].disabled = fixed

    def clean_code(self) -> str:
        return clean_line(self.cleaned_data["code"]).upper()
