"""The ledger of what leaves the house, and the devices that take pushes."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from .accounts import Account
from .notifications import Notification

PUSH, LETTER, DIGEST_LETTER, SMS, ZALO = "push", "mail", "digest", "sms", "zalo"
CHANNELS = [
    (PUSH, "Thông báo trên điện thoại"),
    (LETTER, "Thư điện tử"),
    (DIGEST_LETTER, "Thư tổng hợp"),
    (SMS, "Tin nhắn SMS"),
    (ZALO, "Zalo"),
]
QUEUED, SENDING, SENT, FAILED, UNKNOWN, DROPPED = "queued", "sending", "sent", "failed", "unknown", "dropped"
STATES = [
    (QUEUED, "Chờ gửi"),
    (SENDING, "Đang gửi"),
    (SENT, "Đã gửi"),
    (FAILED, "Không gửi được"),
    (UNKNOWN, "Không rõ đã gửi chưa"),
    (DROPPED, "Đã đọc trước khi gửi"),
]
#: Where a state may lead. What is not known to have failed is never sent again.
TRANSITIONS = {
    QUEUED: (SENDING, FAILED, DROPPED),
    SENDING: (SENT, FAILED, QUEUED, UNKNOWN),
    UNKNOWN: (SENT, FAILED),
}


class PushSubscription(models.Model):
    """A device on which an account takes pushes. Its address and keys are sealed under the installation's key; `index`
    is the blind index of the address, `host` the push service, which is no person's."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="push_subscriptions")
    index = models.BinaryField(unique=True, editable=False)
    host = models.CharField(max_length=100)
    sealed = models.BinaryField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} #{self.pk}"


class Delivery(models.Model):
    """One message by one channel to one device; a message goes there once. `device` is the subscription of a push, else
    0.

    A sender takes rows (`worker` is its number), marks each as `sending` in a transaction of its own before it goes to
    the network, and then notes what came of it. Where the sender died in between the row becomes `unknown`. A row that
    waits for another try, or for the end of quiet hours, is `queued` with a later `due_at`. `reason` is a short code.
    """

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=6, choices=CHANNELS)
    device = models.BigIntegerField(default=0)
    state = models.CharField(max_length=7, choices=STATES, default=QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    worker = models.IntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notification", "channel", "device"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"], name="delivery_queue", condition=Q(state=QUEUED, worker=None)
            ),
            models.Index(
                fields=["worker"],
                name="delivery_held",
                condition=Q(state__in=[QUEUED, SENDING], worker__isnull=False),
            ),
            BrinIndex(fields=["at"], name="delivery_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.channel} #{self.notification_id} {self.state}"


class Broadcast(models.Model):
    """A message to many, as a unit sent it: its notifications have the same `key`. For the ledger of those who sent it;
    messages about one person's affairs have none."""

    key = models.CharField(max_length=120, unique=True)
    category = models.CharField(max_length=40)
    title = models.CharField("tiêu đề", max_length=200)
    url = models.CharField(max_length=300, blank=True)
    unit_id = models.BigIntegerField()
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["unit_id", "-id"], name="broadcast_unit")]

    def __str__(self) -> str:
        return self.title
