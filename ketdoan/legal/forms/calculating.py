"""The form of a calculator, made from the fields that it asks for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField, MoneyField, NumberField
from ketdoan.core.viet import format_date, today

from ..rules.calculators.shape import FIRST_DAY, LAST_DAY, Calculator, Field, Figure, Kind, Result, WrongInputError

PLACES = 2
#: So many choices stand below each other; more are a list to be opened.
SHOWN_AT_ONCE = 5


class CalculatorForm(forms.Form):
    """What a calculator asks for. Where nothing was typed, what the field has for that counts."""

    def __init__(self, calculator: Calculator, data: Any = None) -> None:
        super().__init__(data, prefix=None)
        self.calculator = calculator
        self.fields.update({field.key: _control(field) for field in calculator.fields})

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for field in self.calculator.fields:
            if given.get(field.key) in (None, "") and field.key not in self.errors:
                given[field.key] = today() if field.kind is Kind.DAY else field.default
        return given

    def worked_out(self) -> Result | None:
        """The result; None, with errors at the fields, where there is none."""
        if not self.is_valid():
            return None
        try:
            return self.calculator.work_out(self.cleaned_data)
        except WrongInputError as error:
            self.add_error(error.key, error.message)
            return None

    def wrong(self) -> list[tuple[str, str]]:
        """Each error with the id of its field, in the order of the form, and with its name where it does not say it."""
        return [
            (shown.id_for_label or f"{shown.auto_id}_0", _naming(str(shown.label), str(message)))
            for shown in self
            for message in shown.errors
        ]

    def typed(self) -> list[tuple[str, str]]:
        """What a result was worked out of, in words, without what was left empty."""
        shown = [(field, self.cleaned_data[field.key]) for field in self.calculator.fields]
        return [(field.label, _in_words(field, value)) for field, value in shown if value]


def _naming(label: str, message: str) -> str:
    return message if label in message else f"{label}: {message[:1].lower()}{message[1:]}"


def _in_words(field: Field, value: Any) -> str:
    if field.kind is Kind.CHOICE:
        return str(field.choices[value])
    return Figure(field.key, field.label, value, field.kind).text


def _control(field: Field) -> forms.Field:
    words: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.required}
    if field.required:
        verb = "chọn" if field.kind is Kind.CHOICE else "nhập"
        words["error_messages"] = {"required": f"Chưa {verb} “{field.label}”."}
    if field.kind is Kind.DAY:
        return DayField(**words, initial=None if field.required else today, validators=[_within_reach])
    if field.kind is Kind.CHOICE:
        widget = forms.RadioSelect if len(field.choices) <= SHOWN_AT_ONCE else forms.Select
        return forms.ChoiceField(choices=list(field.choices.items()), initial=field.default, widget=widget, **words)
    if field.kind is Kind.YES:
        return forms.BooleanField(**words)
    if field.kind is Kind.MONEY:
        return MoneyField(low=field.low, high=field.high, **words)
    places = PLACES if field.kind is Kind.DECIMAL else 0
    return NumberField(low=field.low, high=field.high, places=places, **words)


def _within_reach(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(f"Phải từ {format_date(FIRST_DAY)} đến {format_date(LAST_DAY)}.")


def unknown(calculator: Calculator, given: Mapping[str, Any]) -> list[str]:
    """Names in what is given that the calculator does not ask for."""
    return sorted(set(given) - {field.key for field in calculator.fields})
