"""The figures of a report as two runs of bytes in the order of the form's cells: numbers as doubles, and a mark a cell.

A mark says in its lowest three bits whether the number is one, a bound, or why there is none; above them, where it
comes from. So a report of 120 cells takes a kilobyte, and those of all units are read into arrays as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .figures import MISSING, NOT_APPLICABLE, UNKNOWN, Figure
from .states import PREFILLED, Source

#: What the lowest bits of a mark mean: the state, or the sign of the number.
KINDS = (MISSING, "=", NOT_APPLICABLE, UNKNOWN, ">", ">=", "<", "<=")
NUMBER, ABSENT, NOT_KNOWN, FIRST_BOUND = 1, 2, 3, 4
BITS = 3
#: A run of bytes as the database gives it.
Bytes = bytes | memoryview


EMPTY = Figure()


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a cell and where it comes from."""

    figure: Figure = EMPTY
    source: int = Source.NONE


def pack(cells: Sequence[str], entries: Mapping[str, Entry]) -> tuple[bytes, bytes]:
    """The numbers and the marks of a report."""
    held = [entries.get(cell, Entry()) for cell in cells]
    values = np.array([float(entry.figure.value or 0) for entry in held], dtype="<f8")
    return values.tobytes(), bytes(_mark(entry) for entry in held)


def _mark(entry: Entry) -> int:
    figure = entry.figure
    kind = figure.state if figure.value is None else figure.sign
    return KINDS.index(kind) | entry.source << BITS


def unpack(cells: Sequence[str], values: Bytes, marks: Bytes) -> dict[str, Entry]:
    """The figures of a report by cell; those that are missing are left out."""
    numbers = np.frombuffer(values, dtype="<f8").tolist()
    return {
        cell: Entry(_figure(number, mark & (1 << BITS) - 1), mark >> BITS)
        for cell, number, mark in zip(cells, numbers, bytes(marks), strict=False)
        if mark
    }


def written(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Entries without those that only followed from others when the report was handed in, or that registers told."""
    return {cell: entry for cell, entry in entries.items() if entry.source not in (Source.COMPUTED, *PREFILLED)}


def figures_in(entries: Mapping[str, Entry]) -> dict[str, Figure]:
    """The figures of entries, without where they come from."""
    return {cell: entry.figure for cell, entry in entries.items()}


def _figure(number: float, kind: int) -> Figure:
    if kind in (NUMBER, *range(FIRST_BOUND, len(KINDS))):
        return Figure(Decimal(int(number)) if number == int(number) else Decimal(repr(number)), KINDS[kind])
    return Figure(state=KINDS[kind])
