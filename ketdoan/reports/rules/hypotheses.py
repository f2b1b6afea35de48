"""What one mistake may have made a report as it is: for each of eight causes the changes that would undo it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from math import ceil, floor, log

from .catalogue import FIRST, FLOW, NETTED, RATIO
from .context import Move, Numbers, Part
from .likelihood import slipped, swaps, usual
from .repairs import CHILD_MISSING, COPIED, LATE_EVENTS, MOVED_WHOLE, ONE_CELL, SHIFTED, SHIFTS, SWAPPED, WRONG_CUT_OFF
from .situation import Situation

MONEY, THOUSANDS = "đồng", (Decimal(1_000), Decimal(1_000_000))
#: What speaks against a cause of which only some cells tell, and against a unit of which only its last report does.
IN_PART, BY_LAST, EACH_BY_LAST = -2.0, -3.0, -0.3
#: Figures of a unit that has not reported may differ from its last ones so much.
LIKE_LAST = (Decimal("0.5"), Decimal(2))
#: What speaks against a unit or a day of which nothing is known, and for each figure that it would explain; how many
#: there must be, and what share of them off the same way.
UNTOLD, EACH_UNTOLD, MANY, ONE_WAY, OF_ANY_SIZE = -3.0, 1.5, 4, 0.8, -3.6
#: How much usual and unusual figures count where a cause changes many, and how many of them are looked at.
MOST_UNUSUAL, LOOKED_AT = 4.0, 20


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A cause and the figures as they should have been; `likely` is how likely the report is then as it is.

    Of some causes only some of the cells can be told (`in_part`); with a unit that has not handed in, the sum of those
    that have is another one (`new_sum`). `sign` says whether a unit is missing or counts though it should not.
    """

    cause: str
    changes: Numbers
    likely: float
    unit: str = ""
    day: date | None = None
    sign: int = 0
    in_part: bool = False
    new_sum: bool = False
    size: int = 0


