"""What the file store holds: one row for each content, however often it was handed in."""

from django.db import models


class Blob(models.Model):
    """A stored content, named by its SHA-256 (hex). It is never changed; who may see it is its user's matter."""

    sha256 = models.CharField(max_length=64, unique=True, db_collation="C", editable=False)
    size = models.PositiveBigIntegerField("dung lượng (byte)", editable=False)
    media_type = models.CharField("loại", max_length=100, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256
