"""How far an article reached: numbers by unit; and what a member has opened, which is the member's own."""

from django.db import models

from ketdoan.core.scope import Mine, ScopedModel, Subtree
from ketdoan.units.models import Person, Unit

from .articles import Article


class Tally(ScopedModel):
    """Of an article and a unit's own members: how many it was meant for when it was published, how many accounts were
    told, how many members have opened it since. It names nobody."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="tallies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    members = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    opens = models.PositiveIntegerField(default=0)

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "unit"], name="news_tally_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.unit_id}"


class Reading(ScopedModel):
    """That a member has opened an article: for the mark on their own list, and so that they count once. No post sees
    it, and it keeps no time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")

    visible = Mine("person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "article"], name="news_reading_once")]

    def __str__(self) -> str:
        return str(self.pk)
