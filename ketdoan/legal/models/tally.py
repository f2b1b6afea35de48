"""How often what was asked and said of it: numbers of a day, which name nobody and hold no word of a question."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Unit

from ..rules.tallies import Counted


class Tally(ScopedModel):
    """How often something was counted on a day among those under an upper union: questions by how they were answered,
    what was said of answers. `about` is the entry that answered, or the act of which the text is lacking."""

    day = models.DateField("ngày")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="công đoàn cấp trên")
    what = models.CharField("loại", max_length=10, choices=Counted.choices)
    state = models.CharField("trợ lý", max_length=20)
    about = models.CharField("mục, văn bản", max_length=120, blank=True)
    number = models.PositiveIntegerField("số lượt", default=0)

    visible = Subtree("unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "unit", "what", "state", "about"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.about}"
