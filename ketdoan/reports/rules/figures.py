"""Figures as they are reported: a number, a bound (“trên 26.700”), or one of the three ways in which there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from ketdoan.core.viet import VietError

#: Why a cell holds no number: nobody has filled it in; it does not concern the unit; the unit does not know.
MISSING, NOT_APPLICABLE, UNKNOWN = "", "na", "unknown"
STATES = (MISSING, NOT_APPLICABLE, UNKNOWN)
SIGNS = (">=", "<=", ">", "<")
#: Up to here doubles, in which figures are kept and added up, hold every whole number exactly.
LARGEST = Decimal(2) ** 53
MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in a cell. `sign` is that of a bound, "=" for a number; without a `value` the `state` says why."""

    value: Decimal | None = None
    sign: str = "="
    state: str = MISSING

    @property
    def open(self) -> bool:
        """Whether a figure is still to come: none stands here, though one concerns the unit."""
        return self.value is None and self.state != NOT_APPLICABLE

    @property
    def missing(self) -> bool:
        """Whether nobody has said anything here yet."""
        return self.value is None and self.state == MISSING

    @property
    def exact(self) -> Decimal | None:
        """The number, where it is one and no bound."""
        return self.value if self.sign == "=" else None


def figure_of(told: Any) -> Figure:
    """A figure as JSON tells it: a number, null, "na", "unknown", or a bound as the text ">26700".

    Raises VietError for anything else.
    """
    if told is None:
        return Figure()
    if isinstance(told, str):
        if told in (NOT_APPLICABLE, UNKNOWN):
            return Figure(state=told)
        sign = next((sign for sign in SIGNS if told.startswith(sign)), "")
        if sign:
            return Figure(_number(told[len(sign) :]), sign)
    elif isinstance(told, int | float | Decimal) and not isinstance(told, bool):
        return Figure(_number(str(told)))
    raise VietError(f"Không đọc được số liệu “{str(told)[:40]}”.")


def told_as(figure: Figure) -> int | float | str | None:
    """A figure as JSON tells it, and `figure_of` reads it."""
    if figure.value is None:
        return figure.state or None
    number = int(figure.value) if figure.value == int(figure.value) else float(figure.value)
    return number if figure.sign == "=" else f"{figure.sign}{number}"


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise VietError(f"Không đọc được số liệu “{text[:40]}”.") from None
    return kept(value, text)


def kept(value: Decimal, text: str) -> Decimal:
    """A number as a cell may hold it. Raises VietError, which names the `text`, where it is too large or too fine."""
    if not value.is_finite() or abs(value) > LARGEST:
        raise VietError(f"Số liệu “{text[:40]}” quá lớn.")
    if value != round(value, MOST_PLACES):
        raise VietError(f"Số liệu “{text[:40]}” có quá {MOST_PLACES} chữ số thập phân.")
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of many reports: between which numbers each figure lies; NaN where there is none. Where all are exact,
    `high` is `low`. What does not concern a unit counts as 0, and stands in `absent`."""

    low: np.ndarray
    high: np.ndarray
    absent: np.ndarray

    @property
    def exact(self) -> bool:
        """Whether no figure is a bound."""
        return self.high is self.low


def columns_of(reports: Sequence[Mapping[str, Figure]], keys: Iterable[str]) -> dict[str, Column]:
    """The figures of reports as one column for each cell; a report that does not hold a cell is missing it."""
    return {key: _column([report.get(key, Figure()) for report in reports]) for key in keys}


def _column(figures: Sequence[Figure]) -> Column:
    low = np.array([_bound(figure, ">", -np.inf) for figure in figures])
    absent = np.array([figure.state == NOT_APPLICABLE for figure in figures])
    if all(figure.sign == "=" for figure in figures):
        return Column(low, low, absent)
    return Column(low, np.array([_bound(figure, "<", np.inf) for figure in figures]), absent)


def _bound(figure: Figure, sign: str, open_end: float) -> float:
    """One end of where a figure lies: itself, unless it is a bound of the other side. A strict bound counts as one that
    holds: between whole numbers and rounded ones the difference decides nothing."""
    if figure.value is None:
        return 0.0 if figure.state == NOT_APPLICABLE else np.nan
    return float(figure.value) if figure.sign == "=" or figure.sign.startswith(sign) else open_end
