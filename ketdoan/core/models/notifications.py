"""Messages to accounts, shown under the bell and sent by e-mail; and how each account wants them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .accounts import Account

#: How a message reaches an account beyond the bell: by a letter of its own, in the daily digest, not at all;
#: OFF keeps it from the bell too.
MAIL, DIGEST, BELL, OFF = "mail", "digest", "bell", "off"
WAYS = [
    (MAIL, "Gửi thư ngay"),
    (DIGEST, "Gộp vào thư hằng ngày"),
    (BELL, "Chỉ báo trên hệ thống"),
    (OFF, "Không báo"),
]
DIGEST_HOUR = 7
MORNING, AFTERNOON, NIGHT = "morning", "afternoon", "night"
SHIFTS = [(MORNING, "Ca sáng"), (AFTERNOON, "Ca chiều"), (NIGHT, "Ca đêm")]
AUTO, NO_TEXT = "auto", ""
TEXTS = [(AUTO, "Cách nào sẵn có"), ("zalo", "Zalo"), ("sms", "Tin nhắn SMS"), (NO_TEXT, "Không nhắn")]


class Notification(models.Model):
    """One message to one account. The same `key` reaches an account once, however often it is sent.

    Title and text name things by code or number, never by a person's data: they also leave by e-mail and on the screens
    of locked phones. `way` is how the account wanted the category when the message was made; what left the house stands
    in the ledger (models/deliveries.py).
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="notifications")
    category = models.CharField("loại", max_length=40)
    way = models.CharField(max_length=6, choices=WAYS[:3], default=MAIL)
    title = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung", blank=True)
    url = models.CharField("đường dẫn", max_length=300, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["account", "-id"], name="notification_account"),
            models.Index(fields=["account"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["key"], name="notification_key"),
        ]

    def __str__(self) -> str:
        return self.title


class MessageChoice(models.Model):
    """How an account wants the messages of one category; without a row, as the category says. `push` says whether they
    are pushed to its phones too."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="message_choices")
    category = models.CharField(max_length=40)
    way = models.CharField(max_length=6, choices=WAYS)
    push = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "category"], name="message_choice_once")]

    def __str__(self) -> str:
        return f"{self.category} {self.way}"


class Preference(models.Model):
    """What an account prefers otherwise; without a row, the defaults. Hours are those of Vietnam.

    In quiet hours (from, until; over midnight where from is the later) nothing leaves the house; none where they are
    empty. `shift` is the shift that the account works, and keeps quiet while one sleeps after it (core/shifts.py);
    where shifts turn each week, it is the one of the week in which `shift_since` lies. `text_by` says what reaches the
    phone where neither a push nor a letter can. `hidden` names the hints that the account has put away.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="preference")
    digest_hour = models.PositiveSmallIntegerField("giờ gửi thư hằng ngày", default=DIGEST_HOUR)
    quiet_from = models.PositiveSmallIntegerField("yên lặng từ", null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField("đến", null=True, blank=True)
    shift = models.CharField("ca làm việc", max_length=9, choices=SHIFTS, blank=True)
    shift_since = models.DateField(null=True, blank=True)
    text_by = models.CharField("tin nhắn", max_length=4, choices=TEXTS, default=AUTO, blank=True)
    hidden = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_whole",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until")),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
