"""Bringing many newcomers into the register at once, each with their past: for imports and for the demo.

All that happened to a newcomer is known when the record is opened, so that nothing needs to be read back. Part of an
act: call it from one.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ketdoan.core.acting import Actor
from ketdoan.core.bulk import copy_in, take_keys
from ketdoan.units.actions.people import NewPerson, Opened, open_records
from ketdoan.units.queries.ends import ends_of

from ..models import MemberEvent
from ..rules import Course, Fact, replay
from .deriving import check, keep_new
from .recording import append, moves_with_units


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a newcomer. Units and the decision by their ids."""

    kind: str
    on: date
    unit: int
    to_unit: int | None = None
    reason: str = ""
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whose record is to be opened, and what happened to them, in order."""

    person: NewPerson
    happenings: Sequence[Happening]


@dataclass(slots=True)
class Entered:
    """An event that was recorded of a newcomer, by the names that it has as a MemberEvent."""

    pk: int
    person_id: int
    kind: str
    on: date
    unit_id: int
    to_unit_id: int | None
    reason: str
    decision_id: int | None

    @property
    def fact(self) -> Fact:
        """As the rules replay it."""
        return Fact(self.pk, self.kind, self.on, self.pk, self.unit_id, self.to_unit_id, self.reason)


ENTERED = [
    "id", "place", "person", "kind", "on", "unit", "to_unit", "reason", "decision", "batch", "account_id", "post_id",
    "recorded_at",
]  # fmt: skip


def bring_in(actor: Actor, newcomers: Sequence[Newcomer]) -> list[Entered | MemberEvent]:
    """Open the records of newcomers, record what happened to them, and what follows from it.

    Whoever then belongs to a unit that has ended goes on to its heir or leaves with it. Raises ValidationError where
    something could not have happened. Nobody else may have seen the persons yet, so they need no lock.
    """
    people = open_records([newcomer.person for newcomer in newcomers])
    return begin_past(actor, people, [newcomer.happenings for newcomer in newcomers])


def begin_past(
    actor: Actor, people: Sequence[Opened], pasts: Sequence[Sequence[Happening]], batch: uuid.UUID | None = None
) -> list[Entered | MemberEvent]:
    """Record what happened to persons whose records were just opened, as `bring_in` does; `batch` names the act of
    which they are a part."""
    events: list[Entered | MemberEvent] = [*_enter(actor, people, pasts, batch)]
    found = _courses(events)
    while moves := list(moves_with_units(found, ends_of(_units(found)), None)):
        append(actor, moves)
        events += moves
        moving = {move.person_id for move in moves}
        found |= _courses([event for event in events if event.person_id in moving])
    check(found)
    keep_new(found, people)
    return events


def _enter(
    actor: Actor, people: Sequence[Opened], pasts: Sequence[Sequence[Happening]], batch: uuid.UUID | None
) -> list[Entered]:
    """Record what happened to newcomers, in its order and as one batch."""
    happened = [(person.pk, one) for person, past in zip(people, pasts, strict=True) for one in past]
    events = [
        Entered(key, person_id, one.kind, one.on, one.unit, one.to_unit, one.reason, one.decision)
        for key, (person_id, one) in zip(take_keys(MemberEvent, len(happened)), happened, strict=True)
    ]
    batch, now = batch or (uuid.uuid4() if len(events) > 1 else None), timezone.now()
    copy_in(
        MemberEvent, ENTERED,
        (
            (one.pk, one.pk, one.person_id, one.kind, one.on, one.unit_id, one.to_unit_id, one.reason,
             one.decision_id, batch, actor.account_id, actor.post_id, now)
            for one in events
        ),
    )  # fmt: skip
    return events


def _courses(events: Sequence[Entered | MemberEvent]) -> dict[int, Course]:
    facts: dict[int, list[Fact]] = {}
    for event in events:
        facts.setdefault(event.person_id, []).append(event.fact)
    return {pk: replay(of_one) for pk, of_one in facts.items()}


def _units(found: dict[int, Course]) -> set[int]:
    return {stay.unit for course in found.values() for stay in course.stays}
