"""Messages to accounts: under the bell at once, and by the channels through which each account wants them.

What leaves the house is written into the ledger in the same statement; `core.delivering` sends it from there.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .acting import somebody
from .channels import first_texting
from .delivering import deliver
from .ledger import FEWEST
from .models import Broadcast, Notification
from .models.deliveries import DIGEST_LETTER
from .modules import kind_of

# One statement for any number of accounts. A rival under the same key may be quicker: its rows then stand, with what
# the rival put into the ledger.
SEND = """
    WITH wanted AS (
        SELECT a.id, a.is_active, a.is_active AND a.email <> '' AS lettered,
               CASE WHEN c.way = ANY(%(ways)s) THEN c.way ELSE %(way)s END AS way,
               %(push)s AND a.is_active AND COALESCE(c.push, TRUE) AS pushed,
               COALESCE(p.text_by, 'auto') AS text_by
        FROM core_account a
        LEFT JOIN core_messagechoice c ON c.account_id = a.id AND c.category = %(category)s
        LEFT JOIN core_preference p ON p.account_id = a.id
        WHERE a.id = ANY(%(accounts)s)
    ), made AS (
        INSERT INTO core_notification (account_id, category, way, title, text, url, key, created_at)
        SELECT id, %(category)s, way, %(title)s, %(text)s, %(url)s, %(key)s, %(now)s
        FROM wanted WHERE way <> 'off' ORDER BY id
        ON CONFLICT (account_id, key) DO NOTHING
        RETURNING id, account_id
    ), letters AS (
        SELECT m.id, CASE w.way WHEN 'mail' THEN 'mail' ELSE 'digest' END AS channel, 0 AS device
        FROM made m JOIN wanted w ON w.id = m.account_id WHERE w.lettered AND w.way IN ('mail', 'digest')
    ), pushes AS (
        SELECT m.id, 'push' AS channel, s.id AS device
        FROM made m JOIN wanted w ON w.id = m.account_id JOIN core_pushsubscription s ON s.account_id = m.account_id
        WHERE w.pushed
    ), texts AS (
        SELECT m.id, CASE w.text_by WHEN 'auto' THEN %(first)s ELSE w.text_by END AS channel, 0 AS device
        FROM made m JOIN wanted w ON w.id = m.account_id
        WHERE %(texts)s AND w.is_active AND w.text_by <> '' AND NOT (w.lettered AND w.way = 'mail')
          AND NOT EXISTS (SELECT FROM pushes p WHERE p.id = m.id)
    ), queued AS (
        INSERT INTO core_delivery (notification_id, channel, device, state, tries, due_at, at, reason)
        SELECT id, channel, device, 'queued', 0, %(now)s, %(now)s, ''
        FROM (TABLE letters UNION ALL TABLE pushes UNION ALL TABLE texts) AS every ORDER BY id, device
        RETURNING channel
    )
    SELECT DISTINCT channel FROM queued ORDER BY channel
"""


def notify(account_ids: Iterable[int], category: str, title: str, *, key: str, url: str = "", text: str = "") -> None:
    """Send one message to each account, be it one or a hundred thousand, in the way that the account wants it.

    `category` is the code of a MessageKind that a module registers. `key` says what the message is about, such as
    "term-end:17:2026-03": an account gets the same key only once. Title and text name things by code or number,
    without a person's data, since they leave by e-mail and stand on the screens of locked phones.
    """
    kind = kind_of(category)
    first = first_texting()
    values: dict[str, Any] = {"category": category, "title": title, "text": text, "url": url, "key": key}
    values |= {"ways": list(kind.ways), "way": kind.ways[0], "accounts": sorted(set(account_ids))}
    values |= {"now": timezone.now(), "push": kind.push, "texts": kind.texts and bool(first), "first": first}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SEND, values)
        for (channel,) in cursor.fetchall():
            if channel != DIGEST_LETTER:
                deliver.later(once=channel, channel=channel)
        if kind.ledger and len(values["accounts"]) >= FEWEST:
            _remember(values)


def _remember(values: dict[str, Any]) -> None:
    actor = somebody()
    if actor and actor.post_id and actor.unit_id:
        told = {name: values[name] for name in ("category", "title", "url")}
        Broadcast.objects.get_or_create(key=values["key"], defaults={**told, "unit_id": actor.unit_id})


def unread(account_id: int, most: int = 100) -> int:
    """How many messages an account has not read, counted up to `most`."""
    return len(Notification.objects.filter(account_id=account_id, read_at=None).values_list("pk")[:most])


def mark_read(account_id: int, notification_id: int | None = None) -> int:
    """Mark one message of an account as read, or all; returns how many were unread. No act of the union: no audit."""
    found = Notification.objects.filter(account_id=account_id, read_at=None)
    if notification_id is not None:
        found = found.filter(pk=notification_id)
    return found.update(read_at=timezone.now())
