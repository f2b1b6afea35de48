"""A report in words, and the files that go with it."""

from django.db import models
from django.utils import timezone

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Attachment, Post

from .submissions import Submission


class Narrative(ScopedModel):
    """One saving of a report in words, for ever: `texts` are all its chapters by their codes, as they were written.

    Figures in them stand as the lines they are of (`rules.narrating`).
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="narratives")
    no = models.PositiveIntegerField()
    texts = models.JSONField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["submission", "no"], name="narrative_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.no}"


class Enclosure(ScopedModel):
    """A file that goes with a report. What was taken out again is not sent with it from then on."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="enclosures")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.attachment_id)
