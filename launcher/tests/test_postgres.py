"""The embedded server: shared, left, killed and found again. Real servers in throw-away folders."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launcher.paths import ROOT
from launcher.postgres import Server

HOLD = """
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
from launcher.postgres import Server
server = Server(Path(sys.argv[2]), throwaway=True); server.start()
print("up", flush=True); sys.stdin.read(); server.stop()
"""


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose server is gone at the end, whatever the test did."""
    folder = tmp_path_factory.mktemp("d") / "var"
    yield folder
    Server(folder, throwaway=True).remove()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: there the files stay even when the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def another(data: Path) -> subprocess.Popen[str]:
    """Another program that uses the server until its input ends."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, ROOT, data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "up\n"
    return program


def end(program: subprocess.Popen[str]) -> None:
    program.communicate("")
    assert program.returncode == 0


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    return row[0]


def test_it_speaks_unicode_in_code_point_order_without_jit(data: Path) -> None:
    server = Server(data, throwaway=True)
    url = server.start()
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SHOW jit") == "off"
    assert ask(url, "SELECT lower('ĐOÀN')") == "đoàn"
    assert ask(url, "SELECT array_agg(x ORDER BY x) = ARRAY['Z', 'a', 'đ'] FROM unnest(ARRAY['đ', 'a', 'Z']) x") is True
    server.stop()
    assert server.pid() is None


def test_nobody_gets_in_without_the_password(data: Path) -> None:
    server = Server(data, throwaway=True)
    url = server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace((data / "pg.password").read_text(), "wrong"))
    assert (data / "pg.password").stat().st_mode & 0o077 == 0
    assert ask(url, "SHOW listen_addresses") == ""
    server.stop()


def test_the_last_one_out_stops_the_server(data: Path) -> None:
    server = Server(data, throwaway=True)
    server.start()
    other = another(data)
    pid = server.pid()
    server.stop()
    assert server.pid() == pid, "the other program still uses it"
    end(other)
    assert server.pid() is None


def test_after_a_killed_program_the_next_one_takes_over_and_stops_the_server(data: Path) -> None:
    other = another(data)
    other.kill()
    other.communicate()
    server = Server(data, throwaway=True)
    left = server.pid()
    assert left is not None
    server.start()
    assert server.pid() == left
    server.stop()
    assert server.pid() is None
    assert not Path(f"/proc/{left}/cwd").exists()


def test_committed_rows_outlive_a_killed_server(data: Path) -> None:
    server = Server(data)
    url = server.start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert server.restart_if_dead()
    assert ask(url, "SELECT n FROM kept") == 42
    server.stop()


def test_a_pid_that_now_belongs_to_another_program_does_not_stand_in_the_way(data: Path) -> None:
    server = Server(data, throwaway=True)
    server.start()
    server.stop()
    stranger = f"{os.getppid()}\n{server.pgdata}\n"
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.pgdata / name).write_text(stranger)
    assert server.pid() is None
    assert ask(server.start(), "SELECT 1") == 1
    server.stop()


def test_a_creation_that_broke_off_is_done_again(data: Path) -> None:
    server = Server(data, throwaway=True)
    (server.pgdata.parent / "pg.new").mkdir()
    (server.pgdata.parent / "pg.new" / "PG_VERSION").write_text("18")
    assert ask(server.start(), "SELECT current_database()") == "ketdoan"
    server.stop()


def test_a_folder_with_a_long_path_works_too(open_folder: Path) -> None:
    server = Server(open_folder / ("d" * 60) / ("e" * 60), throwaway=True)
    try:
        assert ask(server.start(), "SELECT 1") == 1
        assert server.socket_folder() != server.pgdata
        assert server.socket_folder().stat().st_mode & 0o077 == 0
    finally:
        server.stop()
        server.remove()


def test_no_folder_above_the_data_is_opened(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    server = Server(home / "var", throwaway=True)
    try:
        assert ask(server.start(), "SELECT 1") == 1
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "var").stat().st_mode & 0o007 == 0
    finally:
        server.stop()
        server.remove()
