"""How the figures of many units become those of the unit above them.

The figures of a report are turned into six rows of numbers (ROWS), one column a cell, that can simply be added: sums,
how many gave a number, how many of these are bounds of either side, how many do not know, and the weights of means.
What is added is read back as figures: a mean is Σ value × weight / Σ weight, a percentage Σ numerator / Σ denominator.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import numpy as np

from .catalogue import RATIO, Catalogue, plain_cell
from .evaluation import value
from .figures import MOST_PLACES, NOT_APPLICABLE, UNKNOWN, Figure, columns_of
from .forms import Form
from .packs import FIRST_BOUND, KINDS, NOT_KNOWN, NUMBER, Bytes
from .tree import Node, cells_of

ROWS = SUM, GIVEN, LOWER, UPPER, UNSURE, WEIGHT = range(6)
BY_WEIGHT, NEVER = "wavg", "none"
_LOWER = (KINDS.index(">"), KINDS.index(">="))


class Adding:
    """How the cells of a round are added up; `cells` are those of all its forms, each once.

    Of a unit that reports of itself, what is asked by kinds of employers above it is what it reports, at its own kind.
    """

    def __init__(self, cells: Sequence[str], known: Catalogue) -> None:
        self.cells = list(cells)
        self.at = {cell: place for place, cell in enumerate(self.cells)}
        elements = [known.element(cell) for cell in self.cells]
        self.added = np.array([one.over_units != NEVER and one.nature != RATIO for one in elements], dtype=bool)
        self.weights = {
            place: self.at[key]
            for place, (cell, one) in enumerate(zip(self.cells, elements, strict=True))
            if one.over_units == BY_WEIGHT and (key := same_part(cell, one.weight)) in self.at
        }

    @property
    def shape(self) -> tuple[int, int]:
        """Of what is added."""
        return len(ROWS), len(self.cells)

    def nothing(self) -> np.ndarray:
        """What a unit has that has reported nothing."""
        return np.zeros(self.shape)

    def places(self, cells: Sequence[str]) -> np.ndarray:
        """Where the cells of one form stand among those of the round."""
        return np.array([self.at[cell] for cell in cells], dtype=np.int64)

    def addends(self, values: np.ndarray, marks: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """What reports (numbers and marks, a row a report, a column a cell of the round) add: for each of ROWS in which
        there is anything, an array of reports × cells."""
        kinds = marks & 7
        numbers = (kinds == NUMBER) | (kinds >= FIRST_BOUND)
        told = np.where(numbers & self.added, values, 0.0)
        for place, weight in self.weights.items():
            told[:, place] *= values[:, weight]
        yield SUM, told
        yield GIVEN, numbers
        if not (kinds == NUMBER).all():
            lower = np.isin(kinds, _LOWER)
            yield LOWER, lower
            yield UPPER, (kinds >= FIRST_BOUND) & ~lower
            yield UNSURE, kinds == NOT_KNOWN
        if self.weights:
            weighed = np.zeros(values.shape)
            for place, weight in self.weights.items():
                weighed[:, place] = np.where(numbers[:, place], values[:, weight], 0.0)
            yield WEIGHT, weighed

    def of_report(self, cells: Sequence[str], values: Bytes, marks: Bytes, employer: str = "") -> np.ndarray:
        """What one report adds; `cells` are those of its form, `employer` the unit's kind where it is one that reports
        of itself."""
        if not marks:
            return self.nothing()
        row, kinds = self.spread(cells, [values], [marks])
        if employer:
            self.tell_apart(cells, employer, row, kinds)
        found = self.nothing()
        for at, told in self.addends(row, kinds):
            found[at] = told[0]
        return found

    def spread(
        self, cells: Sequence[str], values: Sequence[Bytes], marks: Sequence[Bytes]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The packs of reports of one form as two arrays of reports × cells of the round."""
        numbers = np.zeros((len(values), len(self.cells)))
        kinds = np.zeros(numbers.shape, dtype=np.uint8)
        places = self.places(cells)
        numbers[:, places] = np.frombuffer(b"".join(values), dtype="<f8").reshape(len(values), -1)
        kinds[:, places] = np.frombuffer(b"".join(marks), dtype=np.uint8).reshape(len(values), -1)
        return numbers, kinds

    def tell_apart(self, cells: Sequence[str], employer: str, numbers: np.ndarray, marks: np.ndarray) -> None:
        """Put what units of one kind of employer report where it is asked for by kinds, if their form does not."""
        own = set(cells)
        for cell, place in self.at.items():
            of_all, kind = plain_cell(cell)
            if kind == employer and cell not in own and of_all in own:
                numbers[:, place], marks[:, place] = numbers[:, self.at[of_all]], marks[:, self.at[of_all]]

    def of_adjustment(self, cell: str, delta: Decimal) -> np.ndarray:
        """What an adjustment adds."""
        found = self.nothing()
        found[SUM, self.at[cell]] = float(delta)
        found[GIVEN, self.at[cell]] = 1
        return found

    def figures(self, added: np.ndarray) -> dict[str, Figure]:
        """What has been added up, as figures by cell; cells of which nobody gave a number are left out, unless
        somebody said that it is not known."""
        found = {}
        for cell, place in self.at.items():
            column = added[:, place]
            if not self.added[place]:
                continue
            if column[GIVEN] > 0:
                found[cell] = self._figure(column, weighed=place in self.weights)
            elif column[UNSURE] > 0:
                found[cell] = Figure(state=UNKNOWN)
        return {cell: figure for cell, figure in found.items() if figure.value is not None or figure.state}

    @staticmethod
    def _figure(column: np.ndarray, *, weighed: bool) -> Figure:
        value = column[SUM]
        if weighed:
            if not column[WEIGHT]:
                return Figure()
            value = value / column[WEIGHT]
        if column[LOWER] and column[UPPER]:
            return Figure(state=UNKNOWN)
        sign = ">=" if column[LOWER] else "<=" if column[UPPER] else "="
        return Figure(plain(float(value)), sign)


