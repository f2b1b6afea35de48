"""Reports as units hand them in: figures that keep every rule of a form, made up by solving its rules.

For any form that is shipped. Nothing here knows of how errors are explained.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from ketdoan.reports.rules.catalogue import FLOW, RATIO, STOCK, catalogue
from ketdoan.reports.rules.forms import Form, Rule
from ketdoan.reports.rules.tree import Binary, Call, Cell, Negative, Node, Number

#: Figures by cell; what does not concern the unit is not among them, and counts as 0.
Numbers = dict[str, Decimal]
PASSES, TRIES = 60, 40
#: What is usual of a unit of measure, beside the number of people or, for all that units do, of units: smallest and
#: largest share, as powers of ten.
BY_PEOPLE = {"người": (-2.0, -0.1), "lượt": (-1.5, 0.3), "suất": (-1.2, 0.0), "kiến nghị": (-2.0, -1.0)}
OF_UNITS = (-1.0, 0.9)
SHARE_OF_ZEROS = 0.12


class Unsolved(Exception):
    """No figures were found that keep the rules."""


@dataclass(frozen=True)
class Broken:
    """A rule that figures break, with by how much the left side is larger."""

    rule: Rule
    gap: float


def reckoned(node: Node, numbers: Mapping[str, Any], before: Mapping[str, Any]) -> float:
    """What a side of a rule comes to. Raises KeyError where a figure is missing, ZeroDivisionError as usual."""
    match node:
        case Number(value):
            return float(value)
        case Cell(key, periods):
            return float((before if periods else numbers)[key])
        case Negative(of):
            return -reckoned(of, numbers, before)
        case Call(name, values):
            told = [reckoned(value, numbers, before) for value in values]
            return abs(told[0]) if name == "abs" else min(told) if name == "min" else max(told)
        case Binary(sign, left, right):
            one, other = reckoned(left, numbers, before), reckoned(right, numbers, before)
            return one / other if sign == "/" else {"+": one + other, "-": one - other, "*": one * other}[sign]


def gap_of(rule: Rule, numbers: Mapping[str, Any], before: Mapping[str, Any]) -> float:
    """By how much a rule is broken: 0 where it holds, or is open."""
    check = rule.check
    try:
        left, right = (reckoned(side, numbers, before) for side in (check.left, check.right))
    except (KeyError, ZeroDivisionError):
        return 0.0
    if check.sign == "≈":
        gap = left - 100 * right
        return 0.0 if abs(gap) <= 0.5 * 10.0**-check.places + 1e-7 else gap
    gap = left - right
    tiny = 1e-9 * max(1.0, abs(left), abs(right))
    holds = {"=": abs(gap) <= tiny, "<=": gap <= tiny, ">=": gap >= -tiny, "<": gap < -tiny, ">": gap > tiny}
    return 0.0 if holds[check.sign] else gap


def broken(form: Form, numbers: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Broken]:
    """The rules that figures break."""
    for rule in form.rules:
        if gap := gap_of(rule, numbers, before):
            yield Broken(rule, gap)


class Solver:
    """Makes figures that keep the rules of a form, and mends figures until they do."""

    def __init__(self, form: Form, first: date, random: Random) -> None:
        self.form, self.first, self.random = form, first, random
        known = catalogue()
        self.elements = {cell: known.element(cell) for cell in form.cells}
        self.open = [cell for cell in form.cells if not known.closed(cell, first)]
        self.closed = {cell: Decimal(0) for cell in form.cells if known.closed(cell, first)}
        uses = [cell.key for rule in form.rules for cell in rule.check.cells]
        sums = [cell.key for rule in form.rules if rule.check.sign == "=" for cell in rule.check.cells]
        self.bound = {cell: 1.0 / (1 + uses.get(cell, 0) + 3 * of_sums.get(cell, 0)) ** 2
                      for uses, of_sums in [(Counter(uses), Counter(sums))] for cell in form.cells}  # fmt: skip

    def made(self, people: float, before: Numbers | None = None) -> Numbers:
        """The figures of a unit of so many people, like those of the period before where there are any."""
        for _ in range(TRIES):
            drawn = {cell: self._carried(cell, before) if before else self._drawn(cell, people) for cell in self.open}
            try:
                found = self.settled({**self.closed, **drawn}, before or {})
                return {cell: found[cell] for cell in self.form.cells}
            except Unsolved:
                continue
        raise Unsolved(self.form.code)

    def _drawn(self, cell: str, people: float) -> Decimal:
        element, pick = self.elements[cell], self.random
        if element.nature == RATIO:
            return Decimal(0)
        if element.uom == "đồng/người":
            return Decimal(round(pick.lognormvariate(16.0, 0.2), -3))
        if element.nature == FLOW and pick.random() < SHARE_OF_ZEROS:
            return Decimal(0)
        if element.uom == "đồng":
            return Decimal(round(people * pick.lognormvariate(11.5, 1.0), -4))
        if element.uom in BY_PEOPLE:
            low, high = BY_PEOPLE[element.uom]
            return Decimal(round(people * 10 ** pick.uniform(low - (element.nature == FLOW), high)))
        return Decimal(round(max(people / 150, 1.5) * 10 ** pick.uniform(*OF_UNITS)))

    def _carried(self, cell: str, before: Numbers) -> Decimal:
        """A figure of the next period: stocks change little or not at all, what happened is counted anew."""
        element, was, pick = self.elements[cell], before.get(cell, Decimal(0)), self.random
        if not was or element.nature == RATIO:
            return was
        if element.nature == STOCK:
            now = float(was) * (1.0 if pick.random() < 0.25 else pick.lognormvariate(0.0, 0.06))
        else:
            now = float(was) * pick.lognormvariate(0.0, 0.45)
        return Decimal(round(now, -4 if element.uom == "đồng" else -3 if element.uom == "đồng/người" else 0))

    def settled(self, numbers: Numbers, before: Numbers, frozen: Collection[str] = ()) -> Numbers:
        """Figures changed in as few places as it takes to keep all rules; those that are `frozen` are kept.

        Raises Unsolved where it does not come to an end."""
        found = dict(numbers)
        for _ in range(PASSES):
            told = list(broken(self.form, found, before))
            if not told:
                return found
            self.random.shuffle(told)
            for one in told:
                self._mend(one.rule, found, before, frozen)
        raise Unsolved(self.form.code)

    def _mend(self, rule: Rule, found: Numbers, before: Numbers, frozen: Collection[str]) -> None:
        if not gap_of(rule, found, before):
            return
        cells = [cell.key for cell in rule.check.cells if not cell.periods and cell.key in found]
        cells = [cell for cell in cells if cell not in frozen and cell not in self.closed]
        if rule.check.sign == "≈":
            cells = [cell for cell in cells if self.elements[cell].nature == RATIO]
        if rule.check.sign == "=" and self.random.random() < 0.7 and self._scale(rule, cells, found):
            return
        while cells:
            (cell,) = self.random.choices(cells, [self.bound[cell] * self._room(found[cell]) for cell in cells])
            cells.remove(cell)
            if self._solve(rule, cell, found, before):
                return

    def _scale(self, rule: Rule, cells: Collection[str], found: Numbers) -> bool:
        """Make the parts of a total as large as this, all alike."""
        parts, total = _parts(rule.check.right), rule.check.left
        if not isinstance(total, Cell) or not parts or not set(parts) - self.closed.keys() <= set(cells):
            return False
        number, of_parts = found[total.key], sum((found[part] for part in parts), Decimal(0))
        if number <= 0 or of_parts <= 0:
            return False
        for part in parts:
            found[part] = Decimal(round(found[part] * number / of_parts))
        rest = number - sum((found[part] for part in parts), Decimal(0))
        largest = max(parts, key=lambda part: found[part])
        found[largest] += rest
        return found[largest] >= 0

    @staticmethod
    def _room(value: Decimal) -> float:
        return 0.02 + abs(float(value)) ** 0.5

    def _solve(self, rule: Rule, cell: str, found: Numbers, before: Numbers) -> bool:
        """Give a cell the value with which a rule holds. False where there is none."""
        element, held = self.elements[cell], found[cell]
        places = 0 if element.whole else self.random.choice((0, 1, 2)) if element.nature == RATIO else 0
        value = self._root(rule, cell, found, before)
        if value is None or not abs(value) <= 1e14:
            return False
        if rule.check.sign not in ("=", "≈"):  # not only just
            less = value < held if value != held else rule.check.sign == "<="
            value *= self.random.uniform(0.5, 1.0) if less else self.random.uniform(1.0, 1.6)
            value = float(int(value)) if less else float(int(value) + 1)
        if value < -1e-6 and not element.signed:
            if rule.check.sign == "=" and held:
                found[cell] = held // 3
            return False
        found[cell] = round(Decimal(repr(value)), places)
        return True

    def _root(self, rule: Rule, cell: str, found: Numbers, before: Numbers) -> float | None:
        """Where the two sides meet, by secants: at once where the cell is added, after some steps where divided by."""
        factor = 100.0 if rule.check.sign == "≈" else 1.0

        def apart(value: float) -> float:
            tried = {**found, cell: value}
            return reckoned(rule.check.left, tried, before) - factor * reckoned(rule.check.right, tried, before)

        try:
            old, new = float(found[cell]), float(found[cell]) * 1.1 + 1.0
            gaps = apart(old), apart(new)
            for _ in range(25):
                if gaps[0] == gaps[1]:
                    return None
                old, new = new, new - gaps[1] * (new - old) / (gaps[1] - gaps[0])
                gaps = gaps[1], apart(new)
                if abs(gaps[1]) < 1e-7:
                    return new
        except (KeyError, ZeroDivisionError, OverflowError):
            return None
        return None


def _parts(node: Node) -> list[str]:
    """The cells of a plain sum; none where it is anything else."""
    match node:
        case Cell(key, 0):
            return [key]
        case Binary("+", left, right):
            told = _parts(left), _parts(right)
            return [*told[0], *told[1]] if all(told) else []
    return []
