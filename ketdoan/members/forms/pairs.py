"""Forms by which two records are held for one person, or for two."""

import json
from typing import Any

from django import forms

from ketdoan.units.models import Unit
from ketdoan.units.queries.inside import full_place

from ..models import DuplicatePair
from ..queries.pairs import standing_units

FIRST, SECOND, DIFFERENT = "first", "second", "different"


class DecideForm(forms.Form):
    """One person, under either record, or two; where the person belongs; and why."""

    decision = forms.ChoiceField(label="Quyết định", widget=forms.RadioSelect)
    belongs = forms.ChoiceField(
        label="Hiện sinh hoạt ở",
        required=False,
        help_text="Khi gộp: nếu các ghi nhận chưa nói như vậy, một lần chuyển sinh hoạt được ghi kèm.",
    )
    why = forms.CharField(
        label="Lý do, ghi chú", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, pair: DuplicatePair, **options: Any) -> None:
        super().__init__(*args, **options)
        units = standing_units(pair)
        self.units: dict[str, Unit] = {str(unit.pk): unit for unit in units}
        choices = [
            (FIRST, f"1. Cùng một người, giữ hồ sơ thứ nhất ({_where(pair.first)})"),
            (SECOND, f"2. Cùng một người, giữ hồ sơ thứ hai ({_where(pair.second)})"),
            (DIFFERENT, "3. Hai người khác nhau"),
        ]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        if not units:
            del self.fields["belongs"]
            return
        places = [(pk, full_place(unit)) for pk, unit in self.units.items()]
        self.fields["belongs"].choices = [*places, ("", "Theo các ghi nhận của cả hai hồ sơ")]  # type: ignore[attr-defined]
        self.initial.setdefault("belongs", places[0][0])
        kept = {FIRST: pair.first, SECOND: pair.second}
        own = {name: str(person.member.unit_id) for name, person in kept.items()}
        self.fields["belongs"].widget.attrs["data-follows"] = json.dumps(
            {name: unit for name, unit in own.items() if unit in self.units}
        )

    def clean_belongs(self) -> Unit | None:
        return self.units.get(self.cleaned_data["belongs"])


def _where(person: Any) -> str:
    return f"{person.name}, {full_place(person.member.unit)}"


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    why = forms.CharField(label="Vì sao", widget=forms.Textarea(attrs={"rows": 2}), max_length=300)
