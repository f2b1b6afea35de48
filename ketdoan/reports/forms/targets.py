"""Forms of targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField, NumberField
from ketdoan.units.models import Unit

from ..models import Target
from ..models.targets import SIGNS, TIERS, YEAR
from ..queries.cascade import in_force, weighing_cells
from ..queries.forms import element_of, form_version, forms_to_ask
from ..rules.catalogue import RATIO, Element, catalogue
from ..rules.measures import PERCENT
from ..rules.periods import period_named
from ..rules.writing import figure_number

PLACES = 2


class ChangeTargetForm(forms.Form):
    """How a target is called, how much is to be reached, and by which resolution."""

    name = forms.CharField(
        label="Tên chỉ tiêu", max_length=200, required=False, help_text="Để trống thì lấy tên của chỉ tiêu thống kê."
    )
    sign = forms.ChoiceField(label="So sánh", choices=SIGNS, initial=">=")
    value = NumberField(label="Mức", low=0, places=PLACES)
    source = forms.CharField(label="Nghị quyết, kế hoạch", max_length=250)


class TargetForm(ChangeTargetForm):
    """What is to be reached, how much of it, until when, and by which resolution."""

    cell = forms.ChoiceField(label="Chỉ tiêu thống kê", help_text="Con số của báo cáo mà chỉ tiêu nói đến.")
    uom = forms.ChoiceField(
        label="Tính bằng", choices=[("", "đơn vị tính của chỉ tiêu"), (PERCENT, "%")], required=False
    )
    among = forms.ChoiceField(
        label="Tính % trên",
        required=False,
        help_text="Mẫu số của tỷ lệ. Có mẫu số thì kết quả tự tính từ báo cáo; không có thì phải ghi kết quả.",
    )
    tier = forms.ChoiceField(label="Loại chỉ tiêu", choices=TIERS, initial=YEAR)
    first = DayField(label="Từ ngày")
    last = DayField(label="Đến ngày")
    above = forms.ModelChoiceField(
        label="Thuộc chỉ tiêu dài hơn của đơn vị",
        queryset=Target.objects.none(),
        required=False,
        empty_label="Không",
        help_text="Ví dụ chỉ tiêu năm thuộc chỉ tiêu nhiệm kỳ.",
    )

    field_order = ("cell", "name", "sign", "value", "uom", "among", "tier", "first", "last", "source", "above")

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        cells = _cells()
        named = [(cell, words) for cell, words, one in cells if one.nature != RATIO or one.numerator]
        counted = [(cell, words) for cell, words, one in cells if one.nature != RATIO and one.whole]
        self.fields["cell"].choices = [("", "Chọn chỉ tiêu"), *named]  # type: ignore[attr-defined]
        self.fields["among"].choices = [("", "Không ghi"), *counted]  # type: ignore[attr-defined]
        self.fields["above"].queryset = in_force().filter(unit=unit).exclude(tier=YEAR)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("among"):
            values["uom"] = PERCENT
        return values


def _cells() -> list[tuple[str, str, Element]]:
    """What may be counted, by name: the elements of the catalogue, those of the forms that the unit may ask for, and
    the parts of both that these forms ask about; each with its words and its element."""
    asked = [form_version(version.pk) for version in forms_to_ask()]
    known = {code: catalogue() for code in catalogue().elements}
    known |= {cell: form.known for form in asked for cell in form.cells}
    told = [(cell, by.title(cell), by.element(cell)) for cell, by in known.items()]
    return sorted(((cell, f"{words} ({one.uom})", one) for cell, words, one in told), key=lambda row: row[1])


def union_year(day: Any) -> dict[str, Any]:
    """The first and the last day of the union's year of a day, to begin with."""
    year = period_named(str(day.year + (day.month == 12)))
    return {"first": year.first, "last": year.last}


EQUAL, WEIGHT, SAME, REGISTERED, AS_IS = "deu", "trong", "nhu-nhau", "dang-ky", "dang-giao"


class SplitForm(forms.Form):
    """How a target is split among the units below, to begin with."""

    cach = forms.ChoiceField(label="Cách chia")
    theo = forms.ChoiceField(label="Theo số liệu", required=False)

    def __init__(self, *args: Any, adds: bool, given: bool, registered: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [(SAME, "Cùng một mức")]
        if adds:
            ways = [(WEIGHT, "Theo tỷ trọng một số liệu"), (EQUAL, "Chia đều"), *ways]
        if registered:
            ways.append((REGISTERED, "Theo mức đơn vị đăng ký"))
        if given:
            ways.insert(0, (AS_IS, "Giữ mức đang giao"))
        self.fields["cach"].choices = ways  # type: ignore[attr-defined]
        self.fields["theo"].choices = weighing_cells()  # type: ignore[attr-defined]
        if not adds:
            del self.fields["theo"]


@dataclass(frozen=True)
class Part:
    """What a unit would be given, what it weighs in that, what it has been given and has registered."""

    unit: Unit
    proposed: Decimal | None
    weight: Decimal | None
    given: str
    registered: str


class HandDownForm(forms.Form):
    """What each unit below is given, as it may be put right by hand."""

    def __init__(self, *args: Any, parts: Sequence[Part], target: Target, **options: Any) -> None:
        super().__init__(*args, **options)
        element = element_of(target.cell)
        places = 0 if target.uom == element.uom and element.whole else PLACES
        self.parts = parts
        for part in parts:
            field = NumberField(label=part.unit.short_name, low=0, places=places, required=False)
            field.initial = None if part.proposed is None else figure_number(part.proposed)
            self.fields[f"u{part.unit.pk}"] = field

    @property
    def rows(self) -> list[tuple[forms.BoundField, Part]]:
        """Each unit's field with what stands beside it."""
        return [(self[f"u{part.unit.pk}"], part) for part in self.parts]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        told = {part.unit.pk: values.get(f"u{part.unit.pk}") for part in self.parts}
        parts = {unit_id: Decimal(value) for unit_id, value in told.items() if value is not None}
        if not parts and not self.errors:
            raise ValidationError("Hãy ghi mức cho ít nhất một đơn vị.")
        return {"parts": parts}


class RegisterForm(forms.Form):
    """What the unit puts its name to."""

    registered = NumberField(label="Mức đăng ký", low=0, places=PLACES)
    note = forms.CharField(
        label="Lý do", max_length=250, required=False, help_text="Nên ghi khi đăng ký khác mức được giao."
    )


class OutcomeForm(forms.Form):
    """What came of a target."""

    sign = forms.ChoiceField(label="So sánh", choices=SIGNS, initial="=")
    outcome = NumberField(label="Kết quả", places=PLACES)
