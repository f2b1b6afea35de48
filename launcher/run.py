"""`./run`: set up, start the database, migrate, fill it the first time, then serve until told to stop."""

import fcntl
import hashlib
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import assets, kind, options, setup
from launcher.database import database
from launcher.manage import django
from launcher.options import Options
from launcher.owner import make_data_folder
from launcher.paths import PYTHON, REQUIREMENTS, ROOT, environment
from launcher.postgres import Server
from launcher.processes import Program
from launcher.say import Stop, line, log_tail

WEB_START_SECONDS, STOP_SECONDS = 60, 15
FREE_BYTES_NEEDED = 500 * 1024 * 1024
PREPARED = "prepared"  # the version that the database was last brought to


def main(arguments: list[str]) -> int:
    """Run Kết Đoàn until Ctrl-C or SIGTERM. Returns 0 after an orderly stop, 1 if the web server died."""
    chosen = options.parse(arguments)
    options.check_port(chosen.host, chosen.port)
    _check_room(ROOT)
    setup.install("base")
    assets.fetch()
    make_data_folder(chosen.data)
    _check_room(chosen.data)
    with _only_one(chosen), database(chosen.data) as (url, server):
        _prepare(chosen, url, server)
        assets.collect(chosen.data)
        return _serve(chosen, url, server)


def _check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_NEEDED:
        raise Stop(f"Ổ đĩa của {folder} chỉ còn {free // 1024**2} MB. Hãy giải phóng ít nhất 1 GB rồi chạy lại.")


@contextmanager
def _only_one(chosen: Options) -> Iterator[None]:
    """One ./run per data folder; the lock goes with the process, however it ends."""
    with (chosen.data / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Stop(f"Kết Đoàn đang chạy trên thư mục này: {file.read().strip()}") from None
        file.truncate(0)
        file.write(chosen.address)
        file.flush()
        yield


def _prepare(chosen: Options, url: str, server: Server | None) -> None:
    """Bring the database to this version; on the first start fill it."""
    data = chosen.data
    to_fill = kind.settle(data, demo=chosen.demo)
    if to_fill and server is not None:
        server.empty_database()
    version = _version()
    if not to_fill and server is not None and server.migrations() + version == _text(data / PREPARED):
        return
    if django(data, url, "prepare", *(["--expect-empty"] if to_fill else [])) != 0:
        raise Stop("Kết Đoàn chưa khởi động: cơ sở dữ liệu chưa sẵn sàng cho phiên bản này (xem dòng báo ở trên).")
    if to_fill and kind.is_demo(data) and django(data, url, "demo") != 0:
        raise Stop("Không dựng được dữ liệu mẫu. Hãy chạy lại ./run để dựng từ đầu.")
    kind.filled(data)
    if server is not None:
        (data / PREPARED).write_text(server.migrations() + version)


def _version() -> str:
    """A digest of all that `prepare` brings into the database: the same again means there is nothing to do."""
    total = hashlib.sha256((REQUIREMENTS / "base.txt").read_bytes())
    for pattern in ("*/migrations/*.py", "*/*.toml", "*/data/**/*"):
        for file in sorted(filter(Path.is_file, (ROOT / "ketdoan").glob(pattern))):
            total.update(file.read_bytes())
    return total.hexdigest()


def _text(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


def _serve(chosen: Options, url: str, server: Server | None) -> int:
    """Start web and worker, say where they are, and watch them until the end."""
    logs = chosen.data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    env = environment(chosen.data, DATABASE_URL=url, **chosen.environment())
    web = Program("web", _web_command(chosen), env, logs / "web.log")
    alone = ["--alone"] if server is not None else []
    worker = Program("worker", [PYTHON, "-m", "django", "worker", *alone], env, logs / "worker.log")
    try:
        web.start()
        worker.start()
        _greet(chosen, url)
        _wait_for_web(chosen, web)
        line(f"\nKết Đoàn đang chạy: {chosen.address}")
        line(f"Dữ liệu: {chosen.data}\nDừng: Ctrl-C")
        return _watch(web, worker, server)
    except KeyboardInterrupt:
        line("\nĐang dừng…")
        return 0
    finally:
        _stop(web, worker)


def _web_command(chosen: Options) -> list[str | Path]:
    """gunicorn with few processes and several threads each; no access log, since addresses carry searches for names."""
    tls = ["--certfile", str(chosen.tls[0]), "--keyfile", str(chosen.tls[1])] if chosen.tls else []
    return [
        *(PYTHON, "-m", "gunicorn", "ketdoan.wsgi:application", "--bind", chosen.bind),
        *("--config", ROOT / "launcher" / "gunicorn_conf.py", "--no-control-socket"),
        *("--forwarded-allow-ips", chosen.proxy or ""),
        *tls,
    ]


def _greet(chosen: Options, url: str) -> None:
    """Print how to sign in: the demo's accounts, or the link that makes the first administrator."""
    if kind.is_demo(chosen.data):
        line(_demo_accounts(chosen.data, url))
    elif django(chosen.data, url, "firstlink", "--address", chosen.address) != 0:
        raise Stop("Không tạo được đường dẫn cho người quản trị đầu tiên (xem dòng báo ở trên).")


def _demo_accounts(data: Path, url: str) -> str:
    """The demo's accounts as its command prints them; asked once, since they never change."""
    kept = data / "demo-accounts.txt"
    if not kept.exists():
        command: list[str | Path] = [PYTHON, "-m", "django", "demo", "--accounts"]
        done = subprocess.run(command, env=environment(data, DATABASE_URL=url), stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise Stop("Không đọc được danh sách tài khoản mẫu. Hãy xoá thư mục dữ liệu rồi chạy lại ./run.")
        kept.write_bytes(done.stdout)
    return kept.read_text().rstrip()


def _wait_for_web(chosen: Options, web: Program) -> None:
    host = "127.0.0.1" if chosen.host in {"0.0.0.0", "::"} else chosen.host  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + WEB_START_SECONDS
    while time.monotonic() < deadline and web.alive():
        try:
            socket.create_connection((host, chosen.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Stop(f"Máy chủ web không khởi động được. Xem {web.log}:\n{log_tail(web.log)}")


def _watch(web: Program, worker: Program, server: Server | None) -> int:
    """Look once a second. A dead worker or database is started again; a dead web server ends everything."""
    pause = 1.0
    while True:
        time.sleep(1)
        if server is not None and server.restart_if_dead():
            line("Cơ sở dữ liệu đã dừng bất thường và vừa được khởi động lại.")
        if not web.alive():
            line(f"Máy chủ web đã dừng bất thường. Xem {web.log}:\n{log_tail(web.log)}")
            return 1
        if not worker.alive():
            line(f"Tiến trình xử lý việc nền đã dừng; khởi động lại sau {pause:.0f} giây. Xem {worker.log}")
            time.sleep(pause)
            worker.start()
            pause = min(pause * 2, 60)
        elif time.monotonic() - worker.started > 300:
            pause = 1.0


def _stop(*programs: Program) -> None:
    """End all at once and wait; a second Ctrl-C does not cut this short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for program in programs:
        program.ask_to_stop()
    for program in programs:
        program.wait(STOP_SECONDS)
