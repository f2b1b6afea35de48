"""The Python environment: `.venv` with the locked libraries, made or renewed only when a lock has changed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.paths import PYTHON, REQUIREMENTS, VENV
from launcher.say import Stop, line, log_tail


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second ./run or ./test wait while the first one sets up."""
    folder = os.open(REQUIREMENTS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def install(*locks: str) -> None:
    """Make sure that `.venv` holds the libraries of these locks (names of files in requirements/, without .txt)."""
    with one_at_a_time():
        if not _works(PYTHON):
            _make_venv()
        for name in locks:
            lock = REQUIREMENTS / f"{name}.txt"
            stamp = VENV / f"installed-{name}"
            digest = hashlib.sha256(lock.read_bytes()).hexdigest()
            if not stamp.exists() or stamp.read_text() != digest:
                line(f"Đang cài các thư viện đã khoá ({name})…")
                pip(PYTHON, "install", "--require-hashes", "--only-binary=:all:", "-r", str(lock))
                stamp.write_text(digest)


def _works(python: Path) -> bool:
    """Is this interpreter there and whole? An upgrade of the system's Python leaves a broken one."""
    try:
        return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu ship Python without it
        import venv
    except ImportError:
        raise Stop(
            f"Python {version} trên máy này thiếu mô-đun venv. Hãy cài: apt install python{version}-venv, rồi chạy lại."
        ) from None
    line("Đang tạo môi trường Python (.venv)…")
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=True)


def pip(python: Path, *arguments: str) -> None:
    """Run pip; on failure stop with the likeliest reason."""
    command: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", *arguments]
    run_fetch(command, VENV / "pip.log", "thư viện Python", "PIP_INDEX_URL")


def run_fetch(command: Sequence[str | Path], log: Path, what: str, mirror: str, cwd: Path | None = None) -> None:
    """Run a program that fetches packages, its output in `log`; stop with one clear line if it fails."""
    with log.open("wb") as output:
        code = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd=cwd, check=False).returncode
    if code == 0:
        return
    text = log.read_text(errors="replace")
    if "No space left" in text or "ENOSPC" in text:
        raise Stop("Ổ đĩa đã đầy. Hãy giải phóng ít nhất 1 GB rồi chạy lại.")
    if "Permission denied" in text or "EACCES" in text:
        raise Stop(f"Không có quyền ghi vào {log.parent}. Hãy chạy bằng người dùng sở hữu thư mục này.")
    if "DO NOT MATCH THE HASHES" in text or "EINTEGRITY" in text:
        raise Stop(f"Gói {what} tải về không đúng với bản đã khoá nên không cài. Xem {log}.")
    if any(sign in text for sign in _UNREACHABLE):
        raise Stop(
            f"Không tải được {what}: máy không tới được kho gói. "
            f"Hãy kiểm tra mạng, proxy (biến HTTPS_PROXY) hoặc kho gói (biến {mirror}) rồi chạy lại."
        )
    raise Stop(f"Không cài được {what}. Xem {log}:\n{log_tail(log)}")


_UNREACHABLE = (
    "Max retries exceeded",
    "NewConnectionError",
    "ConnectTimeout",
    "Read timed out",
    "name resolution",
    "ProxyError",
    "No matching distribution",
    "ENOTFOUND",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "EAI_AGAIN",
)
