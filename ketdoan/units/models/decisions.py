"""Decisions on paper: what gives an act its force."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree


class Decision(ScopedModel):
    """A decision of a unit: number and symbol, day of signature, who signed, what about.

    It is visible where its issuing unit is; the units that it concerns see it through the change or the
    appointment that it made.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="decisions", verbose_name="đơn vị ban hành")
    code = models.CharField("số, ký hiệu", max_length=60)
    signed_on = models.DateField("ngày ký")
    abstract = models.CharField("trích yếu", max_length=400)
    signatory = models.CharField("người ký", max_length=120, blank=True)
    signatory_title = models.CharField("chức vụ người ký", max_length=120, blank=True)
    file = models.ForeignKey(
        "units.Attachment", models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="tệp"
    )

    visible = Subtree("unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "signed_on"], name="decision_once"),
        ]
        ordering = ["-signed_on", "-pk"]

    def __str__(self) -> str:
        return self.code
