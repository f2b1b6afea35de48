"""The site that a browser visits: the demo in a database of its own, served as `./run` serves it.

The demo is built once and kept as a template database beside its secrets in the data folder; each process that asks
for a site gets a copy, so that processes of one test run do not see what the others write.
"""

import fcntl
import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from launcher import assets
from launcher.paths import PYTHON, ROOT, environment
from launcher.processes import Program

START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running site: its address for browsers, and the address of its database."""

    address: str
    database: str

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run SQL in the site's database, for what no page can bring about; the rows of a SELECT or RETURNING."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []


@contextmanager
def demo_site(server: str, folder: Path, name: str) -> Iterator[Site]:
    """Serve a fresh copy of the demo until the end of the block.

    `server` is the address of a database on the server to use; `folder` keeps the built demo; `name` tells the copies
    of several processes apart.
    """
    template = f"journeys_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    _built(server, folder, template)
    copy, data = f"{template}_{name}", folder / name
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(folder / "built", data)
    _drop(server, copy)
    with _locked(folder):  # a database is copied only while nobody else does so
        _administer(server, "CREATE DATABASE {} TEMPLATE {}", copy, template)
    try:
        with _served(_beside(server, copy), data) as site:
            yield site
    finally:
        _drop(server, copy)


def _built(server: str, folder: Path, template: str) -> None:
    """Build the demo into the template database, unless it stands there already as this code would build it."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = _digest()
    with _locked(folder):
        if _comment(server, template) == digest:
            return
        data = folder / "built"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        _drop(server, template)
        _administer(server, "CREATE DATABASE {}", template)
        for command in ("prepare", "demo"):
            subprocess.run(
                [PYTHON, "-m", "django", command],
                env=environment(data, DATABASE_URL=_beside(server, template)),
                stdout=subprocess.DEVNULL,
                check=True,
            )
        _administer(server, f"COMMENT ON DATABASE {{}} IS '{digest}'", template)


@contextmanager
def _served(database: str, data: Path) -> Iterator[Site]:
    """Static files hashed and compressed, gunicorn in front, as in production; localhost, as passkeys ask for."""
    assets.collect(data)
    port = _free_port()
    command: list[str | Path] = [
        *(PYTHON, "-m", "gunicorn", "ketdoan.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--config", ROOT / "launcher" / "gunicorn_conf.py", "--no-control-socket"),
    ]
    web = Program("web", command, environment(data, DATABASE_URL=database), data / "web.log")
    web.start()
    try:
        _wait_for(port, web)
        yield Site(f"http://localhost:{port}", database)
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


def _digest() -> str:
    """A digest of all that the demo is made of."""
    total = hashlib.sha256()
    for pattern in ("**/*.py", "*/*.toml", "*/data/*"):
        for file in sorted((ROOT / "ketdoan").glob(pattern)):
            if "tests" not in file.parts and file.is_file():
                total.update(file.read_bytes())
    return total.hexdigest()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _beside(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def _administer(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(_beside(server, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def _drop(server: str, database: str) -> None:
    _administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def _comment(server: str, database: str) -> str | None:
    with psycopg.connect(_beside(server, "postgres")) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
    return row[0] if row else None
