"""A member's course for people to read: each event in order, with what became of it."""

from dataclasses import dataclass

from ketdoan.core.acting import Actor
from ketdoan.units.models import Decision, Person, Unit

from ..models import MemberEvent
from ..rules import EVENT_LABELS, LEAVE_LABELS, EventKind, LeaveReason, voided

PARTY = "members.party"


@dataclass(frozen=True)
class Told:
    """An event as it is shown. `void` says that it was taken back."""

    event: MemberEvent
    label: str
    unit: Unit
    to_unit: Unit | None
    reason: str
    decision: Decision | None
    void: bool


def course_of(person: Person, actor: Actor) -> list[Told]:
    """The events of a person whose record the actor may see, the latest first: wherever they happened, since the
    course belongs to the person. Introductions to the Party are shown to those alone who may see them."""
    rows = MemberEvent._base_manager.filter(person=person).select_related("unit", "to_unit", "decision")
    events = sorted(rows, key=lambda event: (event.on, event.place), reverse=True)
    gone, _ = voided([(event.pk, event.voids_id) for event in events if event.voids_id])
    hidden = set() if actor.may(PARTY) else {EventKind.PARTY_INTRODUCTION}
    return [
        Told(
            event,
            EVENT_LABELS[EventKind(event.kind)],
            event.unit,
            event.to_unit,
            reason_label(event.reason),
            event.decision,
            event.pk in gone,
        )
        for event in events
        if event.kind not in {EventKind.VOID, *hidden}
    ]


def reason_label(reason: str) -> str:
    """The words for a reason of leaving; other reasons were written out."""
    return LEAVE_LABELS[LeaveReason(reason)] if reason in set(LeaveReason) else reason
