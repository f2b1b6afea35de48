"""Figures as people write and read them in a cell: 1.234.567, trên 26.700, –, ?."""

from decimal import Decimal

from ketdoan.core.viet import Bound, VietError, fold, format_number, parse_bound

from .catalogue import Element
from .figures import NOT_APPLICABLE, UNKNOWN, Figure, kept
from .measures import PERCENT

#: What may be written for a figure that does not concern the unit, and for one that it does not know.
ABSENT = ("-", "–", "kad", "khong ap dung")
NOT_KNOWN = ("?", "chua biet", "khong ro")
WORDS = {">": "trên ", ">=": "ít nhất ", "<": "dưới ", "<=": "không quá "}
_SIGNS = (">=", "<=", ">", "<", "≥", "≤")
_SAME = {"≥": ">=", "≤": "<="}
MONEY = "đồng"


def read_figure(text: str, element: Element) -> Figure:
    """The figure that somebody wrote in a cell of an element. Raises VietError where it is none, or none of it."""
    shown = text.strip()
    if not shown:
        return Figure()
    if fold(shown) in ABSENT or shown in ABSENT:
        return Figure(state=NOT_APPLICABLE)
    if fold(shown) in NOT_KNOWN or shown in NOT_KNOWN:
        return Figure(state=UNKNOWN)
    sign = next((sign for sign in _SIGNS if shown.startswith(sign)), "")
    bound = parse_bound(shown.removeprefix(sign))
    if bound.comparison == "~":
        raise VietError("Ghi con số, hoặc “trên”, “dưới” một số; không ghi “khoảng”.")
    _must_be_of(bound, element)
    found = Figure(kept(bound.value, shown), _SAME.get(sign, sign) or bound.comparison)
    must_fit(found, element)
    return found


def _must_be_of(bound: Bound, element: Element) -> None:
    if bound.unit == PERCENT and element.uom != PERCENT:
        raise VietError(f"Ô này ghi theo “{element.uom}”, không ghi tỷ lệ %.")
    if bound.unit == MONEY and not element.uom.startswith(MONEY):
        raise VietError(f"Ô này ghi theo “{element.uom}”, không ghi số tiền.")


def must_fit(figure: Figure, element: Element) -> None:
    """Refuse (VietError) a number that the element cannot have."""
    value = figure.value
    if value is None:
        return
    if value < 0 and not element.signed:
        raise VietError("Số liệu không thể âm.")
    if element.whole and value % 1:
        raise VietError(f"Số {element.uom} phải là số nguyên.")


def figure_text(figure: Figure) -> str:
    """A figure as it is written in a cell."""
    if figure.value is None:
        return {NOT_APPLICABLE: "–", UNKNOWN: "?"}.get(figure.state, "")
    return WORDS.get(figure.sign, "") + format_number(figure_number(figure.value))


def figure_number(value: Decimal) -> Decimal:
    """Without zeros behind the comma."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
