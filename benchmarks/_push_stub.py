"""A push service on this machine for `_push`: of every twenty devices one is gone, of every hundred one is trouble.

Run as a program with the port's file as argument. It counts by device what it took, and tells when asked (GET).
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

CREATED, GONE, BAD, BUSY, BROKEN = b"201 Created", b"410 Gone", b"400 Bad Request", b"429 Too Many", b"503 Unavailable"
SAMPLES = 40


def fate(device: int) -> tuple[bytes, bytes]:
    """What a device answers at first, and after that."""
    if device % 20 == 0:
        return GONE, GONE
    kinds = {1: (BAD, BAD), 101: (BROKEN, CREATED), 201: (BUSY, CREATED)}
    return kinds.get(device % 300, (CREATED, CREATED))


class Service(asyncio.Protocol):
    """One connection; requests come one after the other."""

    asked: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    samples: dict[int, str] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            head = self.held[:end]
            size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self.held) < end + 4 + size:
                return
            body, self.held = self.held[end + 4 : end + 4 + size], self.held[end + 4 + size :]
            self.transport.write(self.answer(head, body))  # type: ignore[attr-defined]

    def answer(self, head: bytes, body: bytes) -> bytes:
        """Count a push and answer it, or tell the counts."""
        target = head.split(b" ", 2)[1].decode()
        if head.startswith(b"GET"):
            told = {
                "taken": self.taken.total(),
                "twice": sum(number > 1 for number in self.taken.values()),
                "asked": self.asked.total(),
                "samples": self.samples,
            }
            content = json.dumps(told).encode()
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)
        device = int(target.rpartition("/")[2])
        status = fate(device)[min(self.asked[device], 1)]
        self.asked[device] += 1
        if status is CREATED:
            self.taken[device] += 1
            if len(self.samples) < SAMPLES:
                self.samples[device] = body.hex()
        patience = b"Retry-After: 5\r\n" if status is BUSY else b""
        return b"HTTP/1.1 %s\r\n%sContent-Length: 0\r\n\r\n" % (status, patience)


async def serve(file: Path) -> None:
    server = await asyncio.get_running_loop().create_server(Service, "127.0.0.1", 0)
    part = file.with_suffix(".part")
    part.write_text(str(server.sockets[0].getsockname()[1]))
    part.rename(file)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
