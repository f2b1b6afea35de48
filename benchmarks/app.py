"""The member's app under load: what is measured, in parts.

Run by `./bench app [PART]`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/app.py`. Each part works
on a database of its own beside the one named by DATABASE_URL. Returns 0 if every target is met.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT)]
#: The parts: a function of a file beside this one, which yields the lines of the table.
PARTS = {"push": "_push"}


def main() -> int:
    """Run one part, or each in a process of its own, since each has its own database."""
    if len(sys.argv) == 1:
        return max([subprocess.run([sys.executable, __file__, part], check=False).returncode for part in PARTS])
    part = sys.argv[1]
    _own_database(f"bench_app_{part}")
    print(f"{os.cpu_count()} processors, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    measure: Callable[[], Iterator[Any]] = getattr(import_module(PARTS[part]), part)
    met = True
    for result in measure():
        print(result, flush=True)
        met = met and result.met
    return 0 if met else 1


def _own_database(name: str) -> None:
    """An empty database for a part, made for this version."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    os.environ.setdefault("KETDOAN_DATA", str(ROOT / "var" / "bench"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
