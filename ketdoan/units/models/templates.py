"""Word templates of a union for its prints."""

from django.db import models
from django.db.models import Q

from ketdoan.core.models import Blob
from ketdoan.core.scope import Inherited, ScopedModel

from .units import Unit


class PrintTemplate(ScopedModel):
    """A version of a unit's template for a kind of print. Units below may use it; the nearest one above wins.

    Versions are never changed: a new one ends the one before. Where none is in use, the shipped template is.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="print_templates", verbose_name="đơn vị")
    kind = models.CharField("loại bản in", max_length=40)
    version = models.PositiveIntegerField("phiên bản", editable=False)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=200)
    added_by = models.BigIntegerField(null=True, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    visible = Inherited("unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "version"], name="print_template_version_once"),
            models.UniqueConstraint(
                fields=["unit", "kind"], name="print_template_one_in_use", condition=Q(ended_at=None)
            ),
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
