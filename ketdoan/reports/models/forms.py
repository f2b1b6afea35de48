"""Forms as they were published, each version for ever."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Post, Unit


class FormVersion(models.Model):
    """One version of a form: what it asks and what must hold, as `rules.forms.form_of` reads it.

    Rows are never changed: a report is read by the version with which it was filled in. `unit` is whose form it is; the
    shipped ones are nobody's. `digest` is that of the content, so that bringing the same form in twice adds nothing.
    """

    code = models.CharField("mã biểu mẫu", max_length=40)
    no = models.PositiveIntegerField("phiên bản")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="forms")
    title = models.CharField("tên biểu mẫu", max_length=250)
    content = models.JSONField("nội dung")
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField("công bố lúc", auto_now_add=True)

    class Meta:
        ordering = ["code", "-no"]
        constraints = [models.UniqueConstraint(fields=["code", "no"], name="form_version_once")]

    def __str__(self) -> str:
        return self.title


class FormDraft(ScopedModel):
    """A form that a unit is making from a sheet; `form` is the version that it will follow, if any.

    `content` holds the proposals of the sheets of the file ("sheets") and the form as it stands ("design", as
    `designing.content.Design` reads it).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="form_drafts")
    form = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    title = models.CharField("tên biểu mẫu", max_length=250, blank=True)
    content = models.JSONField(default=dict)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.title
