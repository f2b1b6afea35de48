"""Units of measure in rules: people are not added to times, nor đồng to people.

A unit is a product of powers: đồng/người is {đồng: 1, người: -1}. A plain number fits any unit in a sum or a
comparison; a percentage as it is printed is no number to calculate with, and compares by ≈ alone.
"""

from collections import Counter
from collections.abc import Mapping

from ketdoan.core.viet import VietError

from .tree import Binary, Call, Cell, Check, Negative, Node, Number

PERCENT = "%"
Unit = tuple[tuple[str, int], ...]
#: Of a number that is written in a rule; None fits everywhere.
ANY: None = None
PLAIN: Unit = ()


def unit_named(name: str) -> Unit:
    """The unit of an element: người, đồng/người, %."""
    over, _, under = name.partition("/")
    return _unit(Counter({over: 1}) if not under else Counter({over: 1, under: -1}))


def check_units(check: Check, units: Mapping[str, str]) -> None:
    """Refuse (VietError) a rule that mixes units; `units` names that of each element."""
    left, right = _unit_of(check.left, units), _unit_of(check.right, units)
    if check.sign == "≈":
        if left not in (unit_named(PERCENT), ANY):
            raise VietError(f"Bên trái dấu ≈ phải là tỷ lệ %, không phải {_words(left)}.")
        if right not in (PLAIN, ANY):
            raise VietError(f"Bên phải dấu ≈ phải là thương của hai số cùng đơn vị tính, không phải {_words(right)}.")
        return
    if left is not ANY and right is not ANY and left != right:
        raise VietError(f"Không so sánh {_words(left)} với {_words(right)}.")


def _unit_of(node: Node, units: Mapping[str, str]) -> Unit | None:
    match node:
        case Number():
            return ANY
        case Cell(key):
            element = key.partition("|")[0]
            if element not in units:
                raise VietError(f"Không có chỉ tiêu {element}.")
            return unit_named(units[element])
        case Negative(of):
            return _unit_of(of, units)
        case Binary("*" | "/" as sign, left, right):
            return _product(sign, _unit_of(left, units), _unit_of(right, units))
        case Binary(_, left, right):
            return _alike([_unit_of(left, units), _unit_of(right, units)], "cộng, trừ")
        case Call(name, values):
            return _alike([_unit_of(value, units) for value in values], f"lấy {name} của")


def _alike(found: list[Unit | None], verb: str) -> Unit | None:
    known = [unit for unit in found if unit is not ANY]
    for unit in known[1:]:
        if unit != known[0]:
            raise VietError(f"Không {verb} {_words(known[0])} với {_words(unit)}.")
    return known[0] if known else ANY


def _product(sign: str, left: Unit | None, right: Unit | None) -> Unit | None:
    if PERCENT in dict((*(left or ()), *(right or ()))):
        raise VietError("Không nhân, chia tỷ lệ % đã in; hãy dùng tử số và mẫu số.")
    if left is ANY and right is ANY:
        return ANY
    powers = Counter(dict(left or ()))
    for name, power in right or ():
        powers[name] += power if sign == "*" else -power
    return _unit(powers)


def _unit(powers: "Counter[str]") -> Unit:
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _words(unit: Unit | None) -> str:
    if not unit:
        return "số không có đơn vị tính"
    over = "×".join(name for name, power in unit if power > 0) or "1"
    under = "×".join(name for name, power in unit if power < 0)
    return f"“{over}/{under}”" if under else f"“{over}”"
