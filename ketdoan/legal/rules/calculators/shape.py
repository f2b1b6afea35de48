"""What a calculator is: what it asks for, and how it tells what it worked out, step by step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NoReturn

from ketdoan.core.viet import format_date

from .sources import Rate, Source, rate_on, rates
from .writing import dong, written

#: No more than this is taken for a sum of money: a thousand billion đồng.
MOST_MONEY = 10**12
FIRST_DAY, LAST_DAY = date(1930, 1, 1), date(2090, 12, 31)


class Kind(StrEnum):
    """What is typed into a field, or what a figure is."""

    MONEY = "money"
    WHOLE = "whole"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DAY = "day"
    CHOICE = "choice"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a calculator asks for. Where nothing is typed into one that is not `required`, it is `default`;
    a day, today."""

    key: str
    label: str
    kind: Kind
    help: str = ""
    low: int = 0
    high: int = MOST_MONEY
    required: bool = True
    default: Any = None
    choices: Mapping[str, str] = field(default_factory=dict)


def money(key: str, label: str, hint: str = "", *, low: int = 1, required: bool = True) -> Field:
    """An amount of đồng."""
    return Field(key, label, Kind.MONEY, hint, low, required=required)


def whole(key: str, label: str, low: int, high: int, hint: str = "") -> Field:
    """A whole number."""
    return Field(key, label, Kind.WHOLE, hint, low, high)


def perhaps(key: str, label: str, high: int, hint: str = "", *, kind: Kind = Kind.WHOLE) -> Field:
    """A number that may be left empty and is none then."""
    return Field(key, label, kind, hint, 0, high, required=False, default=0)


def day(key: str, label: str, hint: str = "", *, required: bool = False) -> Field:
    """A day; today where it is left empty, unless it is required."""
    return Field(key, label, Kind.DAY, hint, required=required)


def choice(key: str, label: str, choices: Mapping[str, str], hint: str = "", *, required: bool = False) -> Field:
    """One of several. The first is what is chosen to begin with, unless somebody has to choose."""
    first = None if required else next(iter(choices))
    return Field(key, label, Kind.CHOICE, hint, choices=choices, default=first, required=required)


def yes(key: str, label: str, hint: str = "") -> Field:
    """A box to be ticked."""
    return Field(key, label, Kind.YES, hint, required=False, default=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was worked out."""

    key: str
    label: str
    value: Any
    kind: Kind = Kind.MONEY
    unit: str = ""

    @property
    def text(self) -> str:
        """How it is written."""
        if self.kind is Kind.MONEY:
            return dong(Fraction(self.value))
        if self.kind is Kind.DAY:
            return format_date(self.value)
        if self.kind is Kind.YES:
            return "Có" if self.value else "Không"
        if self.kind is Kind.PERCENT:
            return f"{written(Fraction(self.value) * 100)}%"
        return f"{written(Fraction(self.value))} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence with its numbers, and where the law says so. Without sources it tells what the law leaves open."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was worked out, by the law of which day; the first figure is what was asked for."""

    figures: tuple[Figure, ...]
    steps: tuple[Step, ...]
    day: date

    @property
    def main(self) -> Figure:
        """The figure that was asked for."""
        return self.figures[0]


class WrongInputError(Exception):
    """What is wrong with what was typed into a field."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key, self.message = key, message


class Working:
    """A calculation on its way: what was given, and the steps told so far. The day in the field `at` decides which law
    counts."""

    def __init__(self, given: Mapping[str, Any], at: str) -> None:
        self._given, self._at = given, at
        self._steps: list[Step] = []
        self._has_rounded = False

    def __getitem__(self, key: str) -> Any:
        return self._given[key]

    @property
    def day(self) -> date:
        """The day whose law counts."""
        found: date = self._given[self._at]
        return found

    def rate(self, key: str, at: str = "") -> Rate:
        """A figure in force on the day whose law counts, or on that of another field. Refuses the field where none is
        known for its day."""
        field_of_day = at or self._at
        on = self._given[field_of_day]
        found = rate_on(key, on)
        if found is None:
            raise WrongInputError(field_of_day, _uncovered(key, on))
        return found

    def refuse(self, key: str, message: str) -> NoReturn:
        """Say that what was typed into a field cannot be."""
        raise WrongInputError(key, message)

    def tell(self, text: str, *sources: Source | Rate) -> None:
        """Add a step and where it stands in the law."""
        self._steps.append(Step(text, tuple(one.source if isinstance(one, Rate) else one for one in sources)))

    def leave_open(self, text: str) -> None:
        """Add what the law does not settle, and how it is done here."""
        self._steps.append(Step(text, ()))

    def rounded(self, amount: Fraction) -> int:
        """An amount in whole đồng; how it is rounded is told the first time."""
        if amount.denominator == 1:
            return int(amount)
        whole_dong = int(amount + Fraction(1, 2))
        if not self._has_rounded:
            self.leave_open(
                f"Luật không quy định cách làm tròn đến đồng; ở đây từ nửa đồng làm tròn lên: {dong(whole_dong)}."
            )
        self._has_rounded = True
        return whole_dong

    def result(self, *figures: Figure) -> Result:
        """What was worked out."""
        return Result(figures, tuple(self._steps), self.day)


def _uncovered(key: str, day: date) -> str:
    known = rates()[key]
    first = known[0].source.since
    if day < first:
        return f"Chỉ tính được từ ngày {format_date(first)}; số liệu trước ngày đó chưa có."
    return f"Chưa có số liệu luật cho ngày {format_date(day)}."


@dataclass(frozen=True)
class Calculator:
    """Something that the law gives a formula for. `at` is the field whose day decides which law counts; `entries` the
    entries of the handbook beside which it is offered."""

    code: str
    part: str
    title: str
    about: str
    at: str
    fields: tuple[Field, ...]
    work: Callable[[Working], Result]
    entries: tuple[str, ...] = ()

    def work_out(self, given: Mapping[str, Any]) -> Result:
        """Work it out of values by the keys of the fields. Raises WrongInputError."""
        return self.work(Working(given, self.at))


def as_decimal(number: Fraction, places: int) -> Decimal:
    """A fraction as a decimal of so many places, half a unit rounded up."""
    scaled = int(number * 10**places + Fraction(1, 2))
    return Decimal(scaled).scaleb(-places)
