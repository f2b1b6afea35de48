"""`./manage COMMAND`: a management command on the data folder named by KETDOAN_DATA."""

import subprocess
from pathlib import Path

from launcher import setup
from launcher.database import database
from launcher.paths import PYTHON, data_folder, environment


def main(arguments: list[str]) -> int:
    """Run the command with the database up; returns its exit code."""
    setup.install("base")
    data = data_folder()
    with database(data) as (url, _):
        return django(data, url, *arguments)


def django(data: Path, url: str, *arguments: str) -> int:
    """Run one management command to its end; returns its exit code. Ctrl-C ends the command, then the launcher."""
    with subprocess.Popen([PYTHON, "-m", "django", *arguments], env=environment(data, DATABASE_URL=url)) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()
