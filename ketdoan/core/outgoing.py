"""Calls that leave the house: to an address that the operator has set, within hard limits of time and size.

No redirect is followed and no proxy of the environment used, so that nothing goes elsewhere. What comes back is not to
be trusted. Errors say what went wrong, never what was sent or answered.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit


class OutgoingError(Exception):
    """A call failed, and in which way. `handed_over`: the request may have reached the other side. `again`: another
    try later may do better."""

    def __init__(self, way: str, *, handed_over: bool = False, again: bool = False) -> None:
        super().__init__(way)
        self.handed_over, self.again = handed_over, again


def post_json(
    address: str,
    content: Mapping[str, Any],
    *,
    key: str,
    seconds: float,
    largest: int,
    extra: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """Send JSON to an http(s) address and return the JSON that is answered; `key`, if there is one, as bearer token.
    `extra` are headers of the other side's own.
    Raises OutgoingError, after `seconds` at the latest, or where the answer has more than `largest` bytes."""
    ends = time.monotonic() + seconds
    parts = urlsplit(address)
    line = _line(parts.scheme, parts.hostname or "", parts.port, seconds)
    headers = {**extra, "Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    body = json.dumps(content, ensure_ascii=False).encode()
    connected = False
    try:
        line.connect()
        connected = True
        with _cut_at(line.sock, ends) as late:
            line.request("POST", f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers)
            answer = line.getresponse()
            told = answer.read(largest + 1) if answer.status == http.HTTPStatus.OK else b""
    except (OSError, http.client.HTTPException) as error:
        way = "late" if time.monotonic() >= ends else type(error).__name__
        raise OutgoingError(way, handed_over=connected, again=not connected) from None
    finally:
        line.close()
    if late.is_set():
        raise OutgoingError("late", handed_over=True)
    if answer.status != http.HTTPStatus.OK:
        busy = answer.status == http.HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500
        raise OutgoingError(f"status {answer.status}", again=busy)
    if len(told) > largest:
        raise OutgoingError("too large", handed_over=True)
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        raise OutgoingError("no json", handed_over=True) from None


def _line(scheme: str, host: str, port: int | None, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=seconds)
    raise OutgoingError("scheme")


@contextmanager
def _cut_at(held: socket.socket, ends: float) -> Iterator[threading.Event]:
    """End a connection at a moment: a limit on each reading does not stop who sends a byte now and then. The event says
    that it was cut."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        with suppress(OSError):
            socket.socket.shutdown(held, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, ends - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
