"""What data/articles/checks.toml knows of the domain."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ketdoan.reports.rules.catalogue import DATA

from .words import one_of


@dataclass(frozen=True, slots=True)
class Deed:
    """What is told as a number of units and as a share of those that could have done it."""

    words: re.Pattern[str]
    ratio: str
    base: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Patterns for the words of movements, awards and stocks; deeds."""

    movements: re.Pattern[str]
    movement_of: Mapping[str, str]
    awards: Mapping[str, re.Pattern[str]]
    stock_of: Mapping[str, str]
    deeds: Sequence[Deed]


@cache
def domain() -> Domain:
    """The file as it is shipped."""
    told = tomllib.loads((DATA / "articles" / "checks.toml").read_text(encoding="utf-8"))
    movement_of = {phrase: cell for cell, phrases in told["movements"].items() for phrase in phrases}
    return Domain(
        movements=re.compile(rf"(?<!\w){one_of(movement_of)}(?!\w)"),
        movement_of=movement_of,
        awards={cell: _award(one["words"], one["never"]) for cell, one in told["awards"].items()},
        stock_of={noun: cell for cell, nouns in told["stocks"].items() for noun in nouns},
        deeds=[Deed(re.compile(one_of(one["words"])), one["ratio"], one["base"]) for one in told["deed"]],
    )


def _award(names: Sequence[str], never: Sequence[str]) -> re.Pattern[str]:
    barred = "".join(rf"(?<!{re.escape(word)} )" for word in never)
    return re.compile(rf"(?<!\w){barred}{one_of(names)}(?!\w)")
