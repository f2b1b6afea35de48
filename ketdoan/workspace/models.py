"""How far the platform is used, counted per unit every three hours: numbers alone, no person."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Unit
from ketdoan.units.models.units import TREES


class UnitUse(ScopedModel):
    """How a unit and all below it in one of the trees use the platform.

    Of the `officers` (who hold an office or a post; in each unit counted once) so many have `opened` an account, and
    last signed in within 7 days (`week`), within 30 (`month`), or `longer` ago. Of the `units` (sections and groups
    are none) nobody ever signed in for the `unused` ones; `silent` says so of the unit itself.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="use")
    tree = models.CharField(max_length=10, choices=TREES)
    silent = models.BooleanField()
    units = models.PositiveIntegerField()
    unused = models.PositiveIntegerField()
    officers = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    week = models.PositiveIntegerField()
    month = models.PositiveIntegerField()
    longer = models.PositiveIntegerField()

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "tree"], name="unit_use_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.opened}/{self.officers}"


class UnitActs(ScopedModel):
    """How many acts of a module the posts of a unit and of all below it in one of the trees did in the last 30 and 90
    days."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="acts")
    tree = models.CharField(max_length=10, choices=TREES)
    module = models.CharField(max_length=30)
    days_30 = models.PositiveIntegerField()
    days_90 = models.PositiveIntegerField()

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "tree", "module"], name="unit_acts_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.module}"


class Counting(models.Model):
    """When the use was last counted: one row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
