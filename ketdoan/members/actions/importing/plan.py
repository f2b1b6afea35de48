"""What importing a list does: people who come in, and what changes of those whom the register knows."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ketdoan.core.staging.plans import Plan
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit

from ...importing.said import MemberSaid
from ...queries.known import Known
from ...rules import EventKind
from ..bringing import Happening
from .facts import contacts_of, facts_of, numbers_of, profile_of


@dataclass(slots=True)
class Coming:
    """Somebody whom the register does not know: what the row tells of them, to which unit they come, where they work
    by the column of groups, and what happens to them. Records are made of it only when it is carried out: of a long
    list they would not all stand in memory at once."""

    said: MemberSaid
    unit: Unit
    workplace: str
    happenings: list[Happening]

    @property
    def profile(self) -> dict[str, Any]:
        """Work and schooling."""
        return profile_of(self.said, self.workplace)

    @property
    def facts(self) -> dict[str, str]:
        """What is opened for a purpose alone."""
        return dict(facts_of(self.said))

    @property
    def new(self) -> NewPerson:
        """Their record. A key is made for all that is sealed."""
        said, birth = self.said, self.said.birth
        values = dict(numbers_of(said)) | dict(contacts_of(said)) | self.facts
        return NewPerson(
            self.unit, said.name, birth.date if birth else None, birth.year if birth else None, said.sex, values
        )


@dataclass(slots=True)
class Changing:
    """What is recorded of somebody whom the register knows; by field or kind, only what is new."""

    row: int
    known: Known
    person: dict[str, Any] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)

    @property
    def values(self) -> bool:
        """Whether anything but events is recorded."""
        return bool(self.person or self.contacts or self.numbers or self.facts or self.profile)


@dataclass
class MemberPlan(Plan):
    """What the rows do that are right."""

    coming: list[Coming] = field(default_factory=list)
    changing: list[Changing] = field(default_factory=list)

    def done(self) -> dict[str, int]:
        happened = Counter(one.kind for coming in self.coming for one in coming.happenings)
        happened.update(one.kind for change in self.changing for one in change.happenings)
        return {
            "entered": happened[EventKind.ADMISSION] + happened[EventKind.RECOGNITION],
            "suspended": happened[EventKind.SUSPENSION],
            "left": happened[EventKind.LEAVE],
            "people": len(self.coming),
            "updated": sum(change.values for change in self.changing),
        }

    @property
    def steps(self) -> int:
        return len(self.coming) + len(self.changing)
