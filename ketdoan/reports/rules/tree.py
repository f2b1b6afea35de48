"""What a rule says, as a tree: two sides made of cells, numbers and arithmetic, and how they compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

#: Functions of a rule, and how many values each takes: at least, at most.
FUNCTIONS = {"abs": (1, 1), "min": (2, 20), "max": (2, 20)}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written in the rule; 15% is 0.15."""

    value: Decimal


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A cell of the form: `ELEMENT` or `ELEMENT|DIMENSION=VALUE`; `periods` before the one that is reported."""

    key: str
    periods: int = 0


@dataclass(frozen=True, slots=True)
class Negative:
    """The other sign of something."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two values and one of + - * /."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of FUNCTIONS."""

    name: str
    values: tuple["Node", ...]


Node = Number | Cell | Negative | Binary | Call


@dataclass(frozen=True, slots=True)
class Check:
    """Two sides that compare as `sign` says: = <= >= < >, or ≈ where the left one is a percentage as it is printed,
    with so many `places`, of the ratio on the right."""

    sign: str
    left: Node
    right: Node
    places: int = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Each cell once, in the order in which they are written."""
        return tuple(dict.fromkeys((*cells_of(self.left), *cells_of(self.right))))


def cells_of(node: Node) -> Iterator[Cell]:
    """The cells of an expression, as often as they stand in it."""
    match node:
        case Cell():
            yield node
        case Negative(of):
            yield from cells_of(of)
        case Binary(_, left, right):
            yield from cells_of(left)
            yield from cells_of(right)
        case Call(_, values):
            for value in values:
                yield from cells_of(value)
