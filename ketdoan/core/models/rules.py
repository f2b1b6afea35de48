"""Dated parameters of law: levels, sizes, lengths, deadlines. Shipped in each module's rules.toml, edited on screen."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models


class Rule(models.Model):
    """One value of one parameter, with its validity, its source, and whether somebody has checked it.

    `selector` narrows it, such as {"kind": "grassroots_union"}. A row is never altered: an edit or a new shipped
    value replaces it, so that a decision can name the very row it rested on.
    """

    key = models.CharField("tham số", max_length=60)
    selector = models.JSONField("áp dụng cho", default=dict)
    value = models.JSONField("giá trị")
    valid = DateRangeField("hiệu lực")
    source = models.TextField("căn cứ")
    verified = models.BooleanField("đã đối chiếu văn bản", default=False)
    note = models.TextField("ghi chú", blank=True)
    edited = models.BooleanField("sửa tại đơn vị", default=False)
    words = models.TextField(default="", editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["key"], name="rule_key", condition=models.Q(replaced_at=None))]

    def __str__(self) -> str:
        return self.key

    @property
    def since(self) -> date | None:
        """First day of validity."""
        return self.valid.lower

    @property
    def until(self) -> date | None:
        """First day on which it no longer holds."""
        return self.valid.upper
