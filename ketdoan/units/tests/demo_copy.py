"""The demo in a database of its own, built once for all that tests look at it.

It is built by the commands by which ./run builds it, and kept as a template database beside its data folder. Each
process that asks gets a copy of both, so that none sees what another writes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

import ketdoan

SOURCE = Path(ketdoan.__path__[0])
#: In the copy's data folder: what the build said on the way, a line each.
PROGRESS = "progress"


@dataclass(frozen=True)
class Copy:
    """A copy of the demo: the address of its database, and its data folder."""

    database: str
    data: Path


@contextmanager
def demo_copy(server: str, folder: Path, name: str) -> Iterator[Copy]:
    """A fresh copy of the demo, gone after the block.

    `server` is the address of a database on the server to use; `folder` keeps the built demo and the copies' data;
    `name` tells copies that are in use at one time apart.
    """
    template = f"demo_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    copy, data = f"{template}_{name}", folder / name
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):  # a database is copied only while nobody else works in it or copies it
        _build(server, folder / "built", template)
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(folder / "built", data)
        _drop(server, copy)
        _administer(server, "CREATE DATABASE {} TEMPLATE {}", copy, template)
    try:
        yield Copy(_beside(server, copy), data)
    finally:
        _drop(server, copy)


def _build(server: str, data: Path, template: str) -> None:
    """Build the demo into the template database, unless it stands there already as this code would build it."""
    digest = _digest()
    if _comment(server, template) == digest and data.is_dir():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    _drop(server, template)
    _administer(server, "CREATE DATABASE {}", template)
    told = ""
    for command in ("prepare", "demo"):
        told += subprocess.run(
            [sys.executable, "-m", "django", command],
            env={
                **os.environ,
                "DATABASE_URL": _beside(server, template),
                "KETDOAN_DATA": str(data),
                "DJANGO_SETTINGS_MODULE": "ketdoan.settings",
                "PYTHONPATH": str(SOURCE.parent),
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
    (data / PROGRESS).write_text(told)
    _administer(server, f"COMMENT ON DATABASE {{}} IS '{digest}'", template)


def _digest() -> str:
    """A digest of all that the demo is made of."""
    total = hashlib.sha256()
    for pattern in ("**/*.py", "*/*.toml", "*/data/*"):
        for file in sorted(SOURCE.glob(pattern)):
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
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _drop(server: str, database: str) -> None:
    _administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def _comment(server: str, database: str) -> str | None:
    with psycopg.connect(_beside(server, "postgres")) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
    return row[0] if row else None
