"""Lines of a loaded history that could not have happened."""

from django.db import models


class RejectedLine(models.Model):
    """An event of a history file that was impossible when replayed, and why. It had no effect."""

    event = models.BigIntegerField("số của sự kiện", unique=True)
    on = models.DateField("ngày")
    do = models.CharField("việc", max_length=20)
    why = models.TextField("vì sao")

    class Meta:
        ordering = ["on", "event"]

    def __str__(self) -> str:
        return f"{self.event}: {self.why}"
