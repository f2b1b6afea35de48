"""What happened to members: the append-only truth of the register."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Change, Decision, Person, Unit

from ..rules import EVENT_LABELS, EventKind, Fact

KINDS = [(str(kind), label) for kind, label in EVENT_LABELS.items()]


class MemberEvent(ScopedModel):
    """An event of a person's membership: effective from a day, recorded at a moment, never changed.

    `unit` is where the person comes to or stands; of a move where they come from, and `to_unit` where they go.
    `place` orders the events of a day: the event's own number, of a correction that of the event whose place it takes.
    `voids` names the event that never was. `change` is the reorganisation with which people moved or left. `batch`
    holds together what one act recorded for many.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="member_events", db_index=False)
    kind = models.CharField("loại", max_length=20, choices=KINDS)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị", db_index=False)
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="chuyển đến", db_index=False
    )
    on = models.DateField("từ ngày")
    place = models.BigIntegerField(editable=False)
    reason = models.CharField("lý do", max_length=120, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="member_events", db_index=False)
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="member_events", db_index=False)
    voids = models.ForeignKey("self", models.PROTECT, null=True, related_name="voided_by", db_index=False)
    batch = models.UUIDField(null=True, editable=False)
    account_id = models.BigIntegerField(null=True, editable=False)
    post_id = models.BigIntegerField(null=True, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["on", "place", "pk"]
        indexes = [
            models.Index(fields=["person", "on", "place"], name="member_event_person"),
            models.Index(fields=["unit", "on"], name="member_event_unit"),
            models.Index(
                fields=["on"], name="member_event_party", condition=models.Q(kind=EventKind.PARTY_INTRODUCTION.value)
            ),
            *(
                models.Index(
                    fields=[name], name=f"member_event_{name}", condition=models.Q(**{f"{name}__isnull": False})
                )
                for name in ("to_unit", "decision", "change", "voids", "batch")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"

    @property
    def fact(self) -> Fact:
        """The event as the rules see it."""
        return Fact(self.pk, self.kind, self.on, self.place, self.unit_id, self.to_unit_id, self.reason)
