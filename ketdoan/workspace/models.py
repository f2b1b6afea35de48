"""How far the platform is used, counted per unit once an hour: numbers alone, no person."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Unit


class UnitUse(ScopedModel):
    """Of a unit's officers (who hold an office or a post in it) how many there are, have opened an account, and last
    signed in within 7 days, within 30, or longer ago; each officer is counted once."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="use")
    officers = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    week = models.PositiveIntegerField()
    month = models.PositiveIntegerField()
    longer = models.PositiveIntegerField()

    visible = Subtree("unit")

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.opened}/{self.officers}"


class UnitActs(ScopedModel):
    """How many acts of a module the posts of a unit did in the last 30 and 90 days."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="acts")
    module = models.CharField(max_length=30)
    days_30 = models.PositiveIntegerField()
    days_90 = models.PositiveIntegerField()

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "module"], name="unit_acts_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.module}"


class Counting(models.Model):
    """When the use was last counted: one row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