class Hypotheses:
    """The causes that a broken report may have."""

    def __init__(self, seen: Situation) -> None:
        self.seen = seen
        self._rows = seen.form.cells
        self._lines = {sign: self._lines_of(sign) for sign in (1, -1)}
        self._told: dict[str, float] = {}
        self._each = -log(max(len(seen.numbers) - len(seen.context.computed), 1))

    def all(self) -> Iterator[Hypothesis]:
        """Each of them, in no order."""
        yield from self._of_cells()
        yield from self._shifted_all()
        yield from self._copied_some()
        yield from self._other_figures()
        yield from self._parts()
        yield from self._moves()
        yield from self._moved_unknown()
        yield from self._one_way()

    # One figure

    def _of_cells(self) -> Iterator[Hypothesis]:
        seen = self.seen
        needed = self._needed()
        others = [rule for rule in seen.broken if seen.balances[rule.code] is None]
        loose = seen.suspects(others)
        for cell, root in seen.meets(others, loose) if loose else ():
            needed.setdefault(cell, {}).update(dict.fromkeys(self._rounded(cell, root)))
        last = {cell: seen.before.get(cell) for cell in loose}
        for cell in dict.fromkeys([*needed, *loose]):
            values = dict(needed.get(cell, {}))
            if (was := last.get(cell)) is not None:
                values[was] = None
            yield from self._of_cell(cell, [one for one in values if self._possible(cell, one)], cell in last)

    def _needed(self) -> dict[str, dict[Decimal, None]]:
        """The values that would mend a broken equality, by cell."""
        found: dict[str, dict[Decimal, None]] = {}
        for identity in self.seen.identities:
            for cell, times in identity.terms.items():
                if cell in self.seen.numbers:
                    found.setdefault(cell, {})[self.seen.numbers[cell] - identity.gap / times] = None
        return found

    def _rounded(self, cell: str, root: float) -> list[Decimal]:
        if abs(root) > 1e15:
            return []
        if self.seen.elements[cell].whole:
            return [Decimal(floor(root + 1e-9)), Decimal(ceil(root - 1e-9))]
        return [round(Decimal(repr(root)), 2)]

    def _possible(self, cell: str, value: Decimal) -> bool:
        element = self.seen.elements[cell]
        fits = (element.signed or value >= 0) and not (element.whole and value % 1)
        return fits and value != self.seen.numbers[cell]

    def _of_cell(self, cell: str, values: list[Decimal], loose: bool) -> Iterator[Hypothesis]:
        held, before = self.seen.numbers[cell], self.seen.before.get(cell)
        beside = self._beside(cell)
        turned = swaps(held)
        moved = [held * shift for shift in SHIFTS if held]
        for value in values:
            fits = self._fits(cell, value) + self._each
            yield Hypothesis(ONE_CELL, {cell: value}, fits + slipped(held, value, beside))
            if before is not None and held == before:
                yield Hypothesis(COPIED, {cell: value}, fits)
            if value in turned:
                yield Hypothesis(SWAPPED, {cell: value}, fits - log(len(turned)))
            if value in moved or self._is_thousands(cell, held, value):
                yield Hypothesis(SHIFTED, {cell: value}, fits - log(len(SHIFTS)))
        if loose:  # without an equality, what a figure should be is told by its marks alone
            for value in (one for one in turned if self._possible(cell, one) and one not in values):
                yield Hypothesis(SWAPPED, {cell: value}, self._fits(cell, value) + self._each - log(len(turned)))
            for value in (one for one in moved if self._possible(cell, one) and one not in values):
                yield Hypothesis(SHIFTED, {cell: value}, self._fits(cell, value) + self._each - log(len(SHIFTS)))

    def _is_thousands(self, cell: str, held: Decimal, value: Decimal) -> bool:
        """Whether money is told in thousands or millions, rounded to them."""
        if not self.seen.elements[cell].uom.startswith(MONEY) or not held:
            return False
        return any(round(value / by) == held for by in THOUSANDS)

    def _fits(self, cell: str, value: Decimal) -> float:
        """How much more usual a value is than the one that is told."""
        element, before = self.seen.elements[cell], self.seen.before.get(cell)
        if cell not in self._told:
            self._told[cell] = usual(self.seen.shown.get(cell, Decimal(0)), before, element)
        return usual(value, before, element) - self._told[cell]

    def _beside(self, cell: str) -> tuple[Decimal, ...]:
        at = self.seen.at[cell]
        near = [self._rows[other] for other in (at - 1, at + 1) if 0 <= other < len(self._rows)]
        return tuple(self.seen.numbers[one] for one in near if one in self.seen.numbers)

    # Many figures at once

    def _changes(self, told: Numbers) -> dict[str, Decimal]:
        """What of some figures would change the report."""
        seen = self.seen
        return {
            cell: number for cell, number in told.items()
            if cell in seen.shown and cell not in seen.context.computed and seen.shown[cell] != number
        }  # fmt: skip

    def _fit_all(self, changes: Numbers) -> float:
        some = islice(changes.items(), LOOKED_AT)
        told = sum(max(min(self._fits(cell, value), 2.0), -2.0) for cell, value in some)
        return max(min(told, MOST_UNUSUAL), -MOST_UNUSUAL)

    def _shifted_all(self) -> Iterator[Hypothesis]:
        """All money in thousands, or in millions."""
        seen = self.seen
        money = [cell for cell in seen.numbers if seen.elements[cell].uom.startswith(MONEY) and seen.numbers[cell]]
        money = [cell for cell in money if cell not in seen.context.computed]
        for by in THOUSANDS if len(money) > 1 else ():
            right = {cell: seen.context.now.get(cell) for cell in money}
            rounded = {cell: one for cell, one in right.items() if one and round(one / by) == seen.numbers[cell]}
            changes = {cell: rounded.get(cell, seen.numbers[cell] * by) for cell in money}
            yield Hypothesis(SHIFTED, changes, sum(max(self._fits(c, v), -1.0) for c, v in changes.items()) - 2.0)

    def _copied_some(self) -> Iterator[Hypothesis]:
        """Figures of last period in several lines."""
        seen = self.seen
        same = {cell: right for cell, right in seen.right.items() if seen.shown[cell] == seen.before.get(cell)}
        changes = self._changes(same)
        if len(changes) > 1:
            yield Hypothesis(
                COPIED, changes, sum(min(self._fits(c, v), 0) + 3.0 for c, v in changes.items()) + self._each
            )

    def _other_figures(self) -> Iterator[Hypothesis]:
        """Figures as the registers tell them of another day, or told them as the report was handed in."""
        seen, known = self.seen, self.seen.context
        told: list[tuple[str, date | None, Numbers]] = [(LATE_EVENTS, None, known.then)]
        told += [(WRONG_CUT_OFF, day, numbers) for day, numbers in known.days.items()]
        for cause, day, numbers in told:
            same = {cell for cell, number in numbers.items() if cell in seen.shown and seen.shown[cell] == number}
            changes = self._changes({cell: known.now[cell] for cell in sorted(same) if cell in known.now})
            if not changes:
                continue
            missed = [cell for cell in known.now if cell in seen.shown and cell not in same]
            right = sum(seen.shown[cell] == known.now[cell] for cell in missed)
            likely = -log(3 * max(len(known.days), 1)) if day else 0.0
            # Cells that the other day has otherwise, though they are right, speak against it a little.
            likely -= min(right * (0.3 if day else 1.0), 5.0)
            yield Hypothesis(cause, changes, likely + self._fit_all(changes), day=day, in_part=True)

    # Units

    def _parts(self) -> Iterator[Hypothesis]:
        """A unit below that is left out, or counted twice."""
        units = [part for part in self.seen.context.parts if part.code]
        for part in units:
            likely = -log(2 * len(units))
            if part.figures:
                for sign in (1, -1) if part.reported else (1,):
                    yield from self._with(CHILD_MISSING, part, sign, likely)
            elif part.last and not part.reported:
                yield from self._like_last(part, likely)

    def _with(self, cause: str, unit: Part | Move, sign: int, likely: float) -> Iterator[Hypothesis]:
        """The figures of a unit added or taken away: all, all but moves, also but openings, or those that are off."""
        seen = self.seen
        figures = {cell: number for cell, number in unit.figures.items() if number and cell in seen.shown}
        off = {cell: n for cell, n in figures.items() if seen.right.get(cell) == seen.shown[cell] + sign * n}
        if not off and not seen.broken:
            return
        summed = {cell: number for cell, number in figures.items() if seen.elements[cell].over_units == "sum"}
        opening = {cell for cell in figures if seen.elements[cell].over_time == FIRST}
        told = {
            "all": figures,
            "summed": summed,
            "kept": {cell: number for cell, number in summed.items() if cell not in opening},
            "off": off,
        }
        tried: list[Numbers] = []
        for name, numbers in told.items():
            if numbers in tried:
                continue
            tried.append(numbers)
            changes = self._changes({cell: seen.shown[cell] + sign * number for cell, number in numbers.items()})
            if not changes or any(not self._fitting(cell, one) for cell, one in changes.items()):
                continue
            some = name == "off"
            more = likely + self._fit_all(changes) + (IN_PART if some else 0)
            full = changes if some else {**changes, **self._ratios(changes)}
            new = isinstance(unit, Part) and not unit.reported
            yield Hypothesis(cause, full, more, unit=unit.code, sign=sign, in_part=some, new_sum=new)

    def _fitting(self, cell: str, value: Decimal) -> bool:
        return value >= 0 or self.seen.elements[cell].signed

    def _ratios(self, changes: Numbers) -> dict[str, Decimal]:
        """The percentages that are others with changed figures."""
        seen, found = self.seen, {}
        for cell in (cell for cell in seen.numbers if seen.elements[cell].nature == RATIO):
            parts = seen.parts_of(cell)
            if cell in seen.context.computed or not set(parts) & changes.keys():
                continue
            over, under = (changes.get(part, seen.shown.get(part)) for part in parts)
            if over is not None and under:
                found[cell] = round(100 * over / under, 2)
        return found

    def _like_last(self, part: Part, likely: float) -> Iterator[Hypothesis]:
        """What is off is about what a unit that has not reported had the last time."""
        low, high = LIKE_LAST
        changes = {}
        for cell, right in self._changes(self.seen.right).items():
            last, gap = part.last.get(cell), right - self.seen.shown[cell]
            if last and low <= gap / last <= high:
                changes[cell] = right
        if changes:
            more = likely + BY_LAST + EACH_BY_LAST * len(changes)
            yield Hypothesis(CHILD_MISSING, changes, more, unit=part.code, sign=1, in_part=True, new_sum=True)

    def _moves(self) -> Iterator[Hypothesis]:
        """A unit that came or went with all its members, of which the report does not tell, or tells as of persons."""
        known = self.seen.context.moves
        for move in known:
            likely, size = -log(3 * len(known)), Decimal(abs(move.members))
            sign = 1 if move.members > 0 else -1
            line, personal = self._lines[sign]
            if line and size:
                there = self.seen.shown.get(line, Decimal(0))
                told: list[dict[str, Decimal]] = [{line: there + size}]
                units = [cell for cell in self.seen.shown if self._counts_units(cell, line)]
                told += [{line: there + size, cell: self.seen.shown[cell] + 1} for cell in units]
                if personal and self.seen.shown.get(personal, Decimal(0)) >= size:
                    told.append({line: there + size, personal: self.seen.shown[personal] - size})
                for changes in told:
                    changed = {cell: value for cell, value in changes.items() if cell not in self.seen.context.computed}
                    yield Hypothesis(MOVED_WHOLE, changed, likely, unit=move.code, sign=sign, size=int(size))
            for one in self._with(MOVED_WHOLE, move, sign, likely):
                yield Hypothesis(
                    one.cause, one.changes, one.likely, unit=move.code, sign=sign, in_part=one.in_part, size=int(size)
                )

    def _lines_of(self, sign: int) -> tuple[str, str]:
        """The line for members who came (or went) with their units, and the one for those who did by themselves."""
        seen = self.seen
        for rule in seen.form.rules:
            terms: Mapping[str, Decimal] = {
                cell.key: times for cell, times in (seen.balances[rule.code] or {}).items() if cell
            }
            ends = [
                cell for cell in terms if seen.elements[cell].nature != FLOW and seen.elements[cell].over_time != FIRST
            ]
            lines = [cell for cell in terms if seen.elements[cell].structural]
            if not ends or not lines:
                continue
            way = [cell for cell in terms if terms[cell] * terms[ends[0]] * sign < 0]
            line = next((cell for cell in way if cell in lines), "")
            moved = (cell for cell in way if cell not in lines and seen.elements[cell].over_units == NETTED)
            return line, next(moved, "")
        return "", ""

    def _counts_units(self, cell: str, line: str) -> bool:
        """Whether a line counts the units that came, where another one counts their members."""
        element = self.seen.elements[cell]
        came = line == self._lines[1][0]
        return came and element.over_units == NETTED and element.uom != self.seen.elements[line].uom

    def _moved_unknown(self) -> Iterator[Hypothesis]:
        """Members who came or went with units of which nobody has told: what a balance of moves lacks."""
        seen = self.seen
        for sign in (1, -1):
            line, _ = self._lines[sign]
            there = seen.shown.get(line, Decimal(0))
            for identity in seen.identities:
                if line not in identity.terms or len(identity.terms) == 1:
                    continue
                size = -identity.gap / identity.terms[line]
                if size <= 0 or size % 1:
                    continue
                # One of two lines, and any size; less likely where others are told of, by the report or the registers.
                likely = OF_ANY_SIZE - log(2.0 + float(size))
                likely -= (1.0 if there else 0.0) + (2.0 if seen.context.moves else 0.0)
                yield Hypothesis(MOVED_WHOLE, {line: there + size}, likely, sign=sign, size=int(size))
        yield from self._by_register()

    def _by_register(self) -> Iterator[Hypothesis]:
        """What the line of units lacks, by the registers; the line of persons may have it instead."""
        seen = self.seen
        for sign in (1, -1):
            line, personal = self._lines[sign]
            size = seen.right[line] - seen.shown[line] if line in seen.right else Decimal(0)
            if size <= 0:
                continue
            told = {line: seen.right[line]}
            if personal in seen.right and size == seen.shown[personal] - seen.right[personal]:
                told[personal] = seen.right[personal]
            yield Hypothesis(MOVED_WHOLE, self._changes(told), self._each + UNTOLD, sign=sign, size=int(size))

    def _one_way(self) -> Iterator[Hypothesis]:
        """Many figures that are off, all of them too small or all too large: a day or a unit of which nobody told."""
        seen = self.seen
        gaps = [right - seen.shown[cell] for cell, right in seen.right.items()]
        up = sum(gap > 0 for gap in gaps)
        if len(gaps) < MANY or max(up, len(gaps) - up) < ONE_WAY * len(gaps):
            return
        likely = 2 * UNTOLD - EACH_UNTOLD * len(gaps)
        changes = self._changes(seen.right)
        for cause in (MOVED_WHOLE, WRONG_CUT_OFF):
            yield Hypothesis(cause, changes, likely, in_part=True)
