"""Caps: how large a share of one thing another may be at most, between two days, by law.

What is capped stands in `data/targets.toml`, the number, its days and its source in the dated parameter that it names.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ketdoan.core.models import Rule
from ketdoan.core.rules import shipped

from .catalogue import DATA

RULES = Path(__file__).resolve().parent.parent / "rules.toml"


@dataclass(frozen=True, slots=True)
class Cap:
    """So many in a hundred of one award's bearers may bear another one, between two days."""

    of: str
    among: str
    share: int
    valid_from: date
    source: str
    verified: bool
    valid_to: date | None = None
    note: str = ""

    def holds(self, day: date) -> bool:
        """Whether the cap is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Capped:
    """What is capped, and by which parameter."""

    of: str
    among: str
    rule: str


@dataclass(frozen=True, slots=True)
class Within:
    """Who is counted in one thing is counted in another too."""

    of: str
    whole: str


@cache
def capped() -> Sequence[Capped]:
    """What there are caps of."""
    return [Capped(**one) for one in _told()["cap"]]


@cache
def within() -> Sequence[Within]:
    """What is a part of what."""
    return [Within(**one) for one in _told()["within"]]


def _told() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads((DATA / "targets.toml").read_text(encoding="utf-8"))


def caps_in(rows: Iterable[Rule]) -> list[Cap]:
    """The caps that rows of dated parameters tell, of whatever days."""
    by_key = {one.rule: one for one in capped()}
    return [_cap(by_key[row.key], row) for row in rows if row.key in by_key]


def _cap(one: Capped, row: Rule) -> Cap:
    return Cap(
        one.of, one.among, row.value["percent"], row.since or date.min, row.source, row.verified, row.until, row.note
    )  # fmt: skip


@cache
def shipped_caps() -> Sequence[Cap]:
    """The caps as they are shipped."""
    return caps_in(shipped(RULES))
