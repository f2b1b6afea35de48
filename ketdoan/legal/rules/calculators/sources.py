"""Where a step of a calculation stands in the law, since when that holds, and figures of law by date."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from ..citing import Citation

RATES = Path(__file__).parents[2] / "data" / "rates.toml"
LABOUR_CODE, DECREE_145, CIVIL_CODE = "45/2019/QH14", "145/2020/NĐ-CP", "91/2015/QH13"
INSURANCE, JOBS, OLD_JOBS = "41/2024/QH15", "74/2025/QH15", "38/2013/QH13"
SAFETY, ABROAD, RETIRING = "84/2015/QH13", "69/2020/QH14", "135/2020/NĐ-CP"
#: Acts that steps cite beside dated figures: in force since when, and whether their own text was read.
ACTS = {
    LABOUR_CODE: (date(2021, 1, 1), True),
    DECREE_145: (date(2021, 2, 1), True),
    CIVIL_CODE: (date(2017, 1, 1), True),
    INSURANCE: (date(2025, 7, 1), False),
    JOBS: (date(2026, 1, 1), True),
    OLD_JOBS: (date(2015, 1, 1), True),
    "28/2015/NĐ-CP": (date(2015, 5, 1), True),
    SAFETY: (date(2016, 7, 1), True),
    ABROAD: (date(2022, 1, 1), True),
    RETIRING: (date(2021, 1, 1), True),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A place of the law on which a step rests. `sure` says that its own text was read."""

    citation: Citation
    since: date
    sure: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A figure of law, or a table of figures, in force from a day until the day before another."""

    key: str
    value: Any
    source: Source
    until: date | None

    def number(self, name: str = "") -> Fraction:
        """The figure, or the one of this name."""
        return Fraction(self.value[name] if name else self.value)

    def whole(self, name: str = "") -> int:
        """The figure, which is a whole number, or the one of this name."""
        return int(self.value[name] if name else self.value)


def law(act: str, article: str, clause: str = "", point: str = "") -> Source:
    """A place in an act as it was passed."""
    since, sure = ACTS[act]
    return Source(Citation(act, article, clause, point), since, sure)


def beside(rate: Rate, article: str, clause: str, point: str = "") -> Source:
    """Another place of the act in which a figure stands."""
    at = rate.source
    return Source(Citation(at.citation.act, article, clause, point), at.since, at.sure, at.note)


@cache
def rates() -> Mapping[str, tuple[Rate, ...]]:
    """All figures by their keys, the earliest first."""
    found: dict[str, list[Rate]] = {}
    for row in tomllib.loads(RATES.read_text(encoding="utf-8"), parse_float=Decimal)["rate"]:
        found.setdefault(row["key"], []).append(_rate(row))
    return {key: tuple(sorted(rows, key=lambda rate: rate.source.since)) for key, rows in found.items()}


def _rate(row: Mapping[str, Any]) -> Rate:
    citation = Citation(row["act"], row["article"], row["clause"], row["point"])
    source = Source(citation, date.fromisoformat(row["valid_from"]), row["sure"], row["note"])
    until = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    return Rate(row["key"], row["table"] if "table" in row else row["value"], source, until)


def rate_on(key: str, day: date) -> Rate | None:
    """The figure in force on a day."""
    held = (rate for rate in rates()[key] if rate.source.since <= day and (rate.until is None or day < rate.until))
    return next(held, None)
