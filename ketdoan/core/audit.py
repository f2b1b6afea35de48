"""The chain that seals the audit trail: who can write to the database could otherwise rewrite the past.

Each committed entry gets a seal: a number without gaps, and a MAC over that number, the MAC before it and the whole
entry, under the installation's seal key, which is not in the database. The worker seals entries a moment after
their commit, not inside their transaction, which would make every write wait for every other. They are sealed in
the order in which they became visible, so an entry of a long transaction may come after younger ones.

A chain does not show that its end was cut off. Its head is therefore noted in a file beside the database.
"""

import hashlib
import hmac
import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from .models import AuditPending, AuditSeal

LOCK = 7_305_802  # any number: two workers must not seal at once
BATCH = 2_000
PAUSE_SECONDS = 0.5
ANCHOR_SECONDS = 60
LATE_SECONDS = 60
FIRST = -(2**63)
ROW = "e.id, e.at, e.account_id, e.post_id, e.unit_id, e.action, e.about, e.about_id, e.why, e.change::text"
NAMES = ("id", "at", "account_id", "post_id", "unit_id", "action", "about", "about_id", "why", "change")
WAITING = f"""
    SELECT {ROW} FROM core_auditpending p JOIN core_auditentry e ON e.id = p.entry_id ORDER BY e.id LIMIT %s
"""  # noqa: S608 - put together from the constant above alone
SEALED = f"""
    SELECT s.number, s.mac, s.entry_id, {ROW} FROM core_auditseal s LEFT JOIN core_auditentry e ON e.id = s.entry_id
    WHERE s.number > %s ORDER BY s.number LIMIT %s
"""  # noqa: S608 - as above

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """Something wrong with the trail. `number` is the seal's number, where the fault has one."""

    text: str
    number: int | None = None
    entry_id: int | None = None


def mac(number: int, previous: bytes, entry: tuple[Any, ...]) -> bytes:
    """The seal of an entry, given as the columns of ROW, behind the seal before it."""
    values = dict(zip(NAMES, entry, strict=True))
    values["at"] = values["at"].astimezone(UTC).isoformat()
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    message = number.to_bytes(8, "big", signed=True) + previous + text.encode()
    return hmac.new(settings.SECRETS.seal, message, hashlib.sha256).digest()


# --- sealing


@transaction.atomic
def seal() -> int:
    """Seal a batch of committed entries; returns how many. Nothing happens while another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("DELETE FROM core_auditpending p USING core_auditseal s WHERE s.entry_id = p.entry_id")
        # An entry that was removed before its seal leaves its place in the queue: verification finds that.
        cursor.execute(WAITING, [BATCH])
        entries = cursor.fetchall()
    if not entries:
        return 0
    number, link = head()
    seals = []
    for entry in entries:
        number += 1
        link = mac(number, link, entry)
        seals.append(AuditSeal(number=number, entry_id=entry[0], mac=link))
    AuditSeal.objects.bulk_create(seals)
    AuditPending.objects.filter(pk__in=[entry[0] for entry in entries]).delete()
    return len(seals)


def head() -> tuple[int, bytes]:
    """The last seal's number and MAC; 0 and nothing while the chain is empty."""
    last = AuditSeal.objects.order_by("-number").values_list("number", "mac").first()
    return (last[0], bytes(last[1])) if last else (0, b"")


def anchor_file() -> Path:
    """Where the heads of the chain are noted."""
    return Path(settings.DATA) / "audit-heads.jsonl"


