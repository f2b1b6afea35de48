"""Appending events to the register. Every act on members goes through `record`."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.actions import Act
from ketdoan.core.bulk import insert_all, take_keys
from ketdoan.units.models import Change, Person
from ketdoan.units.queries.ends import End, ends_of

from ..models import MemberEvent, Spell
from ..queries.links import circles
from ..queries.syncing import mark_beginning
from ..rules import Course, EventKind, LeaveReason, Stay
from .deriving import derive

CHUNK = 5_000


def lock_persons(person_ids: Collection[int]) -> None:
    """Hold the rows of persons, with all records that are linked to theirs, to the end of the transaction: two acts on
    one person take turns."""
    held = set[int]()
    while wanted := circles(person_ids).everybody - held:
        ids = sorted(wanted)
        for start in range(0, len(ids), CHUNK):
            part = Person._base_manager.filter(pk__in=ids[start : start + CHUNK]).order_by("pk")
            list(part.select_for_update(no_key=True).values_list("pk", flat=True))
        held |= wanted


def record(act: Act, events: Sequence[MemberEvent]) -> list[MemberEvent]:
    """Append events of one act, and bring up to date what follows from them.

    Whoever then belongs to a unit on days after its end goes on to its heir, or leaves with it. Raises ValidationError
    where an event, a new one or an earlier one that rests on it, could not have happened; then nothing is kept.
    """
    person_ids = {event.person_id for event in events}
    lock_persons(person_ids)
    append(act.actor, events)
    follow_ended(act.actor, derive(person_ids, {event.pk for event in events}))
    return list(events)


def append(actor: Actor, events: Sequence[MemberEvent]) -> None:
    """Insert events as the actor's, in their order; those of one call are one batch."""
    mark_beginning()
    batch = uuid.uuid4() if len(events) > 1 else None
    for event, key in zip(events, take_keys(MemberEvent, len(events)), strict=True):
        event.pk = key
        if event.place is None:
            event.place = key
        event.batch = event.batch or batch
        event.account_id, event.post_id = actor.account_id, actor.post_id
    insert_all(events)


def follow_units(change: Change, heirs: Mapping[int, int | None]) -> None:
    """Members of units that end by a change go on to the heirs, or leave where there is none."""
    staying = Spell._base_manager.filter(unit__in=heirs).exclude(until__lte=change.on)
    person_ids = set(staying.values_list("person", flat=True))
    lock_persons(person_ids)
    follow_ended(current_actor(), derive(person_ids), change)


def follow_ended(actor: Actor, found: Mapping[int, Course], change: Change | None = None) -> None:
    """Let those whose unit has ended go on to its heir. Units may end one after the other, so look again."""
    while found:
        ends = ends_of({stay.unit for course in found.values() for stay in course.stays})
        moves = list(moves_with_units(found, ends, change))
        append(actor, moves)
        found = derive({move.person_id for move in moves}, {move.pk for move in moves})


def moves_with_units(
    found: Mapping[int, Course], ends: Mapping[int, End], change: Change | None
) -> Iterator[MemberEvent]:
    """For each person the first stay that goes on after the end of its unit, as what becomes of them then."""
    for person_id, course in found.items():
        for stay in course.stays:
            end = ends.get(stay.unit)
            if end and stay.went != EventKind.STRUCTURE and (stay.until is None or stay.until > end.on):
                yield _with_unit(person_id, stay, end, change)
                break


def _with_unit(person_id: int, stay: Stay, end: End, change: Change | None) -> MemberEvent:
    """What becomes of a member of a unit that ended: they go with it to its heir, else they leave with it."""
    event = MemberEvent(person_id=person_id, unit_id=stay.unit, on=max(end.on, stay.since), change=change)
    event.decision_id = change.decision_id if change else None
    if end.heir is None:
        event.kind, event.reason = EventKind.LEAVE.value, LeaveReason.UNIT_DISSOLVED.value
    else:
        event.kind, event.to_unit_id = EventKind.STRUCTURE.value, end.heir
    return event


def events_for(kind: EventKind, people: Iterable[Any], **fields: Any) -> list[MemberEvent]:
    """An event of a kind for each person, with the same fields; persons or members."""
    return [MemberEvent(kind=kind.value, person_id=person.pk, **fields) for person in people]
