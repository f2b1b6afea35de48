"""A message pushed to 85,000 phones, the worker and its helpers killed and started again halfway.

Everything runs on this machine: PostgreSQL, the worker as `./run` starts it, and a stand-in for the push services, of
which 5% answer that the phone is gone and 1% make trouble (a third turned down, a third busy, a third broken, the two
latter taking the message later). The clock runs from the call of `notify` until nothing waits.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from _measures import Result
from _push_stub import fate
from django.conf import settings
from django.db import connection, transaction

from ketdoan.core.bulk import insert_all
from ketdoan.core.crypto import installation_sealer
from ketdoan.core.models import Account, Delivery, PushSubscription
from ketdoan.core.notify import notify
from ketdoan.core.subscriptions import PLACE, index_of, sealed_content
from ketdoan.core.tests.pushing import Browser

PHONES = int(os.environ.get("BENCH_PHONES", "85000"))
SECONDS = 180
LONGEST = 600
HERE = Path(__file__).resolve().parent
KEY = "benchmark of the push"
TITLE = "Tháng Công nhân: đăng ký tham gia trước ngày 20/04/2026"


def push() -> Iterator[Result]:
    """Measure, and count what came out."""
    _clear()
    stub = Stub(Path(settings.DATA) / "push.port")
    environment = {**os.environ, "KETDOAN_PUSH_STUB": stub.origin, "KETDOAN_PUSH_CONTACT": "mailto:do@example.vn"}
    try:
        accounts, browsers = _subscribe(stub.origin)
        worker = _worker(environment)
        time.sleep(5)  # until it has started
        begun = time.perf_counter()
        with transaction.atomic():
            notify(accounts, "news", TITLE, key=KEY, url="/app/tin/1", text="Xem chương trình và đăng ký.")
        written = time.perf_counter() - begun
        _until(lambda: stub.told()["taken"] >= PHONES // 2)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        halfway = time.perf_counter() - begun
        worker = _worker(environment)
        _until(lambda: not _waiting())
        took = time.perf_counter() - begun
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait()
        told = stub.told()
    finally:
        stub.close()
    yield Result(f"written into the ledger for {PHONES:,} phones", f"{written:.1f} s", "", True)
    seen = f"{took:.0f} s ({PHONES / took:,.0f} a second; killed at {halfway:.0f} s)"
    yield Result("pushed, all told", seen, f"<= {SECONDS} s", took <= SECONDS)
    yield Result("taken twice by a phone", f"{told['twice']:,}", "0", told["twice"] == 0)
    yield from _ledger(told["taken"])
    read = sum(
        browsers[int(device)].read(bytes.fromhex(body))["title"] == TITLE for device, body in told["samples"].items()
    )
    yield Result(
        "of some bodies read by their phones", f"{read} of {len(told['samples'])}", "all", read == len(told["samples"])
    )


def _ledger(taken: int) -> Iterator[Result]:
    states = dict(_rows("d.state, count(*)", "GROUP BY 1"))
    gone = sum(fate(device)[1].startswith(b"410") for device in range(PHONES))
    bad = sum(fate(device)[1].startswith(b"400") for device in range(PHONES))
    unknown = [number for (number,) in _rows("count(*)", "AND d.state = 'unknown' GROUP BY worker")]
    seen = ", ".join(f"{state} {number:,}" for state, number in sorted(states.items()))
    whole = states["sent"] + states.get("failed", 0) + sum(unknown) == PHONES
    yield Result("the ledger", seen, f"{PHONES:,} in all", whole)
    most = max(unknown, default=0)
    yield Result("unknown, of each worker at most", f"{most} (of {len(unknown)} workers)", "<= 1", most <= 1)
    honest = states["sent"] <= taken <= states["sent"] + sum(unknown)
    yield Result("sent by the ledger and taken by the phones", f"{states['sent']:,} and {taken:,}", "alike", honest)
    failed = states.get("failed", 0)
    near = gone + bad - len(unknown) <= failed <= gone + bad
    yield Result("failed: gone or turned down", f"{failed:,}", f"{gone + bad:,}", near)
    left = PushSubscription.objects.count()
    yield Result("subscriptions left", f"{left:,}", f"{PHONES - gone:,}", 0 <= left - (PHONES - gone) <= len(unknown))


class Stub:
    """The stand-in for the push services, in a process of its own."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self.process = subprocess.Popen([sys.executable, HERE / "_push_stub.py", file])
        _until(file.exists)
        self.port = int(file.read_text())
        self.origin = f"http://127.0.0.1:{self.port}"

    def told(self) -> Any:
        """What it counted."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", "/")
        told = json.loads(line.getresponse().read())
        line.close()
        return told

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()


def _clear() -> None:
    """Take away what an earlier run left."""
    ours = "(SELECT id FROM core_account WHERE username LIKE 'push-%')"
    messages = f"(SELECT id FROM core_notification WHERE account_id IN {ours})"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM core_delivery WHERE notification_id IN {messages}")
        for table in ("notification", "pushsubscription"):
            cursor.execute(f"DELETE FROM core_{table} WHERE account_id IN {ours}")
        cursor.execute("DELETE FROM core_account WHERE username LIKE 'push-%'")


def _subscribe(origin: str) -> tuple[list[int], list[Browser]]:
    """An account with a phone each."""
    accounts = [Account(username=f"push-{n}") for n in range(PHONES)]
    insert_all(accounts)
    sealer, now = installation_sealer(), accounts[0].created_at
    browsers, rows = [], []
    for n, account in enumerate(accounts):
        endpoint = f"{origin}/fcm/send/{secrets.token_urlsafe(96)}/{n}"
        browser = Browser(endpoint)
        keys = browser.subscription()["keys"]
        sealed = sealer.seal(PLACE, sealed_content(endpoint, keys["p256dh"], keys["auth"]))
        row = PushSubscription(account=account, index=index_of(endpoint), host="127.0.0.1", sealed=sealed, seen_at=now)
        browsers.append(browser)
        rows.append(row)
    insert_all(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [account.pk for account in accounts], browsers


def _worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "django", "worker", "--alone"]
    log = (Path(settings.DATA) / "worker.log").open("ab")
    return subprocess.Popen(command, env=environment, cwd=HERE.parent, start_new_session=True, stdout=log, stderr=log)


def _waiting() -> bool:
    waiting = Delivery.objects.filter(state__in=["queued", "sending"], notification__key=KEY)
    return waiting.exists()


def _until(reached: Any) -> None:
    ends = time.monotonic() + LONGEST
    while not reached():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.5)


def _rows(what: str, which: str) -> list[tuple[Any, ...]]:
    """Something of the ledger of this message."""
    tables = "core_delivery d JOIN core_notification n ON n.id = d.notification_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM {tables} WHERE n.key = %s {which}", [KEY])
        return cursor.fetchall()
