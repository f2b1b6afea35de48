"""Entries of the handbook that legal officers write, and which entries one of them has checked."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post, Unit

from ..rules.entries import EntryState


class OwnEntry(ScopedModel):
    """An entry that the legal officers of a unit wrote. Another of them, or one of a unit above, checks and publishes
    it for everybody; from then on it is not changed, only withdrawn. It names nobody, and does not say from which case
    it came. `asked` holds a way of asking in each line, `cites` act, article, clause and point of each citation.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị soạn")
    part = models.CharField("phần", max_length=120)
    title = models.CharField("câu hỏi", max_length=200)
    asked = models.TextField("cách hỏi khác")
    answer = models.TextField("trả lời")
    cites = models.JSONField("căn cứ", default=list)
    since = models.DateField("áp dụng từ ngày")
    until = models.DateField("áp dụng đến trước ngày", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    written_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    written_at = models.DateTimeField(editable=False)
    remark = models.CharField("ý kiến", max_length=500, blank=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """What it is called by among the entries of the handbook."""
        return f"rieng.{self.pk}"


class EntryCheck(models.Model):
    """A legal officer's word that an entry is right as it stands, or that word taken back. Rows are added, never
    changed; the last one of an entry counts, as long as the entry still says what its `digest` was made of."""

    code = models.CharField("mục sổ tay", max_length=120)
    digest = models.CharField(max_length=64)
    checked = models.BooleanField("đã thẩm định")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["code", "-id"], name="entry_check_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.checked}"
