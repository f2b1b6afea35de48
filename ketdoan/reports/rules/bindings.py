"""Which cells of reports the registers and the log of work tell."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .catalogue import DATA
from .states import Source

OPENING, END = "opening", "end"
SOURCES = {"register": Source.REGISTER, "activities": Source.ACTIVITIES}


@dataclass(frozen=True, slots=True)
class Binding:
    """A cell is a figure of a module. A stock is that of the end of the period, or of its `opening`."""

    cell: str
    code: str
    source: Source
    counts: str
    opening: bool = False


@cache
def bindings() -> Mapping[str, Binding]:
    """The bindings as they are shipped, by cell."""
    told = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))
    return {row["cell"]: _binding(row) for row in told["source"]}


def _binding(row: Mapping[str, Any]) -> Binding:
    opening = {OPENING: True, END: False}[row.get("at", END)]
    return Binding(row["cell"], row["code"], SOURCES[row["source"]], row["counts"], opening)
