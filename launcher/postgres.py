"""The embedded PostgreSQL: made, started, shared and stopped by a few lines of our own.

Every program that uses the server holds a shared lock on one file; the last one out stops the server. A lock
dies with its holder, so a killed launcher leaves at most a server that the next start finds and takes over.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from launcher.memory import machine_memory, server_settings
from launcher.owner import binaries, make_data_folder, owner_of, place_for_database
from launcher.say import Stop, log_tail

ROLE = DATABASE = "ketdoan"
SOCKET_LIMIT = 107  # bytes of a Unix socket's path on Linux
START_SECONDS, STOP_SECONDS = 90, 60
LOG_LIMIT = 10 * 1024 * 1024


class Server:
    """The server of one data folder. `start` and `stop` may be called by several programs at once."""

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.data = data
        self.throwaway = throwaway
        self.log = data / "logs" / "postgres.log"
        make_data_folder(data)
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        self.pgdata = place_for_database(data)
        self.owner = owner_of(self.pgdata)
        self.users: int | None = None

    def start(self) -> str:
        """Make sure that the server runs; returns its address as a postgresql:// URL."""
        gate = self._lock("pg.gate", fcntl.LOCK_EX)
        try:
            if not (self.pgdata / "PG_VERSION").exists():
                self._create()
            if self.pid() is None:
                self._launch()
            self.users = self._lock("pg.users", fcntl.LOCK_SH)
        finally:
            os.close(gate)
        self._ensure_database()
        return self.url()

    def stop(self) -> None:
        """Leave the server; stop it when nobody else uses it."""
        if self.users is None:
            return
        os.close(self.users)
        self.users = None
        gate = self._lock("pg.gate", fcntl.LOCK_EX)
        try:
            last = self._lock("pg.users", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self.halt()
            os.close(last)
        finally:
            os.close(gate)

    def restart_if_dead(self) -> bool:
        """Start the server again if it died under its users; True if it had to."""
        if self.pid() is not None:
            return False
        gate = self._lock("pg.gate", fcntl.LOCK_EX)
        try:
            if self.pid() is not None:
                return False
            self._launch()
        finally:
            os.close(gate)
        return True

    def halt(self) -> None:
        """Stop the server whoever uses it: connections are cut, what was committed stays."""
        pid = self.pid()
        if pid is None:
            return
        for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            os.kill(pid, sign)
            if self._gone(pid, seconds):
                return
        raise Stop(f"PostgreSQL (tiến trình {pid}) không dừng. Xem {self.log}.")

    def remove(self) -> None:
        """Stop the server and delete its files and data folder. For throw-away servers."""
        self.halt()
        if self.pgdata.parent != self.data:
            shutil.rmtree(self.pgdata.parent, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)

    def empty_database(self) -> None:
        """Drop what a broken first fill left behind."""
        for command in (("dropdb", "--force", "--if-exists", DATABASE), ("createdb", DATABASE)):
            done = self.client(*command)
            if done.returncode != 0:
                raise Stop(f"Không làm trống được cơ sở dữ liệu: {done.stderr.strip()}")

    def migrations(self) -> str:
        """A short sign of the migrations that the database has seen; empty if it has seen none."""
        found = self.client("psql", "-d", DATABASE, "-tAc", "SELECT count(*), max(id) FROM django_migrations")
        return found.stdout.strip()

    def pid(self) -> int | None:
        """The process of the running server, found by its pid file and its working folder; None if it is not there.

        After a crash the pid in the file may belong to any other program: the folder tells.
        """
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().splitlines()[0])
            return pid if Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.pgdata.resolve() else None
        except (FileNotFoundError, ProcessLookupError, PermissionError, IndexError, ValueError):
            return None

    def url(self) -> str:
        """The address with the role's password, for DATABASE_URL."""
        return f"postgresql://{ROLE}:{self._password()}@/{DATABASE}?host={quote(str(self.socket_folder()), safe='')}"

    def socket_folder(self) -> Path:
        """The folder of the socket: the database's own, which only its owner enters, unless its path is too long."""
        if len(os.fsencode(self.pgdata / ".s.PGSQL.5432.lock")) <= SOCKET_LIMIT:
            return self.pgdata
        name = sha256(os.fsencode(self.pgdata)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ketdoan-{self.owner.uid}-{name}"

    def client(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's client programs against the server."""
        return subprocess.run(
            [binaries(self.pgdata) / program, "-h", self.socket_folder(), "-U", ROLE, *arguments],
            env={**os.environ, "PGPASSWORD": self._password()},
            capture_output=True,
            text=True,
            check=False,
        )

    def _password(self) -> str:
        return (self.data / "pg.password").read_text()

    def _lock(self, name: str, kind: int) -> int:
        handle = os.open(self.data / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError:
            os.close(handle)
            raise
        return handle

    def _create(self) -> None:
        """Make the database's files beside their place and move them there when they are whole."""
        half = self.pgdata.with_name("pg.new")
        if half.exists():
            shutil.rmtree(half)
        half.mkdir(mode=0o700)
        os.chown(half, self.owner.uid, self.owner.gid)
        password = secrets.token_urlsafe(24)
        handle = os.open(self.data / "pg.password", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(password)
        with tempfile.NamedTemporaryFile("w", prefix="ketdoan-") as file:
            os.chown(file.name, self.owner.uid, self.owner.gid)
            file.write(password)
            file.flush()
            made = self.owner.run(
                [
                    binaries(self.pgdata) / "initdb",
                    *("-D", half, "-U", ROLE, "-E", "UTF8", "--auth=scram-sha-256", f"--pwfile={file.name}"),
                    *(
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions",
                    ),
                    *(["--no-sync"] if self.throwaway else []),
                ],
                cwd="/",
                capture_output=True,
            )
        if made.returncode != 0:
            text = (made.stderr + made.stdout).decode(errors="replace").strip()
            if "No space left" in text:
                raise Stop(f"Ổ đĩa đã đầy ({self.pgdata.parent}). Hãy giải phóng ít nhất 1 GB rồi chạy lại.")
            raise Stop(f"Không tạo được cơ sở dữ liệu ở {self.pgdata}: {text.splitlines()[-1] if text else '?'}")
        if self.pgdata.exists():
            self.pgdata.rmdir()
        half.rename(self.pgdata)

    def _launch(self) -> None:
        sockets = self._make_socket_folder()
        self._clear_remains(sockets)
        settings = server_settings(machine_memory(), throwaway=self.throwaway)
        settings["unix_socket_directories"] = f'"{sockets}"'
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [
                    binaries(self.pgdata) / "postgres",
                    *("-D", self.pgdata),
                    *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C at the terminal must reach the launcher alone
                **self.owner.identity(),  # type: ignore[call-overload]
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if process.poll() is not None or time.monotonic() > deadline:
                tail = log_tail(self.log)
                if "No space left" in tail:
                    raise Stop(f"Ổ đĩa đã đầy ({self.pgdata}). Hãy giải phóng ít nhất 1 GB rồi chạy lại.")
                raise Stop(f"PostgreSQL không khởi động được. Xem {self.log}:\n{tail}")
            time.sleep(0.02)

    def _clear_remains(self, sockets: Path) -> None:
        """Remove what a killed server left. Its own check knows a pid only, which may be another program's by now."""
        pid_file = self.pgdata / "postmaster.pid"
        with suppress(FileNotFoundError, IndexError, ValueError, ChildProcessError):
            os.waitpid(int(pid_file.read_text().splitlines()[0]), os.WNOHANG)
        self._wait_for_orphans()
        for remains in (pid_file, sockets / ".s.PGSQL.5432", sockets / ".s.PGSQL.5432.lock"):
            remains.unlink(missing_ok=True)

    def _make_socket_folder(self) -> Path:
        """In a shared /tmp another user may have put a folder of that name: then it is not used."""
        folder = self.socket_folder()
        if folder != self.pgdata:
            if not folder.exists():
                folder.mkdir(mode=0o700)
                os.chown(folder, self.owner.uid, self.owner.gid)
            if folder.is_symlink() or folder.stat().st_uid != self.owner.uid:
                raise Stop(f"Thư mục {folder} thuộc người dùng khác. Hãy chọn thư mục dữ liệu có đường dẫn ngắn hơn.")
        return folder

    def _ready(self) -> bool:
        """The eighth line of its pid file says when the server accepts connections."""
        try:
            lines = (self.pgdata / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def _ensure_database(self) -> None:
        found = self.client("psql", "-d", "postgres", "-tAc", "SELECT datname FROM pg_database")
        if found.returncode != 0:
            raise Stop(f"Không vào được cơ sở dữ liệu ở {self.pgdata}: {found.stderr.strip().splitlines()[-1]}")
        if DATABASE not in found.stdout.split():
            self.client("createdb", DATABASE)

    def _wait_for_orphans(self) -> None:
        """Processes of a server whose head was killed end by themselves; a new one must not start beside them."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and any(
            _works_in(entry, self.pgdata) for entry in Path("/proc").glob("[0-9]*")
        ):
            time.sleep(0.1)

    def _gone(self, pid: int, seconds: float) -> bool:
        """Wait until a process has ended; reap it if it is our own child."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if self.pid() != pid and not Path(f"/proc/{pid}/cwd").exists():
                return True
            time.sleep(0.02)
        return False


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder
    except OSError:
        return False
