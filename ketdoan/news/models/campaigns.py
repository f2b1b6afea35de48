"""Campaigns: what several articles belong to."""

from django.db import models
from django.db.models import F, Q

from ketdoan.core.scope import Inherited, ScopedModel, Subtree
from ketdoan.units.models import Unit

from ..rules.states import THEMES


class Campaign(ScopedModel):
    """A programme of a union over some time, such as Tết or the Month of Workers; its articles tell of it. It is known
    to the unit that runs it, to those above and to those below."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", verbose_name="đơn vị tổ chức")
    theme = models.CharField("loại chương trình", max_length=20, choices=THEMES, default="other")
    title = models.CharField("tên chương trình", max_length=150)
    begins = models.DateField("từ ngày")
    ends = models.DateField("đến ngày")

    visible = Q(Subtree("unit")) | Q(Inherited("unit"))

    class Meta:
        ordering = ["-begins", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="news_campaign_days")]

    def __str__(self) -> str:
        return self.title
