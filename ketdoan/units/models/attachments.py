"""Files that belong to a unit."""

from django.db import models

from ketdoan.core.models import Blob
from ketdoan.core.scope import ScopedModel, Subtree


class Attachment(ScopedModel):
    """A stored content under the name by which a unit handed it in. `added_by` is the account's id."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="attachments")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=200)
    added_by = models.BigIntegerField(null=True, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    def __str__(self) -> str:
        return self.name
