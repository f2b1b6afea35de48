"""Requests that a member go on in another union: two sides, and one above both."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Person, Unit

from ..states import OPEN_TRANSFER, Refusal, Side, TransferState
from .events import MemberEvent


class TransferRequest(ScopedModel):
    """A request of one of two unions, which the other one answers. It is seen by both, and by those above either; what
    it shows of the person is what both have agreed to show: name, year of birth, and the two unions.

    Until it is accepted the member counts where they are. `due` is the last day for the answer; after it the request
    hangs, and `above`, the nearest union above both, may decide. `on` is the day of the move: asked for at first, then
    the one on which they go. `decided_by` is the unit that answered or decided.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfers", db_index=False)
    unit_from = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_out", verbose_name="nơi đi")
    unit_to = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_in", verbose_name="nơi đến")
    above = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    side = models.CharField("bên đề nghị", max_length=12, choices=Side.choices)
    state = models.CharField("tình trạng", max_length=10, choices=TransferState.choices, default=TransferState.ASKED)
    on = models.DateField("từ ngày")
    asked_on = models.DateField("ngày đề nghị")
    due = models.DateField("hạn trả lời")
    note = models.CharField("ghi chú", max_length=250, blank=True)
    refusal = models.CharField("lý do không đồng ý", max_length=12, choices=Refusal.choices, blank=True)
    reply = models.CharField("trả lời", max_length=250, blank=True)
    decided_by = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    event = models.OneToOneField(MemberEvent, models.PROTECT, null=True, related_name="transfer_request")
    asked_by = models.BigIntegerField(null=True, editable=False)
    answered_by = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    visible = Subtree("unit_from") | Subtree("unit_to")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="transfer_one_open", condition=Q(state__in=[str(s) for s in OPEN_TRANSFER])
            ),
            models.CheckConstraint(condition=~Q(unit_from=models.F("unit_to")), name="transfer_two_units"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="transfer_person"),
            models.Index(fields=["above"], name="transfer_hanging", condition=Q(state=TransferState.HANGING.value)),
            models.Index(fields=["due"], name="transfer_open", condition=Q(state__in=[str(s) for s in OPEN_TRANSFER])),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.person_id}"

    @property
    def asker(self) -> int:
        """The unit that asked, by its id."""
        return self.unit_to_id if self.side == Side.DESTINATION else self.unit_from_id

    @property
    def answerer(self) -> int:
        """The unit that answers, by its id."""
        return self.unit_from_id if self.side == Side.DESTINATION else self.unit_to_id

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.state in OPEN_TRANSFER
