"""`./manage COMMAND`: a management command on the data folder named by KETDOAN_DATA."""

import os
import subprocess
from pathlib import Path

from launcher import setup
from launcher.database import database
from launcher.paths import PYTHON, data_folder, environment
from launcher.processes import die_with_parent
from launcher.say import Terminated


def main(arguments: list[str]) -> int:
    """Run the command with the database up; returns its exit code."""
    setup.install("base")
    data = data_folder()
    with database(data) as (url, _):
        return django(data, url, *arguments)


def django(data: Path, url: str, *arguments: str) -> int:
    """Run one management command to its end; returns its exit code. What ends the launcher ends the command first."""
    with subprocess.Popen(
        [PYTHON, "-m", "django", *arguments],
        env=environment(data, DATABASE_URL=url),
        preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509 - the launcher has no threads
    ) as process:
        try:
            return process.wait()
        except Terminated:
            process.terminate()
            raise
        except KeyboardInterrupt:
            process.wait()
            raise
