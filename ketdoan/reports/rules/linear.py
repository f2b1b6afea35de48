"""A rule of equality as a balance: what each cell counts for, so that a gap can be laid at one of them."""

from collections import Counter
from decimal import Decimal
from functools import lru_cache

from .tree import Binary, Call, Cell, Check, Negative, Node, Number

#: What each cell counts for; under None what is written as a number.
Balance = dict[Cell | None, Decimal]


@lru_cache(maxsize=4096)
def balance(check: Check) -> Balance | None:
    """Left less right, which is 0 where the rule holds; None for rules that are no equality of plain sums."""
    if check.sign != "=":
        return None
    left, right = _terms(check.left), _terms(check.right)
    if left is None or right is None:
        return None
    return _sum(left, right, Decimal(-1))


def _terms(node: Node) -> Balance | None:
    match node:
        case Number(value):
            return {None: value}
        case Cell():
            return {node: Decimal(1)}
        case Negative(of):
            return _times(_terms(of), Decimal(-1))
        case Binary(sign, left, right):
            one, other = _terms(left), _terms(right)
            return None if one is None or other is None else _joined(sign, one, other)
        case Call():
            return None


def _joined(sign: str, one: Balance, other: Balance) -> Balance | None:
    if sign in "+-":
        return _sum(one, other, Decimal(f"{sign}1"))
    if sign == "*" and _plain(one):
        return _times(other, one[None])
    if _plain(other) and (sign == "*" or other[None]):
        return _times(one, other[None] if sign == "*" else 1 / other[None])
    return None


def _plain(terms: Balance) -> bool:
    return set(terms) == {None}


def _times(terms: Balance | None, factor: Decimal) -> Balance | None:
    return None if terms is None else {cell: number * factor for cell, number in terms.items()}


def _sum(one: Balance, other: Balance, factor: Decimal) -> Balance:
    found: Counter[Cell | None] = Counter()
    for terms, times in ((one, Decimal(1)), (other, factor)):
        for cell, number in terms.items():
            found[cell] += number * times  # type: ignore[assignment]
    return {cell: Decimal(number) for cell, number in found.items() if number or cell is None}
