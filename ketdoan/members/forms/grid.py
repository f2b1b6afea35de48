"""A grid of applicants on one page: typed, or pasted from Excel; each row is judged by itself and nothing is lost."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.viet import (
    VietError,
    clean_line,
    fold,
    parse_citizen_id,
    parse_date,
    parse_phone,
    parse_social_insurance,
    parse_year,
)

from ..importing.names import proper
from ..queries.applications import Applicant

MOST = 500
#: The columns: name of the field, heading, longest text, words by which a pasted heading is known.
COLUMNS = [
    ("name", "Họ và tên", 120, ("ho va ten", "ho ten", "ho va ten khai sinh", "ten")),
    ("birth", "Ngày sinh", 20, ("ngay sinh", "nam sinh", "ngay thang nam sinh", "sinh ngay", "ntns")),
    ("sex", "Giới tính", 10, ("gioi tinh", "gioi", "nam nu", "phai")),
    ("citizen_id", "Số căn cước", 20, ("so can cuoc", "cccd", "so cccd", "can cuoc", "so dinh danh", "cmnd cccd")),
    ("phone", "Điện thoại", 20, ("dien thoai", "so dien thoai", "sdt", "dt", "di dong")),
    ("social_insurance", "Mã số BHXH", 20, ("ma so bhxh", "bhxh", "so bhxh", "so so bhxh")),
    ("job", "Công việc", 120, ("cong viec", "chuc vu", "nghe nghiep", "chuc danh", "bo phan")),
]
NAMES = [name for name, *_ in COLUMNS]
_YEAR = re.compile(r"(?:năm\s*)?\d{4}", re.IGNORECASE)
_WOMAN, _MAN = {"nu", "f", "x", "female"}, {"nam", "m", "male"}


@dataclass
class Line:
    """A row as it was typed, with what is wrong in it by column ("" for the whole row)."""

    texts: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(self.texts.values())

    def cells(self) -> Iterator[dict[str, Any]]:
        """The cells for the page."""
        for name, title, longest, _ in COLUMNS:
            yield {
                "name": name, "title": title, "longest": longest, "text": self.texts.get(name, ""),
                "wrong": self.wrong.get(name, ""),
            }  # fmt: skip


def read_sex(text: str) -> str:
    """f, m or nothing."""
    folded = fold(text)
    if folded in _WOMAN:
        return "f"
    if folded in _MAN:
        return "m"
    if folded:
        raise VietError("Giới tính ghi Nam hoặc Nữ.")
    return ""


def read_birth(text: str) -> str:
    """A day as 2001-05-30, or a year."""
    if not text:
        return ""
    return str(parse_year(text)) if _YEAR.fullmatch(text) else parse_date(text).isoformat()


def _or_nothing(reader: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: reader(text) if text else ""


READERS: Mapping[str, Callable[[str], str]] = {
    "name": proper,
    "birth": read_birth,
    "sex": read_sex,
    "citizen_id": _or_nothing(parse_citizen_id),
    "phone": _or_nothing(parse_phone),
    "social_insurance": _or_nothing(parse_social_insurance),
}


def read_line(line: Line) -> Applicant:
    """A row as an applicant; what cannot be read is noted in the row."""
    values = {}
    for name, title, longest, _ in COLUMNS:
        text = clean_line(line.texts.get(name, ""))
        try:
            if len(text) > longest:
                raise VietError(f"{title} dài quá {longest} ký tự.")
            values[name] = READERS[name](text) if name in READERS else text
        except VietError as error:
            line.wrong[name] = str(error)
    if not values.get("name"):
        line.wrong.setdefault("name", "Chưa ghi họ và tên.")
    if not values.get("birth"):
        line.wrong.setdefault("birth", "Chưa ghi ngày sinh; chỉ biết năm thì ghi năm.")
    return Applicant(**values) if not line.wrong else Applicant(values.get("name", ""))


def read_pasted(text: str) -> list[Line]:
    """Rows copied from Excel. Where the first one heads the columns it says what they are, else they are as in the
    grid; a column of row numbers in front is left out."""
    rows = [[cell.strip() for cell in row.split("\t")] for row in text.splitlines() if row.strip()]
    if not rows:
        return []
    heads = [_column(cell) for cell in rows[0]]
    if "name" in heads:
        rows = rows[1:]
    else:
        heads = [*NAMES, *[""] * 20]
        if all(row[0].isdigit() and len(row) > 1 for row in rows):
            heads = ["", *heads]
    return [Line({name: cell for name, cell in zip(heads, row, strict=False) if name and cell}) for row in rows]


def _column(heading: str) -> str:
    folded = fold(heading)
    return next((name for name, _, _, words in COLUMNS if folded in words), "")


class GridInput(forms.Widget):
    """Rows of cells; a button adds further ones, and what is pasted fills as many as it has."""

    template_name = "members/grid.html"
    BLANK = 3

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        lines: list[Line] = [*(value or ())]
        blank = max(self.BLANK - len(lines), 1)
        context["widget"] |= {"columns": COLUMNS, "lines": [*lines, *[Line({}) for _ in range(blank)]]}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Line]:
        columns = [data.getlist(f"{name}_{column}") for column in NAMES]
        longest = max(map(len, columns), default=0)
        lines = [
            Line({column: texts[at].strip() for column, texts in zip(NAMES, columns, strict=True) if at < len(texts)})
            for at in range(longest)
        ]
        lines += read_pasted(data.get(f"{name}_pasted", ""))
        return [line for line in lines if not line.empty]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_name" not in data


class HiddenGrid(GridInput):
    """The same rows while one confirms."""

    template_name = "members/grid_hidden.html"
    input_type = "hidden"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["lines"] = [*(value or ())]
        return context


class GridField(forms.Field):
    """Applicants, one a row. The rows keep what is wrong in them for the page that is shown again."""

    widget = GridInput
    hidden_widget = HiddenGrid

    def to_python(self, value: Any) -> list[Line]:
        return list(value or ())

    def clean(self, value: Any) -> list[Applicant]:
        lines = self.to_python(value)
        if not lines:
            raise ValidationError("Hãy ghi ít nhất một người.")
        if len(lines) > MOST:
            raise ValidationError(f"Mỗi lần nhận nhiều nhất {MOST} đơn. Hãy chia danh sách ra.")
        people = [read_line(line) for line in lines]
        wrong = [
            ValidationError("Dòng %(row)d: %(what)s", params={"row": row, "what": what})
            for row, line in enumerate(lines, 1)
            for what in line.wrong.values()
        ]
        if wrong:
            raise ValidationError(wrong)
        return people


def note_wrong(lines: Sequence[Line], errors: Sequence[ValidationError]) -> None:
    """Put what an act found wrong into the rows that it names."""
    for error in errors:
        row = (error.params or {}).get("row")
        if row and row <= len(lines) and not lines[row - 1].wrong:
            lines[row - 1].wrong[""] = str((error.params or {}).get("what", ""))
