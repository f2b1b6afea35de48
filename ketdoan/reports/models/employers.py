"""The sheet that an employer's staff fill in once for a report, behind a link."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post

from .submissions import Submission


class EmployerSheet(ScopedModel):
    """A link by which whoever holds it may fill in, once, what the employer knows of a report.

    Of the secret in the link its digest alone is kept. `used_at` is when it was filled in, `filling` the number of the
    saving by which its figures came into the report.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="employer_sheets")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField("dùng đến")
    used_at = models.DateTimeField("điền lúc", null=True, editable=False)
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, editable=False)
    filling = models.PositiveIntegerField(null=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("submission__unit")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.submission_id)
