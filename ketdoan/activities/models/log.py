"""The log of what a union did (sổ công tác)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.search import WordsIndex
from ketdoan.units.models import Attachment, Unit

_KNOWN = Q(replaced_at=None)


class Activity(ScopedModel):
    """One line of work done by a unit on a day.

    `fact` stays the same through corrections: a corrected or voided line is a further row beside the earlier ones, and
    the row with `replaced_at` empty is what holds. `people` (người) and `times` (lượt) are different measures, `women`
    are among the people. `money` is in đồng; what it was, spent or raised, the kind says, and `money_from` whose it
    was. `why` is the reason of a correction. `recorded_by` is the account's id, `recorded_as` the post's.
    """

    fact = models.UUIDField(default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities", verbose_name="đơn vị")
    on = models.DateField("ngày")
    kind = models.CharField("loại việc", max_length=30)
    text = models.CharField("nội dung", max_length=300, blank=True)
    place = models.CharField("nơi làm", max_length=120, blank=True)
    people = models.PositiveIntegerField("số người", null=True, blank=True)
    women = models.PositiveIntegerField("trong đó nữ", null=True, blank=True)
    times = models.PositiveIntegerField("số lượt", null=True, blank=True)
    money = models.BigIntegerField("số tiền", null=True, blank=True)
    money_from = models.CharField("nguồn", max_length=20, blank=True)
    photos = models.ManyToManyField(Attachment, verbose_name="ảnh", blank=True, related_name="+")
    words = models.TextField(editable=False)
    voided = models.BooleanField("đã hủy", default=False, editable=False)
    why = models.CharField("lý do", max_length=250, blank=True, editable=False)
    recorded_by = models.BigIntegerField(null=True, editable=False)
    recorded_as = models.BigIntegerField(null=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fact"], condition=_KNOWN, name="activity_one_version"),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__lte=F("people")), name="activity_women_among_people"
            ),
            models.CheckConstraint(
                condition=Q(money__isnull=True, money_from="") | (Q(money__gt=0) & ~Q(money_from="")),
                name="activity_money_has_source",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "on"], name="activity_unit_on", condition=_KNOWN),
            models.Index(fields=["-on", "-id"], name="activity_on", condition=_KNOWN),
            models.Index(fields=["kind", "on"], name="activity_kind_on", condition=_KNOWN),
            models.Index(fields=["fact"], name="activity_fact"),
            models.Index(fields=["recorded_by"], name="activity_recorded_by", condition=_KNOWN),
            WordsIndex(name="activity_words"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
