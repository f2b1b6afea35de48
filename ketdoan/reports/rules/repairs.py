"""What may have gone wrong where a rule is broken: changes of one cell after which it holds, the likeliest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .catalogue import Catalogue
from .evaluation import FAIL, OK, Columns, verdicts
from .figures import NOT_APPLICABLE, Column, Figure, columns_of
from .forms import Rule
from .linear import Balance, balance
from .tree import Cell

#: Why a figure is wrong, the most telling first: a mark in the figure itself counts more than that it would fit.
SWAPPED, SHIFTED, COPIED, MOVED_WHOLE, ONE_CELL = "swapped", "shifted", "copied", "moved_whole", "one_cell"
CAUSES = (SWAPPED, SHIFTED, COPIED, MOVED_WHOLE, ONE_CELL)
#: Of these more must be known than the report; see context.py.
BY_CONTEXT = WRONG_CUT_OFF, LATE_EVENTS, CHILD_MISSING = "wrong_cut_off", "late_events", "child_missing"
SHIFTS = tuple(Decimal(10) ** power for power in (1, -1, 2, -2, 3, -3, 6, -6))
NETTED = "netted"
MOST = 12


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of a cell that makes a rule hold; `broken` is how many other rules it would break. For units that moved
    whole the form may have no line: then `to` members came with them or, below 0, went. A cause of more than one cell
    tells of one of them, with its `unit` or `day`."""

    cause: str
    cell: str
    found: Decimal | None
    to: Decimal
    broken: int = 0
    unit: str = ""
    day: date | None = None


class Report:
    """The figures of one report, with those of the periods before: what rules say of them, also with one changed."""

    def __init__(self, periods: Sequence[Mapping[str, Figure]], rules: Sequence[Rule], known: Catalogue) -> None:
        self.periods, self.rules, self.known = periods, rules, known
        self.cells = {cell for rule in rules for cell in rule.check.cells}
        self.columns: Columns = {cell: self._column(cell, self.figure(cell)) for cell in self.cells}

    def figure(self, cell: Cell) -> Figure:
        """What stands in a cell."""
        held = self.periods[cell.periods] if cell.periods < len(self.periods) else {}
        return held.get(cell.key, Figure())

    @staticmethod
    def _column(cell: Cell, figure: Figure) -> Column:
        return columns_of([{cell.key: figure}], [cell.key])[cell.key]

    def verdict(self, rule: Rule, changed: Mapping[Cell, Figure] | None = None) -> int:
        """Whether a rule holds, were some cells changed."""
        columns = {**self.columns, **{cell: self._column(cell, figure) for cell, figure in (changed or {}).items()}}
        return int(verdicts(rule.check, columns, 1)[0])

    def broken_by(self, cell: Cell, figure: Figure) -> int:
        """How many rules that are not broken now would be, were a cell changed."""
        touched = [rule for rule in self.rules if cell in rule.check.cells]
        return sum(self.verdict(rule, {cell: figure}) == FAIL != self.verdict(rule) for rule in touched)

    def repairs(self, rule: Rule) -> list[Repair]:
        """What would make a broken rule hold, the likeliest first; among equals the smallest change."""
        found = [*self._changes(rule), *self._moved_whole(rule)]
        found.sort(key=lambda one: (one.broken, CAUSES.index(one.cause), _size(one)))
        return found[:MOST]

    def _changes(self, rule: Rule) -> Iterator[Repair]:
        terms = balance(rule.check)
        for cell in rule.check.cells:
            held = self.figure(cell).exact
            if cell.periods or held is None:
                continue
            for value, cause in self._options(cell, held, terms).items():
                figure = Figure(value)
                if self._possible(cell, value) and self.verdict(rule, {cell: figure}) == OK:
                    yield Repair(cause, cell.key, held, value, self.broken_by(cell, figure))

    def _options(self, cell: Cell, held: Decimal, terms: Balance | None) -> dict[Decimal, str]:
        """Values that a cell might have had, each with its most telling cause."""
        options: dict[Decimal, str] = {}
        if terms and (solved := self._solved(cell, terms)) is not None:
            before = self.figure(Cell(cell.key, 1)).exact
            options[solved] = COPIED if before is not None and before == held else ONE_CELL
        options |= {held * shift: SHIFTED for shift in SHIFTS if held}
        options |= dict.fromkeys(_swapped(held), SWAPPED)
        return options

    def _solved(self, cell: Cell, terms: Balance) -> Decimal | None:
        """The value with which the other cells balance."""
        rest = terms.get(None, Decimal(0))
        for other, times in terms.items():
            if other is None or other == cell:
                continue
            told = self._number(other)
            if told is None:
                return None
            rest += times * told
        return -rest / terms[cell] if terms.get(cell) else None

    def _possible(self, cell: Cell, value: Decimal) -> bool:
        element = self.known.element(cell.key)
        return (element.signed or value >= 0) and not (element.whole and value % 1)

    def _moved_whole(self, rule: Rule) -> Iterator[Repair]:
        """In a balance of moves between units: units that came or went with all their members leave a gap that no
        move of a person fills. It belongs into a line of its own where the form has one, and that is still empty."""
        terms = balance(rule.check)
        if not terms or not any(cell and self.known.element(cell.key).over_units == NETTED for cell in terms):
            return
        gap = self._gap(terms)
        if not gap or gap % 1:
            return
        lines = [cell for cell in terms if cell and self.known.element(cell.key).structural]
        empty = [cell for cell in lines if not self.figure(cell).exact and gap / terms[cell] < 0]
        if empty or not lines:
            yield Repair(MOVED_WHOLE, empty[0].key if empty else "", None, abs(gap) if empty else gap)

    def _gap(self, terms: Balance) -> Decimal | None:
        """By how much the left side of a balance is larger than the right one; None where that is open."""
        gap = terms.get(None, Decimal(0))
        for cell, times in terms.items():
            if cell is not None:
                told = self._number(cell)
                if told is None:
                    return None
                gap += times * told
        return gap

    def _number(self, cell: Cell) -> Decimal | None:
        """What a cell counts for in a balance."""
        figure = self.figure(cell)
        return Decimal(0) if figure.state == NOT_APPLICABLE else figure.exact


def _swapped(value: Decimal) -> Iterator[Decimal]:
    """The number with two digits that stand side by side changed over."""
    text = f"{value:f}"
    for at in range(len(text) - 1):
        one, other = text[at], text[at + 1]
        if one.isdigit() and other.isdigit() and one != other:
            yield Decimal(text[:at] + other + one + text[at + 2 :])


def _size(repair: Repair) -> Decimal:
    """How large a change is beside what it changes."""
    if repair.found is None:
        return Decimal(0)
    return abs(repair.to - repair.found) / max(abs(repair.found), Decimal(1))
