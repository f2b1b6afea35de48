"""The program and the database server are killed at random moments in a thousand acts: nothing is left half done.

A server of its own in a throw-away folder, with the settings of real work: what was committed must outlive the kill.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import psycopg
import pytest
from psycopg import sql

from launcher.paths import PYTHON, ROOT, environment
from launcher.postgres import DATABASE, Server

ACTS = int(os.environ.get("KILL_ACTS", "1000"))
KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("KILL_SEED", "5"))
IMPORTED = int(os.environ.get("KILL_IMPORTED", "2000"))
SOON, LATE = 0.2, 1.5  # seconds of work before a kill
SOME_ACTS = 30
RECOVERY_SECONDS = 120  # far more than the server needs, also on a busy machine
TARGETS = ("program", "server", "both", "connection")


class Site:
    """A database of its own, and programs that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        hasty = Server(folder / "data", throwaway=True)
        self.env = environment(hasty.data, DATABASE_URL=hasty.start())
        self.run("-m", "django", "migrate", "-v0")
        hasty.stop()
        self.server = Server(folder / "data")
        self.server.start()

    def run(self, *command: str) -> str:
        done = subprocess.run([PYTHON, *command], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2_000:] + done.stdout[-2_000:]
        return done.stdout

    def worker(self, seed: int) -> subprocess.Popen[str]:
        """A worker that found the database whole and is about to begin."""
        command = [PYTHON, "-m", "tests.killing", "work", self.folder, str(seed), str(ACTS)]
        worker = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert worker.stdout is not None
        assert (first := worker.stdout.readline()) == "whole\n", first + "".join(worker.communicate())[-2_000:]
        return worker

    def kill(self, target: str, worker: subprocess.Popen[str]) -> None:
        """Kill by SIGKILL, and bring the server back up."""
        if target in ("program", "both"):
            worker.kill()
        if target in ("server", "both"):
            self.kill_server()
        if target == "connection":
            for pid in self.backends():
                os.kill(pid, signal.SIGKILL)
        worker.communicate()
        self.server.restart_if_dead()
        self.wait_until_up()

    def kill_server(self) -> None:
        pid = self.server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)

    def backends(self) -> list[int]:
        """The server's processes that work for a program."""
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with psycopg.connect(self.server.url()) as connection:
            return [pid for (pid,) in connection.execute(query)]

    def wait_until_up(self) -> None:
        """After the kill of a connection the server restarts itself, and refuses others meanwhile."""
        deadline = time.monotonic() + RECOVERY_SECONDS
        while time.monotonic() < deadline:
            if self.server.client("psql", "-d", DATABASE, "-tAc", "SELECT 1").returncode == 0:
                return
        pytest.fail("the server did not come back")

    def some_acts(self) -> None:
        """Let there be acts, also where no test before this one has done any."""
        if not (self.folder / "done").exists():
            self.run("-m", "tests.killing", "work", str(self.folder), str(SEED), str(SOME_ACTS))

    def check(self) -> list[str]:
        return self.run("-m", "tests.killing", "check", str(self.folder)).splitlines()

    def said(self) -> list[str]:
        return (self.folder / "done").read_text().splitlines()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("k")
    site = None
    try:
        site = Site(folder)
        yield site
    finally:
        (site.server if site else Server(folder / "data")).remove()


def processes_in(folder: Path) -> list[str]:
    """Processes whose working folder is the database's: the server's own."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(entry.name)
    return found


@pytest.mark.xdist_group("kill")
def test_nothing_is_half_done_when_program_and_server_are_killed(site):
    random = Random(SEED)
    for number in range(KILLS):
        worker = site.worker(SEED)
        with suppress(subprocess.TimeoutExpired):
            worker.wait(random.uniform(SOON, LATE))
        site.kill(TARGETS[number % len(TARGETS)], worker)
    last = site.worker(SEED)
    errors = last.communicate()[1]
    assert last.returncode == 0, errors[-2_000:]
    assert site.check() == ["whole"]
    outcomes = [line.split()[1] for line in site.said()]
    assert len(outcomes) == ACTS
    assert outcomes.count("done") > ACTS / 2


@pytest.mark.xdist_group("kill")
def test_the_check_sees_what_was_half_done(site):
    """By hand, what a kill between two writes would leave: an act without its key, a copy that was not brought up."""
    site.some_acts()
    with psycopg.connect(site.server.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT * FROM core_done WHERE key = 'k0'")
        connection.execute("DELETE FROM core_done WHERE key = 'k0'")
        connection.execute("UPDATE units_unit SET path = '9' || path WHERE code = 'U1'")
    found = site.check()
    assert len(found) == 2
    assert found[0].startswith("act 0:")
    assert found[1].startswith("unit U1 hangs at")
    with psycopg.connect(site.server.url()) as connection:
        connection.execute("INSERT INTO core_done SELECT * FROM kept")
        connection.execute("DROP TABLE kept")
        connection.execute("UPDATE units_unit SET path = substr(path, 2) WHERE code = 'U1'")


@pytest.mark.xdist_group("kill")
def test_a_small_write_does_not_wait_for_a_long_import(site):
    """Only what changes the trees themselves takes its turn after the import: two such acts could make a circle."""
    said = dict(line.split() for line in site.run("-m", "tests.importing", str(IMPORTED)).splitlines())
    assert {name for name, outcome in said.items() if outcome == "waits"} == {"move"}
    assert len(said) == 9


@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize(
    ("program", "left"),
    [("union_importing", "0 0 0 0 60"), ("member_importing", "0 0 0 0 0 120")],
    ids=["union", "members"],
)
def test_an_import_that_is_killed_leaves_nothing(site, program, left):
    """In the middle, with much of it written: nothing of it is there, and the rows still wait. In a database of its
    own, since the check of the others knows every row by its act."""
    with psycopg.connect(site.server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(program)))
    env = {**site.env, "DATABASE_URL": site.env["DATABASE_URL"].replace(f"@/{DATABASE}?", f"@/{program}?")}

    def run(*command: str) -> str:
        done = subprocess.run([PYTHON, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2_000:]
        return done.stdout

    run("-m", "django", "migrate", "-v0")
    run("-m", f"tests.{program}", "stage")
    command = [PYTHON, "-m", f"tests.{program}", "import"]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    worker = subprocess.Popen(command, cwd=ROOT, env=env, text=True, **streams)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "half\n"
    site.kill("both", worker)
    assert run("-m", f"tests.{program}", "count").strip() == left


@pytest.mark.xdist_group("kill")
def test_the_trail_verifies_after_the_kills_and_no_server_outlives_the_stop(site):
    site.some_acts()
    sealed = "from ketdoan.core.audit import Sealer; print(Sealer().beat())"
    assert int(site.run("-c", f"import django; django.setup(); {sealed}")) > 0
    site.run("-m", "django", "audit", "verify")
    assert processes_in(site.server.pgdata)
    site.server.stop()
    assert site.server.pid() is None
    assert processes_in(site.server.pgdata) == []
    site.server.start()  # for whatever comes after
