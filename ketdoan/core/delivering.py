"""Sending what stands in the ledger: each message once, whatever dies on the way.

A sender is one connection to the database with a number, under which it holds a lock until it ends, however it ends.
It takes rows of the ledger in small lots; before each goes to the network it is marked `sending`, in the transaction
that notes what came of the one before. So one row of a sender at most is in flight. If the sender dies, that row
becomes `unknown` and is never sent again; those that it had only taken go back into the queue.

Quiet hours are looked at when a row is taken, not when it was written: a queue that was held up does not wake anybody.
"""

import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from .channels import CHANNELS
from .channels.base import NOWHERE, Channel, Down, Outcome, Parcel, Send
from .jobs import job
from .models import Delivery
from .models.deliveries import DROPPED, FAILED, LETTER, QUEUED
from .modules import MessageKind, kind_of
from .shifts import Quiet

SENDERS_LOCK = 7_030_004
LOT = 100
#: A job works so long at a stretch, so that other jobs get their turn.
STRETCH_SECONDS = 30.0
MOST_TRIES = 8
LONGEST_WAIT = 3600.0
DAY_SECONDS = 24 * 3600.0
MINUTE = timedelta(minutes=1)
BUSY_WAIT = timedelta(seconds=2)
#: From so many waiting pushes on, further processes help.
HELP_FROM = 1_000
NEWS = "Anh chị có thông báo mới."

# What dead senders had in flight, and what they had only taken.
SETTLE = """
    UPDATE core_delivery d SET
        reason = CASE d.state WHEN 'sending' THEN 'sender died' ELSE d.reason END, at = %(now)s,
        worker = CASE d.state WHEN 'sending' THEN d.worker END,
        state = CASE d.state WHEN 'sending' THEN 'unknown' ELSE d.state END
    WHERE d.state IN ('queued', 'sending') AND d.worker IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.classid = %(lock)s AND l.objid = d.worker AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""

TAKE = """
    WITH due AS (
        SELECT id FROM core_delivery
        WHERE state = 'queued' AND worker IS NULL AND channel = %(channel)s AND due_at <= %(now)s
        ORDER BY due_at, id LIMIT %(lot)s FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE core_delivery d SET worker = %(worker)s FROM due WHERE d.id = due.id
        RETURNING d.id, d.notification_id, d.device, d.tries
    )
    SELECT t.id, t.notification_id, n.account_id, t.device, t.tries, n.title, n.text, n.url, n.category,
           n.read_at IS NOT NULL, p.quiet_from, p.quiet_until, COALESCE(p.shift, ''), p.shift_since
    FROM taken t JOIN core_notification n ON n.id = t.notification_id
    LEFT JOIN core_preference p ON p.account_id = n.account_id
    ORDER BY t.id
"""

# Note what came of one row, and mark the next as being sent: one statement, one commit.
STEP = """
    WITH noted AS (
        UPDATE core_delivery SET state = %s, reason = %s, tries = tries - %s, due_at = %s, at = %s,
               worker = CASE WHEN %s = 'queued' THEN NULL ELSE worker END
        WHERE id = %s AND worker = %s AND state IN ('sending', 'unknown')
    )
    UPDATE core_delivery SET state = 'sending', tries = tries + 1, at = %s
    WHERE id = %s AND worker = %s AND state = 'queued' RETURNING id
"""


@contextmanager
def sender() -> Iterator[int]:
    """Be a sender: gives its number, which counts as alive until the block, the connection or the process ends."""
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('core_sender')")
        (number,) = cursor.fetchone()
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [SENDERS_LOCK, number])
    try:
        yield number
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SENDERS_LOCK, number])
        settle()


def settle() -> int:
    """Tell what dead senders left; returns how many rows. What may have gone out is `unknown`, the rest waits again."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"now": timezone.now(), "lock": SENDERS_LOCK})
        return cursor.rowcount


def drain(code: str, go_on: Callable[[], bool] = lambda: True) -> bool:
    """Send what is due on a channel, until nothing is or `go_on` says no. False where the channel's network is away."""
    channel = CHANNELS[code]
    if not channel.offered():
        return False
    with sender() as number:
        try:
            with channel.line() as send:
                journal = Journal(number)
                while go_on() and _send_lot(channel, send, journal, go_on):
                    pass
        except Down:
            return False
    return True


def _send_lot(channel: Channel, send: Send, journal: "Journal", go_on: Callable[[], bool]) -> int:
    """Send one lot; returns how many rows were taken."""
    taken, parcels = _take(channel.code, journal.number)
    where = channel.addresses(parcels)
    for parcel in parcels:
        if not go_on():
            break
        if not journal.begin(parcel):
            continue  # another sender has it: we were thought to be dead
        try:
            journal.came_of(send(parcel, where[parcel.id]) if parcel.id in where else NOWHERE)
        except Down:
            journal.came_of(Outcome(QUEUED, "down", MINUTE.total_seconds(), free=True))
            journal.note()
            raise
    journal.note()
    return taken


