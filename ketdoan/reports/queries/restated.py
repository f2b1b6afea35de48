"""A figure of a round in another shape: by the other tree, or as if the units of then stood where they stand today.

What a unit reported counts where the unit stands in that shape; one that has ended meanwhile counts at its successor (a
split one at its first), one without any counts nowhere. Only the cell that is asked for is added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice
from typing import Any

import numpy as np

from ketdoan.core.scope import LINE
from ketdoan.core.search import among
from ketdoan.core.viet import local, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.lens import places_in, shape_day
from ketdoan.units.queries.shape import Shape, shape
from ketdoan.units.rules import Lens

from ..models import Adjustment, Round, Submission
from ..rules.adding import ROWS, completed, same_part
from ..rules.figures import Figure
from ..rules.states import COUNTED, State
from .forms import adding_of, form_version

PIECE = 4_000
#: What is read of each report, and how they are put in order to be added together.
_READ = (
    "form_id", "employer_kind", "unit_id", "consolidates", "state", "values", "marks"
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Through which lens the figures are looked at, of which day a fixed one is, and in which tree."""

    lens: Lens = Lens.AS_IT_WAS
    fixed: date | None = None
    tree: str = LINE

    @property
    def plain(self) -> bool:
        """Whether it is how figures are reported."""
        return self.lens is Lens.AS_IT_WAS and self.tree == LINE


@dataclass(frozen=True)
class Standing:
    """What a unit and all that count below it have in a cell; `unit` is None for units outside the scope, together."""

    unit: Unit | None
    figure: Figure
    reported: int
    expected: int


class Restated:
    """A cell of the reports of a round, added up by another shape, at a unit and below it in that shape."""

    def __init__(self, asked: Round, cell: str, look: Look, unit_id: int) -> None:
        self._asked, self._cell = asked, cell
        day = min(asked.last, local(asked.opened_at).date(), today())
        then = shape(day, look.tree)
        self._follow: Shape = shape(shape_day(look.lens, day, look.fixed), look.tree)
        places = then.positions(then.ids) if then is self._follow else places_in(then, self._follow)
        self._top = self._follow.position(unit_id)
        inside = self._inside(places)
        self._place = dict(zip(then.ids[inside].tolist(), places[inside].tolist(), strict=True))
        self._adding = adding_of(asked)
        self._columns = self._needed()
        self._added = np.zeros((len(self._follow) + 1, len(ROWS), len(self._columns)))
        self._counts = np.zeros((len(self._follow) + 1, 2), dtype=np.int64)
        self._read()
        # Each unit stands before all that is below it: what is below is a slice of running sums.
        self._added[1:], self._counts[1:] = self._added[:-1].cumsum(axis=0), self._counts[:-1].cumsum(axis=0)
        self._added[0], self._counts[0] = 0, 0

    def _inside(self, places: np.ndarray) -> np.ndarray:
        """Which of the units of then count at the unit or below it."""
        if self._top is None:
            return np.zeros(len(places), dtype=bool)
        return (places >= self._top) & (places < self._follow.ends[self._top])

    def _needed(self) -> list[int]:
        """The columns from which the figure follows: its own, its weight, numerator and denominator of a ratio."""
        at, element = self._adding.at, form_version(self._asked.upper_form_id).known.element(self._cell)
        parts = [same_part(self._cell, part) for part in (element.numerator, element.denominator) if part]
        found = [at[cell] for cell in (self._cell, *parts) if cell in at]
        return list(
            dict.fromkeys([*found, *(self._adding.weights[one] for one in found if one in self._adding.weights)])
        )

    def _read(self) -> None:
        rows = (
            Submission._base_manager.filter(round=self._asked)
            .filter(among(list(self._place), "unit_id"))
            .order_by(*_READ[:2])
            .values_list(*_READ)
        )
        waiting = rows.iterator(PIECE)
        while piece := list(islice(waiting, PIECE)):
            for (form_id, employer), found in groupby(piece, key=lambda row: row[:2]):
                self._take(form_id, employer, list(found))
        for unit, cell, delta in Adjustment._base_manager.filter(
            submission__round=self._asked, voided_at=None
        ).values_list("submission__unit", "cell", "delta"):
            place = self._place.get(unit, -1)
            if place >= 0 and cell in self._adding.at:
                self._added[place] += self._adding.of_adjustment(cell, delta)[:, self._columns]

    def _take(self, form_id: int, employer: str, reports: Sequence[Any]) -> None:
        held = [(self._place[row[2]], *row[3:]) for row in reports]
        alone = [
            (place, state) for place, consolidates, state, *_ in held if not consolidates and state != State.EXEMPT
        ]
        np.add.at(self._counts[:, 1], [place for place, _ in alone], 1)
        np.add.at(self._counts[:, 0], [place for place, state in alone if state in COUNTED], 1)
        filled = [row for row in held if row[2] in COUNTED and row[4]]
        if not filled:
            return
        cells = form_version(form_id).cells
        numbers, marks = self._adding.spread(cells, [row[3] for row in filled], [row[4] for row in filled])
        if employer:
            self._adding.tell_apart(cells, employer, numbers, marks)
        at = np.array([row[0] for row in filled])
        for row, told in self._adding.addends(numbers, marks):
            np.add.at(self._added[:, row], at, told[:, self._columns].astype(float))

    @property
    def whole(self) -> Standing | None:
        """What the unit has in that shape; None where it does not stand in it."""
        return None if self._top is None else self._at(self._top)

    def _at(self, position: int) -> Standing:
        begin, end = position, int(self._follow.ends[position])
        added = self._adding.nothing()
        added[:, self._columns] = self._added[end] - self._added[begin]
        reported, expected = (self._counts[end] - self._counts[begin]).tolist()
        return Standing(None, self._figure(added), reported, expected)

    def _figure(self, added: np.ndarray) -> Figure:
        figures = self._adding.figures(added)
        if self._cell not in figures:
            figures |= completed(figures, form_version(self._asked.upper_form_id))
        return figures.get(self._cell, Figure())

    def below(self) -> list[Standing]:
        """The units directly below it in that shape, those that the scope shows by name, the others together."""
        if self._top is None:
            return []
        places = self._follow.children(self._top).tolist()
        seen = Unit.objects.in_bulk([int(self._follow.ids[place]) for place in places])
        found = [replace(self._at(place), unit=seen.get(int(self._follow.ids[place]))) for place in places]
        return [one for one in found if one.expected and one.unit] + self._others(
            [place for place, one in zip(places, found, strict=True) if one.expected and not one.unit]
        )

    def _others(self, places: Sequence[int]) -> list[Standing]:
        if not places:
            return []
        added, counts = self._adding.nothing(), np.zeros(2, dtype=np.int64)
        for place in places:
            end = int(self._follow.ends[place])
            added[:, self._columns] += self._added[end] - self._added[place]
            counts += self._counts[end] - self._counts[place]
        return [Standing(None, self._figure(added), int(counts[0]), int(counts[1]))]
