"""A union's own table of rates: what its regulation of spending gives for which event."""

import uuid

from django.db import models
from django.db.models import Q

from ketdoan.core.history import ScopedHistory
from ketdoan.core.scope import Subtree
from ketdoan.units.models import Unit


class Rate(ScopedHistory):
    """The most that a union gives for one kind of event, in đồng, on the days for which it holds.

    `fact` stays the same when the amount changes. `source` names the regulation and the place in it.
    """

    fact = models.UUIDField(default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="care_rates", verbose_name="đơn vị")
    kind = models.CharField("việc", max_length=20)
    title = models.CharField("mức chi cho", max_length=120)
    most = models.BigIntegerField("mức tối đa")
    source = models.CharField("theo quy chế", max_length=200)

    visible = Subtree("unit")

    class Meta:
        ordering = ["unit", "kind", "title", "pk"]
        constraints = [models.CheckConstraint(condition=Q(most__gt=0), name="rate_positive")]
        indexes = [models.Index(fields=["unit", "kind"], name="rate_unit", condition=Q(replaced_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