def _take(code: str, number: int) -> tuple[int, list[Parcel]]:
    """Take a lot for a sender: how many rows, and those to send now. The others wait for the end of quiet hours, or
    need not go any more since the message has been read."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"channel": code, "now": now, "lot": LOT, "worker": number})
        rows = cursor.fetchall()
    ready: list[Parcel] = []
    read: list[int] = []
    quiet: dict[datetime, list[int]] = {}
    for row in rows:
        category, was_read, quiet_from, quiet_until, shift, since = row[8:]
        parcel = _parcel(row[:8], kind_of(category), discreet=code != LETTER)
        until = None if parcel.urgent else Quiet(quiet_from, quiet_until, shift, since).over(now)
        if was_read and code != LETTER:
            read.append(parcel.id)
        elif until:
            quiet.setdefault(until, []).append(parcel.id)
        else:
            ready.append(parcel)
    held = Delivery.objects.filter(worker=number, state=QUEUED)
    if read:
        held.filter(pk__in=read).update(state=DROPPED, reason="read", worker=None, at=now)
    for until, ids in quiet.items():
        held.filter(pk__in=ids).update(due_at=until, worker=None, reason="quiet", at=now)
    return len(rows), ready


def _parcel(row: Sequence[Any], kind: MessageKind, *, discreet: bool) -> Parcel:
    """A row of the ledger as it is sent. Of what somebody keeps to themselves a locked phone says no more than that
    there is something."""
    parcel = Parcel(*[*row, kind.urgent])
    return replace(parcel, title="Kết Đoàn", text=NEWS) if discreet and kind.private else parcel


@dataclass
class _Flight:
    parcel: Parcel
    outcome: Outcome | None = None


class Journal:
    """What a sender writes into the ledger. A row is marked before it goes out; what came of it is noted with the mark
    of the next one, or by `note`."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._flight: _Flight | None = None

    def begin(self, parcel: Parcel) -> bool:
        """Mark a parcel as being sent; False if it is not ours any more."""
        ours = self._write(parcel.id)
        self._flight = _Flight(parcel) if ours else None
        return ours

    def came_of(self, outcome: Outcome) -> None:
        """Keep what came of the parcel in flight, to be noted next."""
        if self._flight is not None:
            self._flight.outcome = outcome

    def note(self) -> None:
        """Write what is not noted yet."""
        if self._flight is not None:
            self._write(0)
            self._flight = None

    def _write(self, next_id: int) -> bool:
        with connection.cursor() as cursor:
            now = timezone.now()
            cursor.execute(STEP, [*self._result(now), self.number, now, next_id, self.number])
            return cursor.fetchone() is not None

    def _result(self, now: datetime) -> tuple[Any, ...]:
        flight = self._flight
        if flight is None or flight.outcome is None:
            return "sent", "", 0, now, now, "sent", 0
        done, due = flight.outcome, now
        state, reason = done.state, done.reason
        if state == QUEUED:
            due = now + timedelta(seconds=_wait(flight.parcel.tries + 1, done.wait))
            if flight.parcel.tries + 1 >= MOST_TRIES and not done.free:
                state = FAILED
        return state, reason, int(done.free), due, now, state, flight.parcel.id


def _wait(tries: int, asked: float) -> float:
    """How many seconds until the next try: 4, 16, 64 … up to an hour, or as long as the other side asks."""
    return max(min(4.0**tries, LONGEST_WAIT), min(asked, DAY_SECONDS))


# --- the jobs

_busy: dict[str, threading.Lock] = {code: threading.Lock() for code in CHANNELS}
_helpers: list[subprocess.Popen[bytes]] = []


@job("core.deliver", "Gửi thông báo ra ngoài", retries=0)
def deliver(*, channel: str) -> None:
    """Send what is due on a channel, for a while; what is left then, or comes due later, is another job's. Where it
    fails, `deliver_due` sees to a new one."""
    lock = _busy[channel]
    if not lock.acquire(blocking=False):
        deliver.later(at=timezone.now() + BUSY_WAIT, once=f"{channel}:soon", channel=channel)
        return
    try:
        if channel == "push":
            _get_help()
        ends = time.monotonic() + STRETCH_SECONDS
        there = drain(channel, lambda: time.monotonic() < ends)
    finally:
        lock.release()
    if there:
        _go_on(channel)


@job("core.deliver_due", "Gửi tiếp các thông báo đang chờ", retries=0)
def deliver_due() -> None:
    """Once a minute: settle what dead senders left, and see that whatever is due has a job."""
    settle()
    due = Delivery.objects.filter(state=QUEUED, worker=None, due_at__lte=timezone.now(), channel__in=list(CHANNELS))
    for channel in sorted(set(due.order_by().values_list("channel", flat=True).distinct())):
        deliver.later(once=channel, channel=channel)


def _go_on(channel: str) -> None:
    """Queue the next job of a channel, if something is due within a minute; else `deliver_due` will see to it."""
    waiting = Delivery.objects.filter(state=QUEUED, worker=None, channel=channel)
    next_due, now = waiting.aggregate(at=Min("due_at"))["at"], timezone.now()
    if next_due is None or next_due > now + MINUTE:
        return
    if next_due <= now:
        deliver.later(once=channel, channel=channel)
    else:
        deliver.later(at=next_due, once=f"{channel}:soon", channel=channel)


def _get_help() -> None:
    """Start further processes where very much waits. They end when nothing is due any more, or this process ends."""
    _helpers[:] = [helper for helper in _helpers if helper.poll() is None]
    wanted = settings.PUSH_SENDERS - 1 - len(_helpers)
    if wanted <= 0:
        return
    due = Delivery.objects.filter(state=QUEUED, worker=None, channel="push", due_at__lte=timezone.now())
    if due.order_by()[:HELP_FROM].count() < HELP_FROM:
        return
    command = [sys.executable, "-m", "django", "deliver", "push"]
    # They read their standard input to know that this process is there: its end closes the pipe.
    _helpers.extend(subprocess.Popen(command, cwd=settings.BASE, stdin=subprocess.PIPE) for _ in range(wanted))


def parent_lives(source: Any) -> Callable[[], bool]:
    """Whether the process at the other end of a pipe is still there."""
    return lambda: not select.select([source], [], [], 0)[0]
