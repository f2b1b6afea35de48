"""A member's course for people to read: each event in order, with what became of it."""

from dataclasses import dataclass

from ketdoan.core.acting import Actor
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Decision, Person, Unit

from ..models import Member, MemberEvent, Profile
from ..rules import EVENT_LABELS, LEAVE_LABELS, EventKind, LeaveReason, replay, voided
from .links import records_of

PARTY = "members.party"


@dataclass(frozen=True)
class Told:
    """An event as it is shown. `void` says that it was taken back, `idle` that it changed nothing: another record of
    the person had said as much; `ahead` that its day is yet to come."""

    event: MemberEvent
    label: str
    unit: Unit
    to_unit: Unit | None
    reason: str
    decision: Decision | None
    void: bool
    idle: bool

    @property
    def ahead(self) -> bool:
        """Whether the event takes hold on a later day."""
        return self.event.on > today()


def course_of(person: Person, actor: Actor) -> list[Told]:
    """The events of a person whose record the actor may see, the latest first: wherever they happened, since the
    course belongs to the person. Introductions to the Party are shown to those alone who may see them."""
    rows = MemberEvent._base_manager.filter(person__in=records_of(person.pk))
    rows = rows.select_related("unit", "to_unit", "decision").order_by("pk")
    gone, _ = voided([(event.pk, event.voids_id) for event in rows if event.voids_id])
    stand = [event.fact for event in rows if event.kind != EventKind.VOID and event.pk not in gone]
    idle = {fact.id for fact, _ in replay(stand).impossible}
    events = sorted(rows, key=lambda event: (event.on, event.place), reverse=True)
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
            event.pk in idle,
        )
        for event in events
        if event.kind not in {EventKind.VOID, *hidden}
    ]


def joined_in_words(member: Member, profile: Profile | None) -> str:
    """The day on which a member joined as the register has it, and what an imported list said where that is another."""
    day, told = format_date(member.joined_on), profile.joined_told if profile else ""
    return day if told in ("", day) else f"{day} (theo hồ sơ: {told})"


def reason_label(reason: str) -> str:
    """The words for a reason of leaving; other reasons were written out."""
    return LEAVE_LABELS[LeaveReason(reason)] if reason in set(LeaveReason) else reason
