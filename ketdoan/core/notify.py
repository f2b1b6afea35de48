"""Messages to accounts: under the bell at once, by e-mail through jobs."""

from collections.abc import Iterable, Sequence
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from .jobs import job
from .models import Notification

#: So many messages are mailed by one job, over one connection to the mail server.
LETTERS = 200

# One statement for any number of accounts. A rival under the same key may be quicker: its rows then stand, and the
# rival queues their mail.
SEND = """
    INSERT INTO core_notification (account_id, category, title, text, url, key, created_at)
    SELECT id, %(category)s, %(title)s, %(text)s, %(url)s, %(key)s, now()
    FROM core_account WHERE id = ANY(%(accounts)s) ORDER BY id
    ON CONFLICT (account_id, key) DO NOTHING
    RETURNING id, (SELECT is_active AND email <> '' FROM core_account a WHERE a.id = account_id)
"""


def notify(account_ids: Iterable[int], category: str, title: str, *, key: str, url: str = "", text: str = "") -> None:
    """Send one message to each account, be it one or a hundred thousand.

    `key` says what the message is about, such as "term-end:17:2026-03": an account gets the same key only once.
    Title and text name things by code or number, without a person's data, since they leave by e-mail.
    """
    values = {"category": category, "title": title, "text": text, "url": url, "key": key}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SEND, {**values, "accounts": sorted(set(account_ids))})
        to_mail = [notification_id for notification_id, by_mail in cursor.fetchall() if by_mail]
        for start in range(0, len(to_mail), LETTERS):
            send_mail.later(notification_ids=to_mail[start : start + LETTERS])


@job("core.send_mail", "Gửi thư điện tử", retries=8)
def send_mail(*, notification_ids: Sequence[int]) -> None:
    """Send notifications by e-mail, each in a transaction of its own; those already sent are passed over.

    An address that the mail server refuses does not hold up the others: the job fails once all have been tried.
    """
    refused = None
    with get_connection() as server:
        for notification_id in notification_ids:
            try:
                _send(notification_id, server)
            except SMTPRecipientsRefused as error:
                refused = error
    if refused:
        raise refused


def _send(notification_id: int, server: BaseEmailBackend) -> None:
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
            connection=server,
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
