"""The score sheet: what is scored, which levels there are, and which level points and conditions come to.

A round keeps the sheet as the rules told it when the round was opened, as plain values; here they are read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from ketdoan.core.viet import format_number

#: Points have so many places after the comma.
PLACES = 2


@dataclass(frozen=True)
class Level:
    """What a union may be graded as: from `lowest` points on, if it meets the conditions that it `needs`.

    `rank` is 1 for the best; levels of different scales with the same rank stand for each other in long series.
    """

    code: str
    label: str
    rank: int
    lowest: Decimal
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """A line that is scored, with the most points it may get."""

    code: str
    label: str
    most: Decimal


@dataclass(frozen=True)
class Section:
    """A part of the sheet under one heading."""

    title: str
    criteria: tuple[Criterion, ...]

    @property
    def most(self) -> Decimal:
        """The most points that its criteria may get together."""
        return sum((one.most for one in self.criteria), Decimal())


@dataclass(frozen=True)
class Condition:
    """Something that is met or not, beside the points."""

    code: str
    label: str


@dataclass(frozen=True)
class ScoreSheet:
    """The whole sheet, its levels the best first."""

    sections: tuple[Section, ...]
    conditions: tuple[Condition, ...]
    levels: tuple[Level, ...]

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """All criteria by code, in order."""
        return {one.code: one for section in self.sections for one in section.criteria}

    @property
    def most(self) -> Decimal:
        """The points of a sheet that gets all."""
        return sum((section.most for section in self.sections), Decimal())

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Levels and conditions by code, as people call them."""
        return {**{one.code: one.label for one in self.levels}, **{one.code: one.label for one in self.conditions}}

    def label(self, level: str) -> str:
        """What a level is called; nothing for none."""
        return self.words[level] if level else ""

    def missing(self, points: Mapping[str, Any], met: Mapping[str, bool]) -> int:
        """How many lines have no answer yet."""
        unscored = sum(1 for code in self.criteria if code not in points)
        return unscored + sum(1 for one in self.conditions if one.code not in met)

    def total(self, points: Mapping[str, Any]) -> Decimal:
        """The points together."""
        return sum((Decimal(points[code]) for code in self.criteria if code in points), Decimal())

    def level(self, points: Mapping[str, Any], met: Mapping[str, bool]) -> Level:
        """The level that points and answers come to."""
        return level_of(self.total(points), kept(met), self.levels)


def kept(met: Mapping[str, bool]) -> set[str]:
    """The conditions that are met."""
    return {code for code, answer in met.items() if answer}


def level_of(points: Decimal, conditions: Collection[str], levels: Sequence[Level]) -> Level:
    """The best level whose points are reached and whose conditions are all met."""
    reached = [one for one in levels if points >= one.lowest and set(one.needs) <= set(conditions)]
    return min(reached, key=lambda one: one.rank)


def held_back(points: Decimal, conditions: Collection[str], levels: Sequence[Level]) -> tuple[Level, list[str]] | None:
    """The level that the points alone would come to, and the conditions that it misses; None where none is missed."""
    by_points = min((one for one in levels if points >= one.lowest), key=lambda one: one.rank)
    missed = [code for code in by_points.needs if code not in conditions]
    return (by_points, missed) if missed else None


def points_text(value: Any) -> str:
    """Points as people write them: 11,5; nothing for none."""
    if value is None:
        return ""
    number = Decimal(value).normalize()
    return format_number(number, max(0, min(PLACES, -int(number.as_tuple().exponent))))


def answer_text(value: bool | None) -> str:
    """The answer to a condition in words."""
    return {True: "Đạt", False: "Không đạt", None: ""}[value]


def read(content: Mapping[str, Any]) -> ScoreSheet:
    """A sheet from its plain values."""
    return ScoreSheet(
        tuple(
            Section(
                part["title"], tuple(Criterion(c["code"], c["label"], Decimal(c["most"])) for c in part["criteria"])
            )
            for part in content["sections"]
        ),
        tuple(Condition(one["code"], one["label"]) for one in content["conditions"]),
        levels_from(content["levels"]),
    )


def levels_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Level, ...]:
    """Levels from plain values, the best first."""
    found = [Level(row["code"], row["label"], row["rank"], Decimal(row["lowest"]), tuple(row["needs"])) for row in rows]
    return tuple(sorted(found, key=lambda one: one.rank))
