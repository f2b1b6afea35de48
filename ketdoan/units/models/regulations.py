"""Regulations of a unit, and its agreements with others."""

import uuid
from datetime import date, timedelta

from django.db import models

from ketdoan.core.history import ScopedHistory
from ketdoan.core.scope import Subtree

from .attachments import Attachment
from .units import Unit


class Regulation(ScopedHistory):
    """A regulation that a unit works by, or an agreement that it signed with a counterpart (quy chế, thỏa thuận).

    `fact` stays the same through corrections. It holds from the day of signature to the last day that it names, or
    until it is ended; what kinds there are, and which a unit must have, are dated rules.
    """

    fact = models.UUIDField(default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="regulations", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=30)
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký")
    counterpart = models.CharField("bên ký cùng", max_length=250, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp")
    words = models.TextField(editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["unit", "kind", "-signed_on", "pk"]
        indexes = [
            models.Index(fields=["unit", "kind"], name="regulation_unit", condition=models.Q(replaced_at=None)),
            models.Index(fields=["fact"], name="regulation_fact"),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None while open."""
        return self.until - timedelta(days=1) if self.until else None

    def __str__(self) -> str:
        return self.code or self.kind
