"""Data keys: one for each person or staged upload, kept only as wrapped by the installation's master key."""

import uuid

from django.db import models


class DataKey(models.Model):
    """A key under which sealed values stand. `master` is the number of the master key that wraps it.

    A destroyed key keeps its row, with zeroes in place of the key: what it sealed stays unreadable for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    master = models.PositiveIntegerField()
    destroyed_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
