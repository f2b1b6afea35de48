"""How likely a wrong figure is, were another one right: logarithms of probabilities, as far as order needs them."""

from decimal import Decimal
from itertools import pairwise
from math import exp, log

from .catalogue import STOCK, Element

#: How often a figure is that of last period: a stock, something rare, what is counted anew.
UNCHANGED = {True: 0.25, False: 0.02}
RARE, RARE_UNCHANGED = 3, 0.3
#: By how much figures differ from one period to the next, on a scale on which doubling counts alike.
SPREAD = {True: 0.12, False: 0.6}
#: How often a figure has nothing to do with the last one, and over how many powers of e it then spreads.
ANEW, WIDE = 0.08, 15.0
#: What goes wrong as one figure is written: a sign of it, the line beside it, or anything else.
OF_SIGNS, OF_NEXT_LINE, OF_ANYTHING = 0.5, 0.2, 0.3


def usual(value: Decimal, before: Decimal | None, element: Element) -> float:
    """How usual a figure is beside that of the period before."""
    if before is None:
        return 0.0
    stock = element.nature == STOCK
    size = 1.0 + abs(float(value))
    away = abs(log(size / (1.0 + abs(float(before)))))
    near = exp(-away / SPREAD[stock]) / (2 * SPREAD[stock])
    found = ((1 - ANEW) * near + ANEW / WIDE) / size
    if value == before:
        found += RARE_UNCHANGED if before <= RARE else UNCHANGED[stock]
    return log(found)


def slipped(wrong: Decimal, right: Decimal, beside: tuple[Decimal, ...]) -> float:
    """How likely somebody writes a wrong figure for a right one; `beside` is what stands in the lines next to it."""
    told, meant = f"{wrong:f}", f"{right:f}"
    found = OF_ANYTHING / (4.0 * (1.0 + abs(float(wrong - right))))
    if _one_sign_apart(told, meant):
        found += OF_SIGNS / (12.0 * len(meant))
    if wrong in beside:
        found += OF_NEXT_LINE / 2
    return log(found)


def _one_sign_apart(told: str, meant: str) -> bool:
    """Whether one sign is another one, is left out or is written twice."""
    if len(told) == len(meant):
        return sum(one != other for one, other in zip(told, meant, strict=True)) == 1
    longer, shorter = sorted((told, meant), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    places = [at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter]
    return bool(places) and (longer is meant or any(one == other for one, other in pairwise(longer)))


def swaps(value: Decimal) -> list[Decimal]:
    """The numbers with two digits that stand side by side changed over."""
    text = f"{value:f}"
    return [
        Decimal(text[:at] + other + one + text[at + 2 :])
        for at, (one, other) in enumerate(pairwise(text))
        if one.isdigit() and other.isdigit() and one != other
    ]