def note_head() -> int:
    """Append the chain's head to the file of anchors; returns its number."""
    number, link = head()
    if number:
        line = json.dumps({"number": number, "mac": link.hex(), "at": datetime.now(UTC).isoformat()})
        handle = os.open(anchor_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    return number


def settle_anchors() -> Path | None:
    """After a restore: if the chain no longer reaches the heads noted, put their file aside as evidence and begin a
    new one. Returns the file put aside."""
    if not any(_faults_of_anchors()):
        return None
    aside = anchor_file().with_name(f"audit-heads-until-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}.jsonl")
    anchor_file().rename(aside)
    return aside


class Sealer:
    """Seals what was committed, again and again, and notes the head at most once a minute."""

    def __init__(self) -> None:
        self._anchored, self._next_anchor = 0, 0.0

    def beat(self) -> int:
        """Seal everything that waits; returns how many."""
        total = 0
        while sealed := seal():
            total += sealed
        if time.monotonic() >= self._next_anchor and head()[0] != self._anchored:
            self._anchored = note_head()
            self._next_anchor = time.monotonic() + ANCHOR_SECONDS
        return total

    def run(self, stop: threading.Event) -> None:
        """Beat until told to stop. A database that is away for a while is waited for."""
        try:
            while not stop.wait(PAUSE_SECONDS):
                try:
                    self.beat()
                except (DatabaseError, OSError) as error:
                    log.warning("sealing the audit trail failed: %s", type(error).__name__)
                    connection.close()
                    stop.wait(5)
        finally:
            connection.close()


@contextmanager
def sealing() -> Iterator[None]:
    """Seal in a thread of its own, with its own connection, while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=Sealer().run, args=[stop], name="sealer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


# --- verification


def faults() -> Iterator[Fault]:
    """Everything wrong with the trail: edits, removals, changed order, forged or missing seals, a cut end.

    Reads in pages, so memory stays the same however long the trail is.
    """
    yield from _faults_of_chain()
    yield from _faults_of_anchors()
    yield from _faults_of_queue()


def _faults_of_chain() -> Iterator[Fault]:
    expected, previous = 1, b""
    for number, link, entry_id, *entry in _sealed_rows():
        stored = bytes(link)
        if number < 1:
            yield Fault(f"Dấu niêm phong số {number} không thể có: số thứ tự bắt đầu từ 1.", number, entry_id)
            continue
        if number != expected:
            missing = f"số {expected}" if number == expected + 1 else f"từ số {expected} đến số {number - 1}"
            yield Fault(f"Thiếu dấu niêm phong {missing}: bút toán đã bị xóa khỏi chuỗi.", expected)
        if entry[0] is None:
            yield Fault(f"Bút toán #{entry_id} (dấu số {number}) đã bị xóa.", number, entry_id)
        elif number == expected and not hmac.compare_digest(stored, mac(number, previous, tuple(entry))):
            yield Fault(
                f"Dấu số {number} không khớp bút toán #{entry_id}: nội dung, thứ tự hoặc dấu đã bị sửa.",
                number,
                entry_id,
            )
        expected, previous = number + 1, stored


def _sealed_rows() -> Iterator[tuple[Any, ...]]:
    """Each seal with its entry's columns, all None where there is no such entry, by the seal's number."""
    last = FIRST
    while True:
        with connection.cursor() as cursor:
            cursor.execute(SEALED, [last, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


def _faults_of_anchors() -> Iterator[Fault]:
    if not anchor_file().exists():
        return
    with anchor_file().open() as file:
        page: list[tuple[int, str, str]] = []
        for place, line in enumerate(file, start=1):
            if not line.endswith("\n"):
                continue  # the machine stopped while it wrote this line
            try:
                noted = json.loads(line)
                page.append((noted["number"], noted["mac"], noted["at"]))
            except (ValueError, KeyError, TypeError):
                yield Fault(f"Dòng {place} của {anchor_file().name} không đọc được.")
            if len(page) == BATCH:
                yield from _compare(page)
                page = []
        yield from _compare(page)


def _compare(anchors: Iterable[tuple[int, str, str]]) -> Iterator[Fault]:
    numbers = [number for number, _, _ in anchors]
    held = dict(AuditSeal.objects.filter(pk__in=numbers).values_list("number", "mac"))
    for number, noted, at in anchors:
        if number not in held:
            yield Fault(f"Đuôi chuỗi đã bị cắt: dấu số {number}, ghi nhận lúc {at}, không còn.", number)
        elif bytes(held[number]).hex() != noted:
            yield Fault(f"Dấu số {number} khác với dấu đã ghi nhận lúc {at}: chuỗi đã bị viết lại.", number)


def _faults_of_queue() -> Iterator[Fault]:
    waiting = set(_late())
    if waiting:
        # An entry of a long transaction looks old at the very moment of its commit: look again after the sealer had
        # its turn.
        time.sleep(4 * PAUSE_SECONDS)
        for entry_id in sorted(waiting & set(_late())):
            yield Fault(f"Bút toán #{entry_id} quá {LATE_SECONDS} giây chưa được niêm phong.", None, entry_id)
    for entry_id in _column(
        "SELECT e.id FROM core_auditentry e LEFT JOIN core_auditseal s ON s.entry_id = e.id "
        "LEFT JOIN core_auditpending p ON p.entry_id = e.id "
        "WHERE s.entry_id IS NULL AND p.entry_id IS NULL ORDER BY e.id LIMIT %s",
        [BATCH],
    ):
        yield Fault(f"Bút toán #{entry_id} không có dấu niêm phong và không chờ niêm phong.", None, entry_id)
    for entry_id in _column(
        "SELECT p.entry_id FROM core_auditpending p LEFT JOIN core_auditentry e ON e.id = p.entry_id "
        "WHERE e.id IS NULL ORDER BY p.entry_id LIMIT %s",
        [BATCH],
    ):
        yield Fault(f"Bút toán #{entry_id} đã bị xóa trước khi được niêm phong.", None, entry_id)


def _late() -> list[int]:
    return _column(
        "SELECT e.id FROM core_auditpending p JOIN core_auditentry e ON e.id = p.entry_id "
        "WHERE e.at < now() - make_interval(secs => %s) ORDER BY e.id LIMIT %s",
        [LATE_SECONDS, BATCH],
    )


def _column(query: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]
