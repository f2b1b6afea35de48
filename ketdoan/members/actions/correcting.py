"""Putting right what was recorded wrongly: events are voided, never changed."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import clean_line
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit
from ketdoan.units.queries.kinds import version_on

from ..models import MemberEvent
from ..rules import EventKind, voided
from .checking import follow_records
from .people import ENTRY_RULES, check_day, check_enters, told
from .recording import record

#: What a correction may say otherwise of an event.
CORRECTABLE = ("on", "reason", "decision")


@action("members.void", "Hủy ghi nhận sai", permission="members.correct")
def void(act: Act, *, event: MemberEvent) -> MemberEvent:
    """Take back an event as if it had never been, for a reason (`why`). Raises ValidationError where a later event
    rests on it: that one must go first."""
    (done,) = _void(act, [event])
    return done


@action("members.void_batch", "Hủy một đợt ghi nhận", permission="members.correct")
def void_batch(act: Act, *, batch: uuid.UUID) -> list[MemberEvent]:
    """Take back all that one act recorded for many, as far as it stands: the way to undo a bulk act or an import."""
    events = list(MemberEvent._base_manager.filter(batch=batch).exclude(kind=EventKind.VOID).order_by("pk"))
    return _void(act, standing(events))


@action("members.correct", "Đính chính sự kiện")
def correct(act: Act, *, event: MemberEvent, on: date, reason: str = "") -> MemberEvent:
    """Put another day or reason in the place of those of an event: it is voided, and a like one takes its place among
    the events of its day."""
    check_day(on)
    own = voids([event])
    _check(act, [event])
    _check_holds(event, on)
    fresh = MemberEvent(
        person_id=event.person_id, kind=event.kind, unit_id=event.unit_id, to_unit_id=event.to_unit_id, on=on,
        reason=clean_line(reason), decision_id=event.decision_id, change_id=event.change_id,
    )  # fmt: skip
    if on == event.on:
        fresh.place = event.place
    record(act, [*own, fresh])
    follow_records([event.person_id])
    act.record(fresh, unit_id=event.unit_id, change={"voids": event.pk, "on": on})
    return fresh


def _check_holds(event: MemberEvent, on: date) -> None:
    """Raise ValidationError where an event could not have been recorded for another day: its units must have been
    there, and who came in then must have been old enough."""
    for unit in Unit._base_manager.filter(pk__in=[event.unit_id, event.to_unit_id]):
        version_on(unit, on)
    kind = EventKind(event.kind)
    if kind in ENTRY_RULES:
        check_enters(kind, event.unit, [event.person], on)


def _void(act: Act, events: Sequence[MemberEvent]) -> list[MemberEvent]:
    _check(act, events)
    done = record(act, voids(events))
    told(act, done, events[0].unit_id)
    act.record(change={"voids": [event.pk for event in events][:100]})
    return done


def voids(events: Sequence[MemberEvent]) -> list[MemberEvent]:
    """The events that take others back."""
    return [
        MemberEvent(
            person_id=event.person_id, kind=EventKind.VOID.value, unit_id=event.unit_id, on=event.on, voids=event
        )
        for event in events
    ]


def _check(act: Act, events: Sequence[MemberEvent]) -> None:
    if not events:
        raise ValidationError("Không còn ghi nhận nào để hủy.")
    if not act.why.strip():
        raise ValidationError({"why": "Hãy ghi lý do."})
    must_hold(act, *Unit._base_manager.filter(pk__in={event.unit_id for event in events}))
    if len(standing(events)) < len(events):
        raise ValidationError("Ghi nhận này đã được hủy trước đó. Hãy tải lại trang.")
    if any(event.kind == EventKind.VOID or (event.kind == EventKind.STRUCTURE and event.change_id) for event in events):
        raise ValidationError("Ghi nhận này theo một quyết định sắp xếp tổ chức; hãy sửa quyết định đó.")


def standing(events: Iterable[MemberEvent]) -> list[MemberEvent]:
    """Those of the events that are not void."""
    events = list(events)
    persons = {event.person_id for event in events}
    rows: Any = MemberEvent._base_manager.filter(person__in=persons, voids__isnull=False).order_by("pk")
    gone, _ = voided(list(rows.values_list("pk", "voids")))
    return [event for event in events if event.pk not in gone]
