"""What an account keeps of its own about screens: drafts of forms, and lists as it likes to see them."""

from django.conf import settings
from django.db import models

NAME_LENGTH = 40


class Draft(models.Model):
    """What somebody typed into a form and has not sent. `sealed` holds it encrypted: it may name persons."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=200)
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "form"], name="draft_once")]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved_at")]

    def __str__(self) -> str:
        return self.form


class SavedView(models.Model):
    """A list's search, filters and order under a name. `sealed` holds the query string: it may name persons."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    screen = models.CharField(max_length=100)
    name = models.CharField("tên", max_length=NAME_LENGTH)
    sealed = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "screen", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name
