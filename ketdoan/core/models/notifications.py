"""Messages to accounts, shown under the bell and sent by e-mail."""

from django.db import models
from django.db.models import Q

from .accounts import Account


class Notification(models.Model):
    """One message to one account. The same `key` reaches an account once, however often it is sent.

    Title and text name things by code or number, never by a person's data: they also leave by e-mail.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="notifications")
    category = models.CharField("loại", max_length=40)
    title = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung", blank=True)
    url = models.CharField("đường dẫn", max_length=300, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["account", "-id"], name="notification_account"),
            models.Index(fields=["account"], name="notification_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
