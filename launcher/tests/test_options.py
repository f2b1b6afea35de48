"""Where ./run may listen, and what it says where it may not."""

import socket
import threading
from pathlib import Path

import pytest

from launcher import options
from launcher.say import Stop

EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked for, never bound


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.5", "congdoan.example"])
def test_plain_http_is_refused_off_this_machine(host: str) -> None:
    with pytest.raises(Stop, match="--tls"):
        options.parse(["--host", host])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_plain_http_is_served_to_this_machine(host: str) -> None:
    assert options.parse(["--host", host]).address.startswith("http://")


def test_a_certificate_opens_the_machine_to_others(tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.touch()
    key.touch()
    chosen = options.parse(["--host", EVERYWHERE, "--tls", str(certificate), str(key)])
    assert chosen.environment()["KETDOAN_HTTPS"] == "1"
    assert "KETDOAN_PROXY" not in chosen.environment()


def test_a_missing_certificate_is_named(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=str(tmp_path / "none.pem")):
        options.parse(["--tls", str(tmp_path / "none.pem"), str(tmp_path / "key.pem")])


def test_behind_a_proxy_only_this_machine_is_trusted_unless_told() -> None:
    assert options.parse(["--behind-proxy"]).proxy == "127.0.0.1,::1"
    assert options.parse(["--behind-proxy", "10.0.0.7"]).proxy == "10.0.0.7"


def test_a_taken_port_is_named_with_another_to_take() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop, match=f"{port}.*--port {port + 1}"):
            options.check_port("127.0.0.1", port, patience=0)


def test_a_port_that_is_just_being_left_is_waited_for() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        leaving = threading.Timer(0.3, taken.close)
        leaving.start()
        options.check_port("127.0.0.1", port, patience=60)
        assert taken.fileno() == -1, "it was still taken"
        leaving.join()


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_out_of_range_is_refused(port: str) -> None:
    with pytest.raises(Stop, match="65535"):
        options.parse(["--port", port])
