"""The library of law: acts, their articles at each time, and the indexes made of them."""

from django.db import models


class LegalAct(models.Model):
    """An act of law of which the library holds articles. `key` is the number as it is compared (`rules.numbers`)."""

    number = models.CharField("số, ký hiệu", max_length=60)
    key = models.CharField(max_length=60, unique=True, db_collation="C", editable=False)
    kind = models.CharField("loại văn bản", max_length=40)
    title = models.CharField("trích yếu", max_length=1_000)
    since = models.DateField("có hiệu lực từ", null=True)
    until = models.DateField("hết hiệu lực từ", null=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Article(models.Model):
    """An article of an act as it was in force from `since` until the day before `until`, word for word; of some nobody
    knows since when.

    `place` is its order in the act; `chapter` the headings above it. Of an article that was amended there are several.
    """

    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="articles", verbose_name="văn bản")
    no = models.CharField("điều", max_length=20)
    place = models.PositiveIntegerField(editable=False)
    title = models.CharField("tên điều", max_length=1_000, blank=True)
    chapter = models.CharField("phần, chương, mục", max_length=1_000, blank=True)
    text = models.TextField("nội dung")
    since = models.DateField("có hiệu lực từ", null=True)
    until = models.DateField("hết hiệu lực từ", null=True)
    url = models.CharField("nguồn", max_length=500, blank=True)

    class Meta:
        ordering = ["act", "place", "since"]
        constraints = [
            models.UniqueConstraint(fields=["act", "no", "since"], name="article_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"Điều {self.no}"


class Indexing(models.Model):
    """An index over all articles of the library; the newest one is searched. Its files stand in the data folder under
    `legal/<pk>`."""

    at = models.DateTimeField(auto_now_add=True)
    articles = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.pk)
