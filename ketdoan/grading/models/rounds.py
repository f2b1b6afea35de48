"""Rounds: the unions below a unit are asked to score themselves for a year."""

from datetime import date
from functools import cached_property

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

from ..rules import sheet
from ..rules.age import first_day


class Round(ScopedModel):
    """A unit asks the grassroots unions below it for their score sheets of a year, which ends on the day `last`.

    `content` is the score sheet as the rules told it when the round was opened, with the ids of these rules: what is
    edited later changes no sheet that is under way. `reminded_on` is the day of the last reminder.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grading_rounds", verbose_name="đơn vị yêu cầu")
    year = models.PositiveSmallIntegerField("năm")
    last = models.DateField("tính đến ngày")
    due = models.DateField("hạn gửi phiếu")
    content = models.JSONField(editable=False)
    opened_at = models.DateTimeField("mở lúc", auto_now_add=True)
    reminded_on = models.DateField(null=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="grading_round_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    @cached_property
    def sheet(self) -> sheet.ScoreSheet:
        """The score sheet of the round."""
        return sheet.read(self.content)

    @property
    def first(self) -> date:
        """The first day of the year that is graded."""
        return first_day(self.last)
