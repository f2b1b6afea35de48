"""Groups of units that an officer sends to again and again."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Unit


class UnitGroup(ScopedModel):
    """Units under one name, kept by the unit that sends to them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="unit_groups")
    name = models.CharField("tên nhóm", max_length=80)
    members = models.ManyToManyField(Unit, related_name="in_groups")

    visible = Subtree("unit")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_group_once")]

    def __str__(self) -> str:
        return self.name
