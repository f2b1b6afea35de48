"""Messages to accounts: under the bell at once, by e-mail through jobs, as each account wants them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from .jobs import job
from .models import Notification
from .models.notifications import MAIL
from .modules import MessageKind, message_kinds
from .viet import local

#: So many messages are mailed by one job, over one connection to the mail server.
LETTERS = 200

# One statement for any number of accounts. A rival under the same key may be quicker: its rows then stand, and the
# rival queues their mail.
SEND = """
    WITH wanted AS (
        SELECT a.id, a.is_active AND a.email <> '' AS reachable, p.quiet_from, p.quiet_until,
               CASE WHEN c.way = ANY(%(ways)s) THEN c.way ELSE %(way)s END AS way
        FROM core_account a
        LEFT JOIN core_messagechoice c ON c.account_id = a.id AND c.category = %(category)s
        LEFT JOIN core_preference p ON p.account_id = a.id
        WHERE a.id = ANY(%(accounts)s)
    ), sent AS (
        INSERT INTO core_notification (account_id, category, way, title, text, url, key, created_at)
        SELECT id, %(category)s, way, %(title)s, %(text)s, %(url)s, %(key)s, %(now)s
        FROM wanted WHERE way <> 'off' ORDER BY id
        ON CONFLICT (account_id, key) DO NOTHING
        RETURNING id, account_id, way
    )
    SELECT sent.id, wanted.quiet_from, wanted.quiet_until FROM sent JOIN wanted ON wanted.id = sent.account_id
    WHERE sent.way = 'mail' AND wanted.reachable ORDER BY sent.id
"""


def notify(account_ids: Iterable[int], category: str, title: str, *, key: str, url: str = "", text: str = "") -> None:
    """Send one message to each account, be it one or a hundred thousand, in the way that the account wants it.

    `category` is the code of a MessageKind that a module registers. `key` says what the message is about, such as
    "term-end:17:2026-03": an account gets the same key only once. Title and text name things by code or number,
    without a person's data, since they leave by e-mail.
    """
    kind = kind_of(category)
    now = timezone.now()
    values: dict[str, Any] = {"category": category, "title": title, "text": text, "url": url, "key": key, "now": now}
    values |= {"ways": list(kind.ways), "way": kind.ways[0], "accounts": sorted(set(account_ids))}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SEND, values)
        released: dict[datetime | None, list[int]] = defaultdict(list)
        for notification_id, quiet_from, quiet_until in cursor.fetchall():
            released[None if kind.urgent else quiet_end(now, quiet_from, quiet_until)].append(notification_id)
        for at, letters in released.items():
            for start in range(0, len(letters), LETTERS):
                send_mail.later(at=at, notification_ids=letters[start : start + LETTERS])


def kind_of(category: str) -> MessageKind:
    """What is registered of a category. One that no module names is sent by mail at once, without a choice."""
    known = {kind.code: kind for kind in message_kinds()}
    return known.get(category) or MessageKind(category, category, ways=(MAIL,))


def quiet_end(now: datetime, start: int | None, end: int | None) -> datetime | None:
    """When quiet hours from `start` to `end` (hours of Vietnam's day) end, if `now` lies in them; else None."""
    if start is None or end is None:
        return None
    here = local(now)
    inside = start <= here.hour < end if start < end else here.hour >= start or here.hour < end
    if not inside:
        return None
    release = here.replace(hour=end, minute=0, second=0, microsecond=0)
    return release if release > here else release + timedelta(days=1)


@job("core.send_mail", "Gửi thư điện tử", retries=8)
def send_mail(*, notification_ids: Sequence[int]) -> None:
    """Send notifications by e-mail, each in a transaction of its own; those already sent are passed over."""
    with get_connection() as server:
        each_letter(notification_ids, _send, server)


def each_letter(ids: Iterable[int], send: Callable[[int, BaseEmailBackend], None], server: BaseEmailBackend) -> None:
    """Send a letter for each id. An address that the mail server refuses does not hold up the others: its error is
    raised once all have been tried."""
    refused = None
    for pk in ids:
        try:
            send(pk, server)
        except SMTPRecipientsRefused as error:
            refused = error
    if refused:
        raise refused


def _send(notification_id: int, server: BaseEmailBackend) -> None:
    with transaction.atomic():
        waiting = Notification.objects.select_for_update(of=("self",)).select_related("account")
        notification = waiting.filter(pk=notification_id, way=MAIL, mailed_at=None).first()
        if notification is None:
            return
        name, to = f"notification-{notification.pk}", notification.account.email
        letter(to, notification.title, _parts(notification), name, server).send()
        notification.mailed_at = timezone.now()
        notification.save(update_fields=["mailed_at"])


def letter(to: str, subject: str, parts: Sequence[str], name: str, server: BaseEmailBackend) -> EmailMessage:
    """A letter of the platform. The same `name` gives the same Message-ID, so that a repeated one can be known."""
    choices = settings.SITE_URL.rstrip("/") + reverse("core:message_choices")
    foot = "Thư này do hệ thống Kết Đoàn gửi tự động, vui lòng không trả lời."
    return EmailMessage(
        subject=subject,
        body="\n\n".join([*parts, f"{foot}\nĐổi cách nhận hoặc ngừng nhận: {choices}"]),
        to=[to],
        headers={"Message-ID": f"<{name}@ketdoan>", "List-Unsubscribe": f"<{choices}>"},
        connection=server,
    )


def _parts(notification: Notification) -> list[str]:
    parts = [notification.text or notification.title]
    if notification.url:
        parts.append(f"Xem chi tiết: {settings.SITE_URL.rstrip('/')}{notification.url}")
    return parts


def unread(account_id: int, most: int = 100) -> int:
    """How many messages an account has not read, counted up to `most`."""
    return Notification.objects.filter(account_id=account_id, read_at=None)[:most].count()


def mark_read(account_id: int, notification_id: int | None = None) -> int:
    """Mark one message of an account as read, or all; returns how many were unread. No act of the union: no audit."""
    found = Notification.objects.filter(account_id=account_id, read_at=None)
    if notification_id is not None:
        found = found.filter(pk=notification_id)
    return found.update(read_at=timezone.now())
