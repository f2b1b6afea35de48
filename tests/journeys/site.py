"""The site that a browser visits: a copy of the demo, served as `./run` serves it."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ketdoan.units.tests.demo_copy import Copy, demo_copy
from launcher import assets
from launcher.paths import PYTHON, ROOT, environment
from launcher.processes import Program

START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running site: its address for browsers, the address of its database, and its data folder."""

    address: str
    database: str
    data: Path

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run SQL in the site's database, for what no page can bring about; the rows of a SELECT or RETURNING."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def run(self, program: str) -> None:
        """Run a piece of the program beside the server, as the worker would."""
        setting_up = "import django; django.setup()\n"
        variables = environment(self.data, DATABASE_URL=self.database)
        subprocess.run([PYTHON, "-c", setting_up + program], env=variables, cwd=ROOT, check=True)


@contextmanager
def demo_site(server: str, folder: Path, name: str) -> Iterator[Site]:
    """Serve a fresh copy of the demo until the end of the block; the arguments are those of `demo_copy`."""
    with demo_copy(server, folder, name) as copy, _served(copy) as site:
        yield site


@contextmanager
def _served(copy: Copy) -> Iterator[Site]:
    """Static files hashed and compressed, gunicorn in front, as in production; localhost, as passkeys ask for."""
    assets.collect(copy.data)
    port = _free_port()
    command: list[str | Path] = [
        *(PYTHON, "-m", "gunicorn", "ketdoan.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--config", ROOT / "launcher" / "gunicorn_conf.py", "--no-control-socket"),
    ]
    web = Program("web", command, environment(copy.data, DATABASE_URL=copy.database), copy.data / "web.log")
    web.start()
    try:
        _wait_for(port, web)
        yield Site(f"http://localhost:{port}", copy.database, copy.data)
    finally:
        web.ask_to_stop()
        web.wait(15)


def _wait_for(port: int, web: Program) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and web.alive():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the web server did not start:\n{web.log.read_text()[-3000:]}")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
