"""What an account keeps of its own about screens: drafts of forms, and lists as it likes to see them."""

import uuid

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


class KeptFile(models.Model):
    """A file of a form that was refused because of something else. `sealed` holds its name and content, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sealed = models.TextField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="kept_file_at")]

    def __str__(self) -> str:
        return str(self.pk)


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
