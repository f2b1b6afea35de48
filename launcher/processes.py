"""The programs that ./run starts and watches: each in a session of its own, ended with the launcher."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from launcher.paths import ROOT

LOG_LIMIT = 10 * 1024 * 1024
PR_SET_PDEATHSIG = 1


class Program:
    """One long-running program with its log in the data folder."""

    def __init__(self, name: str, command: list[str | Path], environment: dict[str, str], log: Path) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.log = log
        self.started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it. On Linux the system ends it when the launcher dies, however that dies."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509 - the launcher has no threads
            )
        self.started = time.monotonic()

    def alive(self) -> bool:
        """Does it run?"""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Tell it to finish what it is doing and end."""
        if self.process is not None and self.alive():
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for its end; after so many seconds end it and what it started."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def die_with_parent(parent: int) -> Callable[[], None] | None:
    """For a child of process `parent`: have the system end it when the parent dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
