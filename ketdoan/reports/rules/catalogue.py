"""Elements: the concepts that reports ask for, each defined once, whatever forms ask for it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
#: Units of measure of which there are parts.
PARTIAL = ("%", "đồng/người", "điểm", "nghìn đồng", "triệu đồng", "tỷ đồng")
#: How the codes of elements begin that are a form's own.
OWN = "R."
STOCK, FLOW, RATIO = "stock", "flow", "ratio"
#: Of `over_units` and `over_time`.
NETTED, FIRST = "netted", "first"


@dataclass(frozen=True, slots=True)
class Element:
    """A concept: what is counted, in what, and how figures of it are put together over time and over units.

    `uom` is the unit of measure. `over_time` is first, last, sum, wavg or none; `over_units` sum, netted (moves between
    units count where the other end lies outside), wavg by `weight`, or none. A ratio names its two parts. A structural
    element counts people whom units brought or took along, without an event of their own. A signed one may be
    below 0. Of an `employer` one the staff of the employer know the figure.
    """

    code: str
    name: str
    uom: str
    nature: str
    over_time: str
    over_units: str
    definition: str
    source: str
    verified: bool
    weight: str = ""
    structural: bool = False
    signed: bool = False
    employer: bool = False
    numerator: str = ""
    denominator: str = ""

    @property
    def whole(self) -> bool:
        """Whether figures of it are whole numbers: people, units, times, đồng, but no share or mean."""
        return self.uom not in PARTIAL


@dataclass(frozen=True, slots=True)
class Member:
    """A value of a dimension; `until` is the last day on which it could be used. `ownership` is the kind of employer
    for which it stands, as units tell it."""

    code: str
    name: str
    until: date | None = None
    ownership: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what figures of an element are told apart: sex, kind of employer."""

    code: str
    name: str
    members: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All elements and dimensions by their codes."""

    elements: Mapping[str, Element]
    dimensions: Mapping[str, Dimension]

    @property
    def units(self) -> dict[str, str]:
        """The unit of measure of each element."""
        return {code: element.uom for code, element in self.elements.items()}

    def element(self, key: str) -> Element:
        """The element of a cell. Raises KeyError where the catalogue does not have it or one of its coordinates."""
        code, *coordinates = key.split("|")
        for coordinate in coordinates:
            dimension, _, member = coordinate.partition("=")
            self.dimensions[dimension].members[member]
        return self.elements[code]

    def closed(self, key: str, day: date) -> bool:
        """Whether a cell is not asked for any more in a period that begins on a day."""
        _, *coordinates = key.split("|")
        parts = (coordinate.partition("=") for coordinate in coordinates)
        ends = (self.dimensions[dimension].members[member].until for dimension, _, member in parts)
        return any(end is not None and end < day for end in ends)

    def title(self, key: str) -> str:
        """A cell in words: Đoàn viên cuối kỳ (Nữ)."""
        _, *coordinates = key.split("|")
        parts = (coordinate.partition("=") for coordinate in coordinates)
        within = ", ".join(self.dimensions[dimension].members[member].name for dimension, _, member in parts)
        name = self.element(key).name
        return f"{name} ({within})" if within else name


@cache
def catalogue() -> Catalogue:
    """The catalogue as it is shipped."""
    told = tomllib.loads((DATA / "catalogue.toml").read_text(encoding="utf-8"))
    elements = [Element(**values) for values in told["element"]]
    dimensions = [_dimension(values) for values in told["dimension"]]
    return Catalogue({one.code: one for one in elements}, {one.code: one for one in dimensions})


def with_own(known: Catalogue, told: Iterable[Mapping[str, Any]]) -> Catalogue:
    """A catalogue with a form's own elements beside those that it has. Raises KeyError where one of them would stand
    for another: own elements begin with OWN, and no others do."""
    own = {one["code"]: Element(**one) for one in told}
    for code in own:
        if not code.startswith(OWN):
            raise KeyError(code)
    return Catalogue({**known.elements, **own}, known.dimensions) if own else known


def _dimension(told: Mapping[str, Any]) -> Dimension:
    members = [
        Member(one["code"], one["name"], _day(one.get("until")), one.get("ownership", "")) for one in told["members"]
    ]
    return Dimension(told["code"], told["name"], {one.code: one for one in members})


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


#: The dimension by which figures are told apart by the kind of employer: of one unit all belongs to one of its values.
EMPLOYERS, OTHER_EMPLOYER = "LOAI_HINH", "KHAC"


def employer_kind(ownership: str, known: Catalogue) -> str:
    """The value of EMPLOYERS that a unit's kind of employer stands for: that of all others where it is not told."""
    members = known.dimensions[EMPLOYERS].members.values()
    return next((one.code for one in members if ownership and one.ownership == ownership), OTHER_EMPLOYER)


def plain_cell(cell: str) -> tuple[str, str]:
    """A cell that is told apart by the kind of employer alone: the cell of them all, and the kind. Else two blanks."""
    code, _, part = cell.partition("|")
    dimension, _, kind = part.partition("=")
    return (code, kind) if dimension == EMPLOYERS and "|" not in part else ("", "")
