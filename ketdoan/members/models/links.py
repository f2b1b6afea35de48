"""Two records of one human being: what links them, and pairs that may be."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Person, Unit

from .events import MemberEvent


class PersonLink(ScopedModel):
    """The record `person` is another one of the human being whose record is `into`, and goes on under it.

    Nothing of either record is rewritten: their events are replayed together while the link holds, and apart again
    once it is undone. `unit` is the nearest union above both, which decides and may undo. `transfer` is the event by
    which the merge said where the person belongs; `last_event` the latest event of both at the time. `paths` keeps
    what their spells knew of the tree of an event's day, by the event's number, for the spells that come back.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="linked_to", db_index=False)
    into = models.ForeignKey(Person, models.PROTECT, related_name="linked_here", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cấp quyết định")
    why = models.CharField("lý do", max_length=300, blank=True)
    at = models.DateTimeField("lúc", auto_now_add=True)
    account_id = models.BigIntegerField(null=True, editable=False)
    post_id = models.BigIntegerField(null=True, editable=False)
    transfer = models.ForeignKey(MemberEvent, models.PROTECT, null=True, related_name="+", db_index=False)
    last_event = models.BigIntegerField(default=0, editable=False)
    paths = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, editable=False)
    undone_by = models.BigIntegerField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="person_link_one", condition=Q(undone_at=None)),
            models.CheckConstraint(condition=~Q(person=F("into")), name="person_link_to_another"),
        ]
        indexes = [
            models.Index(fields=["person"], name="person_link_person"),
            models.Index(fields=["into"], name="person_link_into"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.into_id}"


class DuplicatePair(ScopedModel):
    """Two records that may be one human being: how much speaks for it, and what was decided.

    `first` has the lower number. `upper` is the nearest union above the units of both, which sees both and decides;
    a unit that holds but one of them sees its own. A pair decided as different is never proposed again.
    """

    OPEN, DIFFERENT, MERGED = "open", "different", "merged"
    STATES = [(OPEN, "Chờ xem"), (DIFFERENT, "Hai người khác nhau"), (MERGED, "Cùng một người")]

    first = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    upper = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="cấp quyết định")
    score = models.PositiveSmallIntegerField("mức giống")
    reasons = ArrayField(models.CharField(max_length=20), verbose_name="vì sao")
    state = models.CharField("tình trạng", max_length=10, choices=STATES, default=OPEN)
    why = models.CharField("lý do", max_length=300, blank=True)
    found_at = models.DateTimeField("tìm ra lúc", auto_now_add=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, editable=False)
    account_id = models.BigIntegerField(null=True, editable=False)
    post_id = models.BigIntegerField(null=True, editable=False)

    visible = Q(Subtree("first__member__unit")) | Q(Subtree("second__member__unit"))

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["second"], name="duplicate_pair_second"),
            models.Index(fields=["-score"], name="duplicate_pair_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class DuplicateSearch(models.Model):
    """A search for duplicates among what had changed, up to a moment: the next one goes on from there."""

    until = models.DateTimeField("đến lúc")
    changed = models.PositiveIntegerField("hồ sơ xem xét")
    found = models.PositiveIntegerField("cặp tìm ra")

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}"
