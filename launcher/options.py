"""The options of ./run, and where it may listen."""

import argparse
import errno
import ipaddress
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.paths import data_folder
from launcher.say import Stop


@dataclass(frozen=True)
class Options:
    """What ./run was asked for. `proxy` names the addresses from which forwarded requests are accepted."""

    host: str
    port: int
    data: Path
    demo: bool
    tls: tuple[Path, Path] | None
    proxy: str | None

    @property
    def address(self) -> str:
        """The address that a person types into the browser on this machine or, with TLS, on another."""
        scheme = "https" if self.tls else "http"
        host = {"0.0.0.0": socket.getfqdn(), "::": socket.getfqdn()}.get(self.host, self.host)  # noqa: S104
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}/"

    @property
    def bind(self) -> str:
        """The address in gunicorn's form."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What Django must know of the address. KETDOAN_HOSTS, if given, names the site's public names."""
        secure = {"KETDOAN_HTTPS": "1"} if self.tls or self.proxy else {}
        proxied = {"KETDOAN_PROXY": "1"} if self.proxy else {}
        names = ["localhost", "127.0.0.1", "[::1]", self.host, socket.gethostname(), socket.getfqdn()]
        hosts = os.environ.get("KETDOAN_HOSTS") or ",".join(dict.fromkeys(names))
        public = os.environ.get("KETDOAN_URL") or self.address.rstrip("/")
        return {**secure, **proxied, "KETDOAN_HOSTS": hosts, "KETDOAN_URL": public}


def parse(arguments: list[str]) -> Options:
    """Read the options; stops with one line where they cannot hold together."""
    parser = argparse.ArgumentParser(prog="./run", description="Cài đặt (lần đầu) và khởi động Kết Đoàn.")
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000)")
    parser.add_argument("--host", default="localhost", help="địa chỉ lắng nghe (mặc định localhost)")
    parser.add_argument("--data", metavar="THƯ_MỤC", help="thư mục dữ liệu (mặc định KETDOAN_DATA hoặc var)")
    parser.add_argument("--no-demo", action="store_true", help="bắt đầu với dữ liệu thật, không dựng dữ liệu mẫu")
    parser.add_argument(
        "--tls", nargs=2, type=Path, metavar=("CHỨNG_CHỈ", "KHOÁ"), help="tệp chứng chỉ và khoá, dạng PEM"
    )
    parser.add_argument(
        "--behind-proxy",
        nargs="?",
        const="127.0.0.1,::1",
        metavar="ĐỊA_CHỈ",
        help="có máy chủ https tin cậy đứng trước, ở các địa chỉ này (mặc định cùng máy)",
    )
    given = parser.parse_args(arguments)
    tls = (given.tls[0].resolve(), given.tls[1].resolve()) if given.tls else None
    options = Options(given.host, given.port, data_folder(given.data), not given.no_demo, tls, given.behind_proxy)
    _check(options)
    return options


def _check(options: Options) -> None:
    if not is_local(options.host) and not options.tls and not options.proxy:
        raise Stop(
            f"Không mở http không mã hoá ra ngoài máy này (--host {options.host}). "
            "Hãy thêm --tls CHỨNG_CHỈ KHOÁ, hoặc --behind-proxy nếu có máy chủ https đứng trước."
        )
    for file in options.tls or ():
        if not os.access(file, os.R_OK):
            raise Stop(f"Không đọc được {file}. Hãy kiểm tra đường dẫn và quyền đọc của tệp sau --tls.")
    if not 1 <= options.port <= 65535:
        raise Stop(f"Cổng {options.port} không hợp lệ. Hãy chọn --port từ 1 đến 65535.")


def is_local(host: str) -> bool:
    """Does this host name this machine alone?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_port(host: str, port: int, patience: float = 2.0) -> None:
    """Stop with one line if the port cannot be had; a server that is just ending gets a moment."""
    deadline = time.monotonic() + patience
    while (error := _bind_error(host, port)) == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.1)
    if error == errno.EADDRINUSE:
        raise Stop(f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác: ./run --port {port + 1}")
    if error == errno.EACCES:
        raise Stop(f"Không có quyền mở cổng {port}. Hãy chọn cổng từ 1024 trở lên: ./run --port 8000")
    if error:
        raise Stop(f"Không lắng nghe được ở {host}:{port} ({os.strerror(error)}). Hãy kiểm tra --host.")


def _bind_error(host: str, port: int) -> int | None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return error.errno
    return None
