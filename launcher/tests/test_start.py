"""The first step, which must speak on a machine that has next to nothing."""

import os
import subprocess
from pathlib import Path

import pytest

from launcher.paths import ROOT

OLD = '#!/bin/sh\ncase "$2" in *sys*) exit 1 ;; esac\n'
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; *sys*) exit 0 ;; esac\necho "taken: $1"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A bare checkout: no .venv beside the commands."""
    (tmp_path / "launcher").mkdir()
    for name in ("run", "launcher/start.sh"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
        (tmp_path / name).chmod(0o755)
    return tmp_path


def start(checkout: Path, **pythons: str) -> subprocess.CompletedProcess[str]:
    """Run ./run where only these Pythons exist beside the usual small tools."""
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("dirname", "readlink"):
        (tools / name).symlink_to(
            next(path for path in (Path("/usr/bin") / name, Path("/bin") / name) if path.exists())
        )
    for name, script in pythons.items():
        (tools / name.replace("_", ".")).write_text(script)
        (tools / name.replace("_", ".")).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"} | {"PATH": str(tools)}
    return subprocess.run([checkout / "run"], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("pythons", [{}, {"python3": OLD}], ids=["no Python", "an old Python"])
def test_without_a_fit_python_one_line_says_what_to_install(checkout: Path, pythons: dict[str, str]) -> None:
    done = start(checkout, **pythons)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11" in done.stderr
    assert "apt install" in done.stderr


def test_an_old_python3_is_passed_over_for_a_newer_one(checkout: Path) -> None:
    fit = '#!/bin/sh\n[ "$1" = -c ] || echo "newer: $1"\n'
    assert start(checkout, python3=OLD, python3_12=fit).stdout.startswith("newer: ")


def test_a_python_without_venv_is_the_last_choice(checkout: Path) -> None:
    fit = '#!/bin/sh\n[ "$1" = -c ] || echo "whole: $1"\n'
    assert start(checkout, python3=WITHOUT_VENV, python3_12=fit).stdout.startswith("whole: ")


def test_a_python_without_venv_is_taken_to_say_so_itself(checkout: Path) -> None:
    assert start(checkout, python3=WITHOUT_VENV).stdout.startswith("taken: ")
