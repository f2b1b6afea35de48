"""Targets: what a unit has resolved to reach, and what came of it."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

#: For how long a resolution or plan means a target.
TERM, PLAN, YEAR = "term", "plan", "year"
TIERS = [(TERM, "Nghị quyết đại hội, nhiệm kỳ"), (PLAN, "Chương trình, kế hoạch"), (YEAR, "Chỉ tiêu năm")]
SIGNS = [(">=", "từ"), (">", "trên"), ("=", "bằng"), ("<=", "không quá"), ("<", "dưới")]


class Target(ScopedModel):
    """A unit means to reach so much of something from a day to another, by a resolution or a plan.

    `cell` says what is counted; `uom` is that of the cell, or % where a share is meant: then `among` is the cell of
    which it is a share, unless the element of `cell` is a share by itself. `above` is the target of which this is a
    part: of the unit above that handed it down, or of the unit itself for a longer time. `registered` is what the unit
    puts its name to, of its own accord or against what it was given. `outcome` is what came of it, as it was told;
    without it the reports of the same days say so.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets", verbose_name="đơn vị")
    cell = models.CharField("chỉ tiêu thống kê", max_length=120)
    among = models.CharField("tính trên", max_length=120, blank=True)
    tier = models.CharField("loại chỉ tiêu", max_length=5, choices=TIERS, default=YEAR)
    name = models.CharField("chỉ tiêu", max_length=200)
    sign = models.CharField("so sánh", max_length=2, choices=SIGNS, default=">=")
    value = models.DecimalField("mức", max_digits=20, decimal_places=4)
    uom = models.CharField("đơn vị tính", max_length=20)
    first = models.DateField("từ ngày")
    last = models.DateField("đến ngày")
    source = models.CharField("nghị quyết, kế hoạch", max_length=250)
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    registered = models.DecimalField("đăng ký", max_digits=20, decimal_places=4, null=True, blank=True)
    registered_note = models.CharField("lý do", max_length=250, blank=True)
    registered_at = models.DateTimeField("đăng ký lúc", null=True, editable=False)
    outcome = models.DecimalField("kết quả", max_digits=20, decimal_places=4, null=True, blank=True)
    outcome_sign = models.CharField(max_length=2, choices=SIGNS, default="=")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    set_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-last", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="target_days_in_order"),
            models.UniqueConstraint(
                fields=["above", "unit", "first", "last"],
                condition=models.Q(withdrawn_at=None),
                name="target_given_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "last"], name="target_of_unit")]

    def __str__(self) -> str:
        return self.name
