"""Whether figures keep a rule: for one report as for those of all units, by the same few lines.

A side of a rule is a pair of ends between which its value lies; they differ only where a figure is a bound. Of what is
missing or unknown nothing follows: neither that a rule holds nor that it is broken.
"""

from collections.abc import Mapping

import numpy as np

from .figures import Column
from .tree import Binary, Call, Cell, Check, Negative, Node, Number

OK, FAIL, UNDEFINED = 0, 1, 2
#: Relative difference below which two numbers are the same: that of calculating with doubles.
SAME = 1e-9
Ends = tuple[np.ndarray, np.ndarray]
Columns = Mapping[Cell, Column]


def verdicts(check: Check, columns: Columns, number: int, tolerance: float = 0.0) -> np.ndarray:
    """For each of a number of reports OK, FAIL or UNDEFINED. `columns` lacks cells of which nothing is known at all;
    `tolerance` is by how much the sides may differ, in their unit."""
    cells = [columns.get(cell) for cell in check.cells]
    with np.errstate(all="ignore"):
        left, right = (_ends(node, columns, number) for node in (check.left, check.right))
        if check.sign == "≈":
            half = 0.5 * 10.0**-check.places + SAME
            left, right = (left[0] - half, left[1] + half), (100 * right[0], 100 * right[1])
            holds, broken = _within(right, left), _apart(left, right, 0.0)
        else:
            slack = tolerance + SAME * np.maximum(1.0, np.fmax(np.abs(left[0]), np.abs(right[0])))
            slack = np.where(np.isfinite(slack), slack, tolerance)
            holds, broken = _compare(check.sign, left, right, slack)
    found = np.where(holds, OK, np.where(broken, FAIL, UNDEFINED)).astype(np.int8)
    if cells and all(column is not None for column in cells):
        found[np.logical_and.reduce([column.absent for column in cells if column is not None])] = OK
    return found


def value(node: Node, columns: Columns) -> float | None:
    """What an expression comes to in one report; None where it is open."""
    with np.errstate(all="ignore"):
        low, high = _ends(node, columns, 1)
    return float(low[0]) if low[0] == high[0] and np.isfinite(low[0]) else None


def sides(check: Check, columns: Columns, number: int) -> np.ndarray:
    """By how much the left side of a rule is larger than the right one in each report; NaN where that is open."""
    with np.errstate(all="ignore"):
        left, right = (_ends(node, columns, number) for node in (check.left, check.right))
        return _point(left) - (100 if check.sign == "≈" else 1) * _point(right)


def values(node: Node, columns: Columns, number: int) -> np.ndarray:
    """What an expression comes to in each report; NaN where that is open."""
    with np.errstate(all="ignore"):
        return _point(_ends(node, columns, number))


def _point(ends: Ends) -> np.ndarray:
    return np.where((ends[0] == ends[1]) & np.isfinite(ends[0]), ends[0], np.nan)


def _compare(sign: str, left: Ends, right: Ends, slack: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    match sign:
        case "=":
            points = (left[0] == left[1]) & (right[0] == right[1])
            return points & (np.abs(left[0] - right[0]) <= slack), _apart(left, right, slack)
        case "<=":
            return left[1] <= right[0] + slack, left[0] > right[1] + slack
        case ">=":
            return left[0] >= right[1] - slack, left[1] < right[0] - slack
        case "<":
            return left[1] < right[0] - slack, left[0] >= right[1] - slack
        case _:
            return left[0] > right[1] + slack, left[1] <= right[0] + slack


def _apart(left: Ends, right: Ends, slack: "np.ndarray | float") -> np.ndarray:
    return (left[0] > right[1] + slack) | (left[1] < right[0] - slack)


def _within(inner: Ends, outer: Ends) -> np.ndarray:
    return (inner[0] >= outer[0]) & (inner[1] <= outer[1])


def _ends(node: Node, columns: Columns, number: int) -> Ends:
    match node:
        case Number(written):
            return _exact(np.full(number, float(written)))
        case Cell():
            column = columns.get(node)
            return (column.low, column.high) if column else _exact(np.full(number, np.nan))
        case Negative(of):
            low, high = _ends(of, columns, number)
            return _exact(-low) if low is high else (-high, -low)
        case Binary(sign, left, right):
            return _calculated(sign, _ends(left, columns, number), _ends(right, columns, number))
        case Call(name, values):
            return _called(name, [_ends(each, columns, number) for each in values])


_SIGNS = {"+": np.add, "-": np.subtract, "*": np.multiply}


def _calculated(sign: str, left: Ends, right: Ends) -> Ends:
    if sign == "/":
        sign, right = "*", _one_over(right)
    if left[0] is left[1] and right[0] is right[1]:
        return _exact(_SIGNS[sign](left[0], right[0]))
    if sign == "+":
        return left[0] + right[0], left[1] + right[1]
    if sign == "-":
        return left[0] - right[1], left[1] - right[0]
    products = np.array([left[at] * right[other] for at in (0, 1) for other in (0, 1)])
    known = ~(np.isnan(left[0]) | np.isnan(right[0]))
    products[np.isnan(products) & known] = 0.0  # nothing times however much
    return products.min(axis=0), products.max(axis=0)


def _exact(told: np.ndarray) -> Ends:
    return told, told


def _one_over(ends: Ends) -> Ends:
    """The reciprocal; unknown where the value may be 0."""
    low, high = ends
    crosses = (low <= 0) & (high >= 0)
    inverse = np.where(crosses, np.nan, 1.0 / high)
    return _exact(inverse) if low is high else (inverse, np.where(crosses, np.nan, 1.0 / low))


def _called(name: str, values: list[Ends]) -> Ends:
    exact = all(low is high for low, high in values)
    if name == "abs":
        ((low, high),) = values
        sizes = np.abs(low), np.abs(high)
        if exact:
            return _exact(sizes[0])
        return np.where((low <= 0) & (high >= 0), 0.0, np.minimum(*sizes)), np.maximum(*sizes)
    pick = np.minimum if name == "min" else np.maximum
    lows = pick.reduce([low for low, _ in values])
    return _exact(lows) if exact else (lows, pick.reduce([high for _, high in values]))
