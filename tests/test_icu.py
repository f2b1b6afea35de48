"""The tests of who sees what, once more on a PostgreSQL whose collation is ICU's Vietnamese, not C.

Under such a locale "1/5~" may sort before "1/5/7/", upper and lower case mix, and an index serves other orders. The
machine's own PostgreSQL (15 or later) is used where there is one; the embedded one knows no ICU.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
SUITES = ("tests/test_leaks.py", "ketdoan/units/tests/test_histories.py")
LOCALE = ("--locale-provider=icu", "--icu-locale=vi", "--locale=C", "-E", "UTF8")
OLDEST = 15


def run(command: list[Any], folder: str) -> int:
    """Run a program of PostgreSQL, which refuses to be run by root."""
    user: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, cwd=folder, check=False, **quiet, **user).returncode


def installed() -> Path | None:
    """The programs of the machine's newest PostgreSQL."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= OLDEST]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@pytest.fixture
def icu_server() -> Iterator[str]:
    """The address of a throw-away server whose default collation is ICU's Vietnamese."""
    programs = installed()
    if programs is None:
        pytest.skip("no PostgreSQL 15 or later on this machine (Debian: apt install postgresql)")
    folder = tempfile.mkdtemp(prefix="kd-icu-")
    try:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        made = run(
            [programs / "initdb", "-D", f"{folder}/data", "-U", "ketdoan", "-A", "trust", "--no-sync", *LOCALE], folder
        )
        if made:
            pytest.skip(f"the PostgreSQL in {programs} makes no database with an ICU locale")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        assert run([programs / "pg_ctl", "-D", f"{folder}/data", "-w", "-o", options, "start"], folder) == 0
        yield f"postgresql://ketdoan@/postgres?host={quote(folder, safe='')}"
    finally:
        run([programs / "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def test_nothing_leaks_on_a_database_with_an_icu_locale(icu_server):
    with psycopg.connect(icu_server) as connection:
        (mixed,) = connection.execute("SELECT 'a' < 'B' AND 'đ' < 'e' AND 'Z' < 'đ' IS FALSE").fetchone()
    assert mixed, "the database compares as C does: nothing would be tried"
    env = {**os.environ, "DATABASE_URL": icu_server, "LEAKS": "1000", "LEAKS_UNIONS": "2", "HISTORIES": "2"}
    env.pop("KETDOAN_TEST_DB", None)
    for name in [name for name in env if name.startswith("PYTEST_")]:
        del env[name]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", *SUITES],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert "skipped" not in done.stdout