def plain(number: float) -> Decimal:
    """A number of an array as it is shown and kept."""
    return Decimal(int(number)) if number == int(number) else round(Decimal(repr(number)), MOST_PLACES).normalize()


def same_part(cell: str, weight: str) -> str:
    """The cell by which a mean is weighed: the same part of the weight's element as the cell is of its own."""
    _, bar, part = cell.partition("|")
    return f"{weight}{bar}{part}"


def completed(figures: Mapping[str, Figure], form: Form, employer: str = "") -> dict[str, Figure]:
    """Figures of a report that follow from others of it, where they are not given: totals, percentages, and for a unit
    with one kind of `employer` what is asked by kinds."""
    found: dict[str, Figure] = {}
    if employer:
        for cell in form.cells:
            of_all, kind = plain_cell(cell)
            if of_all in figures and figures.get(cell, Figure()).missing:
                found[cell] = figures[of_all] if kind == employer else Figure(state=NOT_APPLICABLE)
    for cell, node in form.followed.items():
        if figures.get(cell, Figure()).missing and not (figure := _followed(node, {**figures, **found})).missing:
            found[cell] = figure
    for cell in form.cells:
        element = form.known.element(cell)
        if element.numerator and figures.get(cell, Figure()).missing:
            all_figures = {**figures, **found}
            over, under = (
                all_figures.get(same_part(cell, one), Figure()) for one in (element.numerator, element.denominator)
            )
            if not over.missing and not under.missing:
                found[cell] = _share(over, under)
    return found


def _followed(node: Node, figures: Mapping[str, Figure]) -> Figure:
    """What an expression comes to; nothing as long as one of its cells is missing."""
    cells = list(dict.fromkeys(cells_of(node)))
    held = [figures.get(cell.key, Figure()) for cell in cells]
    if any(figure.missing for figure in held):
        return Figure()
    if all(figure.state == NOT_APPLICABLE for figure in held):
        return Figure(state=NOT_APPLICABLE)
    columns = {
        cell: columns_of([{cell.key: figure}], [cell.key])[cell.key] for cell, figure in zip(cells, held, strict=True)
    }
    found = value(node, columns)
    return Figure(state=UNKNOWN) if found is None else Figure(plain(found))


def _share(over: Figure, under: Figure) -> Figure:
    """A percentage; of nothing, or of what does not concern the unit, there is none."""
    if over.exact is not None and under.exact:
        return Figure(round(100 * over.exact / under.exact, 2))
    none = NOT_APPLICABLE in (over.state, under.state) or under.exact == 0
    return Figure(state=NOT_APPLICABLE if none else UNKNOWN)
