"""./run as a person meets it: a real start on a folder of its own, its end, and the start after a kill."""

import json
import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.paths import ROOT
from launcher.postgres import Server

pytestmark = pytest.mark.xdist_group("run")  # one installation serves all of these tests


class Started:
    """A ./run that serves."""

    def __init__(self, data: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "KETDOAN_DATA"}}
        self.process = subprocess.Popen(
            [ROOT / "run", "--no-demo", "--data", data, "--port", str(self.port), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Dừng:"):
                break

    def health(self) -> dict[str, dict[str, object]]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20) as answer:
            return json.load(answer)  # type: ignore[no-any-return]

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One installation, started again and again as a person would."""
    folder = tmp_path_factory.mktemp("run") / "var"
    yield folder
    Server(folder).remove()


def processes_of(data: Path) -> list[str]:
    """The command lines of all programs that name this folder in their arguments or environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(data).encode() in words and int(process.name) != os.getpid():
            found.append(words.split(b"\0PATH")[0].decode(errors="replace"))
    return found


def test_it_serves_and_ends_with_all_it_started(data: Path) -> None:
    started = Started(data)
    assert f"http://localhost:{started.port}/" in started.said, started.said
    health = started.health()
    assert health["ok"]
    assert health["database"]["server"] == 18
    assert started.end(signal.SIGINT) == 0
    assert processes_of(data) == []


def test_a_second_one_on_the_same_folder_says_where_the_first_is(data: Path) -> None:
    first = Started(data)
    assert first.said.endswith("Dừng: Ctrl-C\n"), first.said
    second = Started(data)
    assert f"http://localhost:{first.port}/" in second.said
    assert second.process.wait(20) == 1
    assert first.end(signal.SIGTERM) == 0
    assert processes_of(data) == []


def test_after_a_kill_it_finds_its_way_and_leaves_no_stray_server(data: Path) -> None:
    Started(data).end(signal.SIGKILL)
    again = Started(data)
    assert again.health()["ok"]
    assert again.end(signal.SIGTERM) == 0
    assert processes_of(data) == []


def test_demo_and_real_data_do_not_share_a_folder(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    (data / "demo").write_text("ready")
    refused = Started(data)
    assert refused.process.wait(20) == 1
    assert "dữ liệu mẫu" in refused.said
