"""Whom an article is meant for: what its writer chose, and whether that fits somebody.

Who works in turn belongs to each shift when they read; told of an article are those whose shift it is that day.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What decides whether an article is meant for a member: the units of their line from the top down to their own,
    their sex, group of occupations and shifts as far as known, and whether they have suspended union life."""

    units: tuple[int, ...]
    sex: str = ""
    profession: str = ""
    shifts: tuple[str, ...] = ()
    suspended: bool = False


@dataclass(frozen=True)
class Reach:
    """What the writer of an article chose. What is left empty does not narrow.

    `units` are subtrees of the writer's unit: who belongs under any of them is meant. Sex, professions and shifts
    narrow each other; where they are asked for, somebody of whom they are not known is not meant. `suspended` says
    whether members who have suspended union life are meant too.
    """

    units: list[int] = field(default_factory=list)
    sex: str = ""
    professions: list[str] = field(default_factory=list)
    shifts: list[str] = field(default_factory=list)
    suspended: bool = True

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reach":
        """From what an article keeps."""
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        """As an article keeps it."""
        return asdict(self)

    def fits(self, publisher: int, facts: Facts) -> bool:
        """Whether an article of a publishing unit is meant for a member."""
        under = self.units or [publisher]
        return (
            publisher in facts.units
            and any(unit in facts.units for unit in under)
            and self.sex in ("", facts.sex)
            and (not self.professions or facts.profession in self.professions)
            and (not self.shifts or any(shift in self.shifts for shift in facts.shifts))
            and (self.suspended or not facts.suspended)
        )


#: Hours of Vietnam's day at which the shifts work: from, until.
WORK = {"morning": (6, 14), "afternoon": (14, 22)}
NIGHT = "night"


def shift_at(hour: int) -> str:
    """The shift that works at an hour."""
    return next((shift for shift, (start, end) in WORK.items() if start <= hour < end), NIGHT)
