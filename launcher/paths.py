"""Where things are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / ".assets"
STATIC = ROOT / ".assets-static"
REQUIREMENTS = ROOT / "requirements"


def data_folder(given: str | None = None) -> Path:
    """The data folder: the option, else KETDOAN_DATA, else `var` beside the program."""
    return Path(given or os.environ.get("KETDOAN_DATA") or ROOT / "var").resolve()


def postgres_version(install: Path) -> int:
    """The wheel names its folders pginstall18, pginstall17 …; the one without a number is its oldest, 16."""
    return int(install.name.removeprefix("pginstall") or 16)


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of every program that the launcher starts."""
    return {
        **os.environ,
        "KETDOAN_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "ketdoan.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        **more,
    }
