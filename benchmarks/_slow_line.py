"""A line as a phone has it where the network is poor: slow and far, between a browser and a server of this machine."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CHUNK = 1_400


@dataclass
class Direction:
    """One direction, shared by all connections: when it is free again, and how many bytes have gone."""

    bytes_per_second: float
    free_at: float = 0.0
    passed: int = 0

    def carry(self, size: int, now: float) -> float:
        """When so many bytes have passed."""
        self.passed += size
        self.free_at = max(self.free_at, now) + size / self.bytes_per_second
        return self.free_at


class SlowLine:
    """`port` is where the browser connects; `down.passed` and `up.passed` count what went over the line."""

    def __init__(self, target: int, kilobits: float, round_trip: float) -> None:
        self.target, self.round_trip = target, round_trip
        self.down, self.up = Direction(kilobits * 125), Direction(kilobits * 125)
        self.port = 0
        self._carrying: set[asyncio.Task[None]] = set()

    @property
    def passed(self) -> int:
        """Bytes of both directions."""
        return self.down.passed + self.up.passed

    async def serve(self, ready: threading.Event) -> None:
        """Carry until cancelled."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        try:
            async with server:
                await server.serve_forever()
        finally:
            for task in list(self._carrying):
                task.cancel()
            await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(asyncio.current_task())
        await asyncio.sleep(self.round_trip)  # the handshake, which costs a browser nothing on this machine
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(
                self._carry(reader, far_writer, self.up), self._carry(far_reader, writer, self.down)
            )  # fmt: skip

    def _keep(self, task: "asyncio.Task[None] | None") -> None:
        """Know a task until it is done, so that it ends with the line."""
        if task is not None:
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Direction) -> None:
        loop = asyncio.get_running_loop()
        arrivals: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                at, data = await arrivals.get()
                await asyncio.sleep(max(0.0, at - loop.time()))
                if not data:
                    break
                sink.write(data)
            sink.close()

        delivering = asyncio.create_task(deliver())
        self._keep(delivering)
        data = b"-"
        while data:
            try:
                data = await source.read(CHUNK)
            except OSError:
                data = b""
            await arrivals.put((way.carry(len(data), loop.time()) + self.round_trip / 2, data))
        await delivering


@contextmanager
def slow_line(target: int, kilobits: float = 400, round_trip: float = 0.4) -> Iterator[SlowLine]:
    """A line to a port of this machine until the end of the block; by default what is called slow 3G."""
    line = SlowLine(target, kilobits, round_trip)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    task = loop.create_task(line.serve(ready))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(5)
