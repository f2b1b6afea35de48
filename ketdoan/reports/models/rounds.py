"""Rounds: a form asked of every unit for a period."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

from ..rules.periods import period_named
from .forms import FormVersion


class Round(ScopedModel):
    """A unit asks the units below it for a report on the days from `first` to `last`; stocks are those of `cut_off`.

    Who must report is frozen when a round is opened: each has a `Submission` from then on. `form` is for the units that
    report of themselves, `upper_form` for those that put together what is below them (the same, or one that goes with
    it). A round is seen where its issuer is; the units that owe it see it through their submission.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rounds", verbose_name="đơn vị yêu cầu")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="rounds", verbose_name="biểu mẫu")
    upper_form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    code = models.CharField("mã biểu mẫu", max_length=40, editable=False)
    period = models.CharField("kỳ báo cáo", max_length=30)
    name = models.CharField("tên kỳ", max_length=60, blank=True)
    first = models.DateField("từ ngày")
    last = models.DateField("đến ngày")
    cut_off = models.DateField("chốt số liệu đến ngày")
    due = models.DateField("hạn nộp")
    opened_at = models.DateTimeField("mở lúc", auto_now_add=True)
    locked_at = models.DateTimeField("khóa lúc", null=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-last", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "unit", "period"], name="round_once"),
            models.CheckConstraint(
                condition=Q(first__lte=models.F("last"), cut_off__gte=models.F("first")), name="round_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["code", "unit", "last"], name="round_before")]

    def __str__(self) -> str:
        return f"{self.code} {self.period}"

    @property
    def period_title(self) -> str:
        """The period in words."""
        return self.name or period_named(self.period).title

    @property
    def period_words(self) -> str:
        """The period within a sentence: năm 2023."""
        return self.period_title[:1].lower() + self.period_title[1:]
