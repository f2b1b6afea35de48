"""`./bench [NAME]`: the benchmarks, on a data folder of their own whose big data are kept between runs."""

import subprocess
from pathlib import Path

from launcher import assets, browser, setup
from launcher.database import database
from launcher.paths import PYTHON, ROOT, environment
from launcher.say import Stop, line

BENCHMARKS = ROOT / "benchmarks"


def main(arguments: list[str]) -> int:
    """Run one benchmark, or all in turn; further arguments go to it. Returns 0 only if each reached its targets."""
    known = sorted(file.stem for file in BENCHMARKS.glob("*.py") if not file.stem.startswith("_"))
    names = arguments[:1] or known
    if not set(names) <= set(known):
        raise Stop(f"Không có phép đo “{names[0]}”. Các phép đo: {', '.join(known) or '(chưa có)'}.")
    setup.install("base", "dev")
    assets.fetch()
    data = ROOT / "var" / "bench"
    failed = []
    with database(data) as (url, _):
        assets.collect(data)
        env = environment(data, DATABASE_URL=url, CHROMIUM=browser.found() or "")
        for name in names:
            line(f"== {name}")
            command: list[str | Path] = [PYTHON, BENCHMARKS / f"{name}.py", *arguments[1:]]
            if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode != 0:
                failed.append(name)
    if failed:
        line(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0
