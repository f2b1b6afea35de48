"""Bringing many newcomers into the register at once, each with their past: for imports and for the demo.

All that happened to a newcomer is known when the record is opened, so that nothing needs to be read back. Part of an
act: call it from one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ketdoan.core.acting import Actor
from ketdoan.units.actions.people import NewPerson, add_people
from ketdoan.units.queries.ends import ends_of

from ..models import MemberEvent
from ..rules import Course, replay
from .deriving import check, keep
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


def bring_in(actor: Actor, newcomers: Sequence[Newcomer]) -> list[MemberEvent]:
    """Open the records of newcomers, record what happened to them, and what follows from it.

    Whoever then belongs to a unit that has ended goes on to its heir or leaves with it. Raises ValidationError where
    something could not have happened. Nobody else may have seen the persons yet, so they need no lock.
    """
    people = add_people([newcomer.person for newcomer in newcomers])
    events = [
        _event(person.pk, happening)
        for person, newcomer in zip(people, newcomers, strict=True)
        for happening in newcomer.happenings
    ]
    append(actor, events)
    found = _courses(events)
    while moves := list(moves_with_units(found, ends_of(_units(found)), None)):
        append(actor, moves)
        events += moves
        moving = {move.person_id for move in moves}
        found |= _courses([event for event in events if event.person_id in moving])
    check(found.values())
    keep(found, new=True)
    return events


def _event(person_id: int, happening: Happening) -> MemberEvent:
    return MemberEvent(
        person_id=person_id, kind=happening.kind, on=happening.on, unit_id=happening.unit,
        to_unit_id=happening.to_unit, reason=happening.reason, decision_id=happening.decision,
    )  # fmt: skip


def _courses(events: Sequence[MemberEvent]) -> dict[int, Course]:
    facts: dict[int, list[MemberEvent]] = {}
    for event in events:
        facts.setdefault(event.person_id, []).append(event)
    return {pk: replay(event.fact for event in of_one) for pk, of_one in facts.items()}


def _units(found: dict[int, Course]) -> set[int]:
    return {stay.unit for course in found.values() for stay in course.stays}
