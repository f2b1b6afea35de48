"""Messages to accounts: under the bell at once, by e-mail through a job."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from .jobs import job
from .models import Notification


def notify(account_ids: Iterable[int], category: str, title: str, *, key: str, url: str = "", text: str = "") -> None:
    """Send one message to each account.

    `key` says what the message is about, such as "term-end:17:2026-03": an account gets the same key only once.
    Title and text name things by code or number, without a person's data, since they leave by e-mail.
    """
    wanted = set(account_ids)
    with transaction.atomic():
        known = set(Notification.objects.filter(key=key, account_id__in=wanted).values_list("account_id", flat=True))
        fresh = [
            Notification(account_id=account_id, category=category, title=title, url=url, text=text, key=key)
            for account_id in sorted(wanted - known)
        ]
        # A rival under the same key may have been quicker: the constraint then lets its rows stand.
        Notification.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1_000)
        for notification_id in _to_mail(key, wanted - known):
            send_mail.later(once=str(notification_id), notification_id=notification_id)


def _to_mail(key: str, account_ids: set[int]) -> list[int]:
    found = Notification.objects.filter(key=key, account_id__in=account_ids, mailed_at=None)
    return list(found.exclude(account__email="").filter(account__is_active=True).values_list("pk", flat=True))


@job("core.send_mail", "Gửi thư điện tử", retries=8)
def send_mail(*, notification_id: int) -> None:
    """Send a notification by e-mail, if that has not been done."""
    with transaction.atomic():
        waiting = Notification.objects.select_for_update(of=("self",)).select_related("account")
        notification = waiting.filter(pk=notification_id, mailed_at=None).first()
        if notification is None:
            return
        message = EmailMessage(
            subject=notification.title,
            body=_body(notification),
            to=[notification.account.email],
            headers={"Message-ID": f"<notification-{notification.pk}@ketdoan>"},
        )
        message.send()
        notification.mailed_at = timezone.now()
        notification.save(update_fields=["mailed_at"])


def _body(notification: Notification) -> str:
    parts = [notification.text or notification.title]
    if notification.url:
        parts.append(f"Xem chi tiết: {settings.SITE_URL.rstrip('/')}{notification.url}")
    parts.append("Thư này do hệ thống Kết Đoàn gửi tự động, vui lòng không trả lời.")
    return "\n\n".join(parts)


def unread(account_id: int, most: int = 100) -> int:
    """How many messages an account has not read, counted up to `most`."""
    return Notification.objects.filter(account_id=account_id, read_at=None)[:most].count()


def mark_read(account_id: int, notification_id: int | None = None) -> int:
    """Mark one message of an account as read, or all; returns how many were unread. No act of the union: no audit."""
    found = Notification.objects.filter(account_id=account_id, read_at=None)
    if notification_id is not None:
        found = found.filter(pk=notification_id)
    return found.update(read_at=timezone.now())
