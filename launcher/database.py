"""The database that a command works on: the server named by DATABASE_URL, else the embedded one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.owner import make_data_folder
from launcher.postgres import Server


@contextmanager
def database(data: Path, *, throwaway: bool = False) -> Iterator[tuple[str, Server | None]]:
    """Give the address of the database, and the embedded server if it is one. It is left or stopped at the end."""
    given = os.environ.get("DATABASE_URL")
    if given:
        make_data_folder(data)
        yield given, None
        return
    server = Server(data, throwaway=throwaway)
    try:
        yield server.start(), server
    finally:
        server.stop()
