"""Web push: to the push services of the browsers, over connections that stay open.

One parcel is in flight at a time. What was written to the network and not answered is `unknown`; what could not be
written surely did not go out.
"""

import http.client
import json
import select
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from ..crypto import installation_secrets
from ..models import PushSubscription
from ..subscriptions import Device, allowed, devices
from .base import LOST_TRACK, TAKEN, Outcome, Parcel, Send, again, refused
from .encryption import Voucher, encrypt

SECONDS = 10.0
IDLE_SECONDS = 20.0
LARGEST_ANSWER = 16 * 1024
#: So long a push service keeps a message for a phone that is off.
TTL = 3 * 24 * 3600
LONGEST_TEXT = 300
MOST_LINES = 50
GONE = {http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE}


class PushChannel:
    """A notification on each device that an account has subscribed."""

    code = "push"

    def offered(self) -> bool:
        """Where push services can reach the operator: without that some of them take nothing."""
        return bool(settings.PUSH_CONTACT)

    def provider(self) -> str:
        """The push services of the browsers."""
        return "Google, Apple, Mozilla, Microsoft" if settings.PUSH_CONTACT else "Chưa đặt KETDOAN_PUSH_CONTACT"

    def addresses(self, parcels: Sequence[Parcel]) -> Mapping[int, Device]:
        """The devices that are still subscribed."""
        found = devices(parcel.device for parcel in parcels)
        return {parcel.id: found[parcel.device] for parcel in parcels if parcel.device in found}

    @contextmanager
    def line(self) -> Iterator[Send]:
        """Connections to the push services, each opened when it is first needed."""
        lines = Lines()
        try:
            yield lines.send
        finally:
            lines.close()


def public_key() -> str:
    """The key that a browser wants when it subscribes."""
    return voucher().public


def voucher() -> Voucher:
    """What says to push services who sends."""
    return _voucher(installation_secrets().push, settings.PUSH_CONTACT)


@lru_cache(maxsize=2)
def _voucher(secret: bytes, contact: str) -> Voucher:
    return Voucher(secret, contact)


def content(parcel: Parcel) -> bytes:
    """What the app's worker is told. There is always something to show: a browser takes the right to push away from
    who sends pushes that show nothing."""
    told = {
        "title": parcel.title or "Kết Đoàn",
        "body": (parcel.text or "Chạm để xem.")[:LONGEST_TEXT],
        "url": reverse(settings.PUSH_OPENS, args=[parcel.notification_id]),
        "tag": f"n{parcel.notification_id}",
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


class Lines:
    """One open connection for each push service."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[http.client.HTTPConnection, float]] = {}
        self._voucher = voucher()
        self._gone: set[int] = set()

    def send(self, parcel: Parcel, to: Device) -> Outcome:
        """Push a message to a device; a device that is gone is forgotten."""
        if to.id in self._gone or not allowed(to.endpoint):
            return refused("gone" if to.id in self._gone else "host")
        parts = urlsplit(to.endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            body = encrypt(content(parcel), to.key, to.auth)
        except ValueError:
            return refused("key")
        headers = {
            "Authorization": self._voucher.header(origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL),
            "Urgency": "high" if parcel.urgent else "normal",
        }
        outcome = self._ask(origin, target, body, headers)
        if outcome.reason == "gone":
            self._gone.add(to.id)
            PushSubscription.objects.filter(pk=to.id).delete()
        return outcome

    def _ask(self, origin: str, target: str, body: bytes, headers: dict[str, str]) -> Outcome:
        try:
            line = self._line(origin)
            line.request("POST", target, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self._drop(origin)
            return again(type(error).__name__[:40])
        try:
            answer = line.getresponse()
            answer.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException):
            self._drop(origin)
            return LOST_TRACK
        if answer.will_close or not answer.isclosed():
            self._drop(origin)
        else:
            self._open[origin] = (line, time.monotonic())
        return judged(answer.status, answer.headers.get("Retry-After", ""))

    def _line(self, origin: str) -> http.client.HTTPConnection:
        """The open connection to an origin. One that the other side has ended meanwhile is not written to: then nobody
        could tell whether a message went out."""
        held, last = self._open.get(origin, (None, 0.0))
        if held is not None and held.sock is not None:
            ended = time.monotonic() - last > IDLE_SECONDS or select.select([held.sock], [], [], 0)[0]
            if not ended:
                return held
        self._drop(origin)
        if len(self._open) >= MOST_LINES:
            self.close()
        parts = urlsplit(origin)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        line = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        line.connect()
        self._open[origin] = (line, time.monotonic())
        return line

    def _drop(self, origin: str) -> None:
        held, _ = self._open.pop(origin, (None, 0.0))
        if held is not None:
            held.close()

    def close(self) -> None:
        """End all connections."""
        for origin in list(self._open):
            self._drop(origin)


def judged(status: int, retry_after: str = "") -> Outcome:
    """What a push service's answer means."""
    if status in GONE:
        return refused("gone")
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        return again(f"status {status}", float(retry_after) if retry_after.isdigit() else 0)
    return TAKEN if http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES else refused(f"status {status}")
