"""A report whose figures do not agree: what is broken, and what would be, were some of its figures others.

Beside the rules of the form a figure is held against that of the registers and against the sum of the units below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from .catalogue import RATIO, Catalogue
from .context import Context, Numbers
from .evaluation import FAIL, Columns, sides, values, verdicts
from .figures import NOT_APPLICABLE, Column, Figure, columns_of
from .forms import BLOCK, EXPLAIN, Form, Rule
from .linear import balance
from .tree import Cell, cells_of

#: How much speaks against a cause that leaves a rule broken, or a figure unlike that of the registers or the sum.
WEIGHTS = {BLOCK: 8.0, EXPLAIN: 6.0}
OF_HINT, OF_REGISTER, OF_SUM = 4.0, 6.0, 6.0
#: More that speaks against one that breaks what was not broken, and as much where it tells of some cells alone.
NEWLY, NEWLY_IN_PART = 3.0, -5.0
SAME = 1e-6
REGISTER, SUM = "register", "sum"


@dataclass(frozen=True, slots=True)
class Identity:
    """A broken equality: what each written cell counts for, and by how much it is off."""

    terms: Mapping[str, Decimal]
    gap: Decimal


@dataclass(frozen=True, eq=False)
class Outcome:
    """What speaks against each of some changes, in their order, and what of it was broken before and mended: rules by
    their code, cells by `register` or `sum` and their key."""

    against: np.ndarray
    mended: Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Changed:
    """A report with some figures changed, a `number` of times: one row of `low` a cell, and columns for the rules."""

    number: int
    low: np.ndarray
    columns: Columns

    def fails(self, rule: Rule) -> np.ndarray:
        """Where a rule is broken."""
        return verdicts(rule.check, self.columns, self.number) == FAIL


class Situation:
    """What is broken in a report. `periods` are its figures and those of the periods before."""

    def __init__(self, form: Form, periods: Sequence[Mapping[str, Figure]], context: Context, known: Catalogue) -> None:
        self.form, self.periods, self.context, self.known = form, periods, context, known
        self.elements = {cell: known.element(cell) for cell in form.cells}
        self.at = {cell: place for place, cell in enumerate(form.cells)}
        self.followed = form.followed
        self.figures = periods[0]
        told = [self.figures.get(cell, Figure()) for cell in form.cells]
        self.numbers: dict[str, Decimal] = {
            cell: figure.exact for cell, figure in zip(form.cells, told, strict=True) if figure.exact is not None
        }
        self.shown = {cell: Decimal(0) for cell, figure in self.figures.items() if figure.state == NOT_APPLICABLE}
        self.shown |= self.numbers
        self.cells = [Cell(cell) for cell in form.cells]
        self._earlier = {cell for rule in form.rules for cell in rule.check.cells if cell.periods}
        held = [*columns_of([self.figures], form.cells).values()]
        self._low = np.array([column.low[0] for column in held])
        self._high = np.array([column.high[0] for column in held])
        self._absent = np.array([column.absent[0] for column in held])
        self._bounds = np.flatnonzero((self._low != self._high) & ~np.isnan(self._low)).tolist()

    @cached_property
    def before(self) -> dict[str, Decimal]:
        """The figures of last period."""
        told = self.periods[1] if len(self.periods) > 1 else {}
        return {cell: figure.exact for cell, figure in told.items() if figure.exact is not None}

    def changed(self, changes: Sequence[Numbers]) -> "Changed":
        """The report with some figures changed, as often as there are changes."""
        number = len(changes)
        low = np.repeat(self._low[:, None], number, axis=1)
        high = {place: np.full(number, self._high[place]) for place in self._bounds}
        for row, changed in enumerate(changes):
            for key, value in changed.items():
                place = self.at[key]
                low[place, row] = float(value)
                if place in high:
                    high[place][row] = float(value)
        absent = np.zeros(number, dtype=bool), np.ones(number, dtype=bool)
        columns: dict[Cell, Column] = {}
        for place, (cell, closed) in enumerate(zip(self.cells, self._absent, strict=True)):
            ends = low[place]
            columns[cell] = Column(ends, high.get(place, ends), absent[int(closed)])
        self._follow(low, columns)
        for earlier in self._earlier:
            one = columns_of([self.figures_of(earlier)], [earlier.key])[earlier.key]
            low_end = np.full(number, one.low[0])
            high_end = low_end if one.exact else np.full(number, one.high[0])
            columns[earlier] = Column(low_end, high_end, absent[int(one.absent[0])])
        return Changed(number, low, columns)

    def figures_of(self, cell: Cell) -> Mapping[str, Figure]:
        """The figures of the period that a cell of a rule means."""
        return self.periods[cell.periods] if cell.periods < len(self.periods) else {}

    def _follow(self, low: np.ndarray, columns: Columns) -> None:
        """What follows from changed figures changes with them."""
        for cell in (cell for cell in self.form.cells if cell in self.context.computed and cell in self.numbers):
            if cell in self.followed:
                told = values(self.followed[cell], columns, low.shape[1])
            elif self.elements[cell].nature == RATIO and set(self.parts_of(cell)) <= self.at.keys():
                over, under = (low[self.at[part]] for part in self.parts_of(cell))
                with np.errstate(all="ignore"):
                    told = np.round(100 * over / under, 2)
            else:
                continue
            here = self.at[cell]
            low[here] = np.where(np.isfinite(told), told, low[here])

    def parts_of(self, ratio: str) -> tuple[str, str]:
        """The cells of which a percentage is made."""
        element, (_, bar, part) = self.elements[ratio], ratio.partition("|")
        return f"{element.numerator}{bar}{part}", f"{element.denominator}{bar}{part}"

    @cached_property
    def broken(self) -> list[Rule]:
        """The rules that the report breaks."""
        as_it_is = self.changed([{}])
        return [rule for rule in self.form.rules if as_it_is.fails(rule)[0]]

    @cached_property
    def added_up(self) -> dict[str, Decimal]:
        """What the units below come to that have handed in."""
        told = [part.figures for part in self.context.parts if part.reported]
        cells = {cell for figures in told for cell in figures if cell in self.at}
        return {
            cell: sum((figures.get(cell, Decimal(0)) for figures in told), Decimal(0))
            for cell in sorted(cells, key=self.at.__getitem__)
            if self.elements[cell].over_units == "sum"
        }

    @cached_property
    def off(self) -> dict[tuple[str, str], Decimal]:
        """Cells that are not what the registers say, or the units below come to, with that."""
        found = {}
        for what, told in ((REGISTER, self.context.now), (SUM, self.added_up)):
            for cell, number in told.items():
                if cell in self.shown and self.shown[cell] != number:
                    found[what, cell] = number
        return found

    @cached_property
    def right(self) -> dict[str, Decimal]:
        """What cells that are off should be: as the registers say, else as the units below come to."""
        found = {cell: number for (what, cell), number in self.off.items() if what == SUM}
        return found | {cell: number for (what, cell), number in self.off.items() if what == REGISTER}

    @cached_property
    def identities(self) -> list[Identity]:
        """The equalities that are broken, by written cells."""
        found = []
        for rule in self.broken:
            terms = self.balances[rule.code]
            if terms and (told := self._identity(terms)):
                found.append(told)
        for (_, cell), number in self.off.items():
            found.append(Identity(self.written({cell: Decimal(1)}), self.shown[cell] - number))
        return found

    def _identity(self, terms: Mapping[Cell | None, Decimal]) -> Identity | None:
        gap, here = terms.get(None, Decimal(0)), dict[str, Decimal]()
        for cell, times in terms.items():
            if cell is None:
                continue
            figure = self.figures_of(cell).get(cell.key, Figure())
            told = Decimal(0) if figure.state == NOT_APPLICABLE else figure.exact
            if told is None:
                return None
            gap += times * told
            if not cell.periods:
                here[cell.key] = times
        return Identity(self.written(here), gap)

    def written(self, terms: Numbers) -> dict[str, Decimal]:
        """Terms with the cells that others follow from in the place of those that follow."""
        found: dict[str, Decimal] = {}
        for cell, times in terms.items():
            for base, each in self._bases(cell).items():
                found[base] = found.get(base, Decimal(0)) + times * each
        return {cell: times for cell, times in found.items() if times}

    def _bases(self, cell: str) -> Mapping[str, Decimal]:
        node = self.followed.get(cell) if cell in self.context.computed else None
        parts = [part.key for part in cells_of(node)] if node else []
        if not parts or cell in parts:
            return {cell: Decimal(1)}
        terms = self._sum_of(cell)
        return self.written({part: -times for part, times in terms.items() if part != cell})

    def suspects(self, rules: Iterable[Rule]) -> list[str]:
        """The written numbers in some rules, and those from which others in them follow."""
        found = dict[str, None]()
        waiting = [cell.key for rule in rules for cell in rule.check.cells if not cell.periods]
        while waiting:
            cell = waiting.pop(0)
            if cell not in self.context.computed:
                found[cell] = None
            elif cell in self.followed:
                waiting += [part.key for part in cells_of(self.followed[cell])]
            elif self.elements[cell].nature == RATIO:
                waiting += [part for part in self.parts_of(cell) if part in self.at]
        return [cell for cell in found if cell in self.numbers]

    def judge(self, changes: Sequence[Numbers], in_part: np.ndarray, new_sum: np.ndarray) -> Outcome:
        """What speaks against changes; those `in_part` tell of some cells alone, so that others may not fit them yet.
        With a `new_sum` figures need not be what the units come to that have handed in."""
        number = len(changes)
        tried, against, mended = self.changed(changes), np.zeros(number), dict[str, np.ndarray]()
        were = {rule.code for rule in self.broken}
        newly = np.where(in_part, NEWLY_IN_PART, NEWLY)
        for rule in self.form.rules:
            fails, weight = tried.fails(rule), WEIGHTS.get(rule.severity, OF_HINT)
            if rule.code in were:
                against += weight * fails
                mended[rule.code] = ~fails
            elif fails.any():
                against += np.maximum(weight + newly, 0.5) * fails
        for what, weight, told in ((REGISTER, OF_REGISTER, self.context.now), (SUM, OF_SUM, self.added_up)):
            cells = [cell for cell in told if cell in self.shown]
            if not cells:
                continue
            right = np.array([float(told[cell]) for cell in cells])
            differs = np.abs(tried.low[[self.at[cell] for cell in cells]] - right[:, None]) > SAME
            against += weight * differs.sum(axis=0) * (~new_sum if what == SUM else 1)
            for cell, off in zip(cells, differs, strict=True):
                if (what, cell) in self.off:
                    mended[f"{what} {cell}"] = ~off
        return Outcome(against, mended)

    def meets(self, rules: Sequence[Rule], cells: Sequence[str]) -> Iterable[tuple[str, float]]:
        """Where the two sides of rules meet, were one cell another: through three points, for sums and quotients."""
        steps = [float(abs(self.numbers[cell])) * 0.1 + 1 for cell in cells]
        rows = [
            {cell: self.numbers[cell] + Decimal(repr(step * times))}
            for cell, step in zip(cells, steps, strict=True) for times in (0, 1, 2)
        ]  # fmt: skip
        tried = self.changed(rows)
        for rule in rules:
            gaps = sides(rule.check, tried.columns, tried.number).reshape(-1, 3)
            with np.errstate(all="ignore"):
                bend = (2 * gaps[:, 1] - gaps[:, 0] - gaps[:, 2]) / (2 * (gaps[:, 2] - gaps[:, 1]))
                slope = gaps[:, 1] * (1 + bend) - gaps[:, 0]
                roots = -gaps[:, 0] / slope
            for cell, step, root in zip(cells, steps, roots.tolist(), strict=True):
                if np.isfinite(root):
                    yield cell, float(self.numbers[cell]) + step * root

    @cached_property
    def balances(self) -> dict[str, Mapping[Cell | None, Decimal] | None]:
        """The rules of the form as balances, by code."""
        return {rule.code: balance(rule.check) for rule in self.form.rules}

    def _sum_of(self, cell: str) -> dict[str, Decimal]:
        """The terms of the rule by which a cell follows from others."""
        for rule in self.form.rules:
            check = rule.check
            if check.sign == "=" and check.left == Cell(cell) and check.right == self.followed.get(cell):
                terms = self.balances[rule.code] or {}
                return {one.key: times for one, times in terms.items() if one}
        return {}
