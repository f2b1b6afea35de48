"""What is missing or contradicts in the records of members, and campaigns to put it right."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Identifier, Person, Unit


class Quality(ScopedModel):
    """The findings on one member's record, as codes of rules.FINDINGS; a record without any has no row."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="quality")
    codes = ArrayField(models.CharField(max_length=20))
    checked_at = models.DateTimeField()

    visible = Subtree("person__member__unit")

    class Meta:
        indexes = [GinIndex(fields=["codes"], name="quality_codes")]

    def __str__(self) -> str:
        return str(self.person_id)


class NumberCheck(models.Model):
    """That a sealed citizen's number was compared with the person's sex and year of birth, and in what they disagree.
    Of the number itself nothing is kept here."""

    identifier = models.OneToOneField(Identifier, models.CASCADE, primary_key=True, related_name="check_made")
    doubts = ArrayField(models.CharField(max_length=20), default=list)

    def __str__(self) -> str:
        return str(self.identifier_id)


class Campaign(ScopedModel):
    """A review of members' records that a union asks of the grassroots unions below it, until a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị phát động")
    title = models.CharField("tên đợt", max_length=160)
    note = models.TextField("yêu cầu", max_length=1000, blank=True)
    codes = ArrayField(models.CharField(max_length=20), verbose_name="nội dung rà soát")
    since = models.DateField("từ ngày")
    due = models.DateField("hạn")
    closed_on = models.DateField("kết thúc ngày", null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return self.title


class CampaignUnit(ScopedModel):
    """A grassroots union in a campaign: how its records stood when the campaign began, frozen; all below it counts."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    members = models.PositiveIntegerField("đoàn viên khi bắt đầu")
    faulty = models.PositiveIntegerField("cần rà soát khi bắt đầu")

    visible = Subtree("unit")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="campaign_unit_once")]
        indexes = [models.Index(fields=["unit"], name="campaign_unit")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.unit_id}"
