"""Runs the stand, and the line between it and a phone, which can be cut at every step."""

import http.client
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from launcher.paths import PYTHON, ROOT

START_SECONDS = 30
#: Where the line is cut: before the request goes on, in its midst, after the server has answered, in the answer.
STEPS = ("before", "request", "answer", "half answer")


@contextmanager
def stand(folder: Path) -> Iterator[int]:
    """Serve the stand until the end of the block; gives its port."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    module = "ketdoan.portal.tests.stand_settings"
    command = [PYTHON, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--bind", f"127.0.0.1:{port}"]
    command += ["--threads", "8", "--no-control-socket", "--log-level", "warning"]
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": module, "KETDOAN_DATA": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=variables) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("the stand did not start")


class Line:
    """The line to the stand: one request a connection. It is up, down, or cut at a step of the next requests.

    `cut(step, path, times)` cuts at that step the next requests whose first line begins with `path`. `hold(path)` lets
    the server answer such a request and keeps the answer back until `let_go`, so that a phone can be switched off then.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.up = True
        self.cuts: list[tuple[str, str]] = []
        self.held: str = ""
        self.holding = threading.Event()
        self.free = threading.Event()
        self._ear = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._ear.getsockname()[1])
        self.address = f"http://localhost:{self.port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self, step: str, path: str, times: int = 1) -> None:
        """Cut the next requests of a path at a step."""
        self.cuts += [(step, path)] * times

    def hold(self, path: str) -> None:
        """Keep the answer to the next request of a path back."""
        self.held = path
        self.holding.clear()
        self.free.clear()

    def let_go(self) -> None:
        """Give the answer that was kept back, where the line is up."""
        self.free.set()

    def close(self) -> None:
        """Take the line down for good."""
        self.free.set()
        self._ear.close()

    def _listen(self) -> None:
        while True:
            try:
                phone, _ = self._ear.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(phone,), daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        with phone, suppress(OSError):
            if not self.up:
                return
            request = _whole(phone)
            first = request.partition(b"\r\n")[0].decode(errors="replace")
            step = self._step(first)
            if not request or step == "before":
                return
            with socket.create_connection(("127.0.0.1", self.target)) as server:
                if step == "request":
                    server.sendall(request[: len(request) // 2])
                    return
                server.sendall(request)
                answer = b"".join(iter(lambda: server.recv(65536), b""))
            if self.held and first.startswith(self.held):
                self.held = ""
                self.holding.set()
                self.free.wait(30)
            if step == "answer" or not self.up:
                return
            phone.sendall(answer[: len(answer) // 2] if step else answer)

    def _step(self, first: str) -> str:
        for cut in self.cuts:
            if first.startswith(cut[1]):
                self.cuts.remove(cut)
                return cut[0]
        return ""


def _whole(phone: socket.socket) -> bytes:
    """One request, with the word that the connection ends after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = phone.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += phone.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


def written(port: int) -> dict[str, Any]:
    """What the stand has written since it was last asked, and each arrival of a form."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/app/ghi")
        told: dict[str, Any] = json.load(connection.getresponse())
        return told


def wait_until(told: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that happens beside the browser."""
    deadline = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
