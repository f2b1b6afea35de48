"""Provinces before and after 1 July 2025."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models


class Area(models.Model):
    """A province or centrally run city in one of the two lists: 63 until 30/06/2025, 34 since.

    `old` codes are those of QĐ 124/2004/QĐ-TTg, new ones those of QĐ 19/2025/QĐ-TTg; both stay valid for the past.
    """

    code = models.CharField("mã", max_length=4)
    name = models.CharField("tên", max_length=80)
    short_name = models.CharField("tên gọn", max_length=60)
    valid = DateRangeField("hiệu lực")
    came_from = models.ManyToManyField("self", symmetrical=False, related_name="became", blank=True)
    source = models.TextField("căn cứ", blank=True)
    verified = models.BooleanField("đã đối chiếu văn bản", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid"], name="area_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
