"""`./test [MODULE]`: sets up and runs every check on a throw-away database; the summary comes last."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from launcher import assets, browser, setup
from launcher.database import database
from launcher.paths import PYTHON, ROOT, VENV, environment
from launcher.postgres import Server
from launcher.say import Stop, line

THROWAWAY = ROOT / "var" / "test"
#: In the order of the files: with the largest groups first, both workers would begin by waiting for one demo, which the
#: first to ask builds for all.
WORKERS = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")


def main(arguments: list[str]) -> int:
    """Run the checks of everything, or of one module: a folder of ketdoan/, or launcher, or tests.

    Further arguments go to pytest. Returns 0 only if every check passed.
    """
    module = arguments[0] if arguments and not arguments[0].startswith("-") else None
    tests = _tests_of(module)
    setup.install("base", "dev")
    assets.fetch()
    chromium = browser.chromium()
    data = _fresh_folder()
    server = Server(data, throwaway=True)
    try:
        with database(data, throwaway=True) as (url, _):
            env = environment(data, DATABASE_URL=url, CHROMIUM=chromium)
            results = [(name, *_check(name, command, env)) for name, command in _checks(module).items()]
            more = arguments[1:] if module else arguments
            pytest: list[str | Path] = [PYTHON, "-m", "pytest", *WORKERS, *tests, *more]
            results.append(("pytest", *_check("pytest", pytest, env)))
    finally:
        server.remove()
    return _summary(results)


def _tests_of(module: str | None) -> list[str]:
    if module is None:
        return []
    for folder in (ROOT / "ketdoan" / module, ROOT / module):
        if folder.is_dir():
            return [str(folder.relative_to(ROOT))]
    known = sorted(folder.parent.name for folder in (ROOT / "ketdoan").glob("*/tests"))
    raise Stop(f"Không có mô-đun “{module}”. Các mô-đun: {', '.join([*known, 'launcher', 'tests'])}.")


def _checks(module: str | None) -> dict[str, list[str | Path]]:
    """The checks before the tests; a single module goes without those that only see the whole."""
    tool = VENV / "bin"
    checks: dict[str, list[str | Path]] = {
        "ruff format": [tool / "ruff", "format", "--check", "."],
        "ruff check": [tool / "ruff", "check", "."],
        "mypy": [tool / "mypy"],
        "lint-imports": [tool / "lint-imports"],
        "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    }
    return checks if module is None else {name: checks[name] for name in ("ruff format", "ruff check", "lint-imports")}


def _check(name: str, command: Sequence[str | Path], env: dict[str, str]) -> tuple[bool, float]:
    line(f"\n== {name}")
    begin = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0
    return passed, time.monotonic() - begin


def _summary(results: list[tuple[str, bool, float]]) -> int:
    line("")
    for name, passed, seconds in results:
        line(f"{'passed' if passed else 'FAILED':7} {seconds:6.1f} s  {name}")
    return 0 if all(passed for _, passed, _ in results) else 1


def _fresh_folder() -> Path:
    """A data folder of this run's own; what a killed run left behind is stopped and deleted."""
    THROWAWAY.mkdir(parents=True, exist_ok=True)
    for old in THROWAWAY.iterdir():
        if not Path(f"/proc/{old.name}").exists():
            Server(old, throwaway=True).remove()
    return THROWAWAY / str(os.getpid())
