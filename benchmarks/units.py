"""The organisation at national scale: 125,000 units with ten years of changes.

Run by `./bench units`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/units.py`. The union is made
once, in a database beside the one named by DATABASE_URL, and copied for each run. Returns 0 if every target is met.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
UNITS = int(os.environ.get("BENCH_UNITS", "125000"))
BASE, RUN = f"bench_units_{UNITS}", f"bench_units_{UNITS}_run"


def database_url(name: str) -> str:
    """The address of another database on the same server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def copy_database() -> None:
    """Make the union where it is missing, and a copy of it that this run may change."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:

        def do(statement: str, *names: str) -> None:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE]).fetchone():
            making = f"{BASE}_making"
            do("DROP DATABASE IF EXISTS {}", making)
            do("CREATE DATABASE {}", making)
            subprocess.run(
                [sys.executable, __file__, "make"], env={**os.environ, "DATABASE_URL": database_url(making)}, check=True
            )
            do("ALTER DATABASE {} RENAME TO {}", making, BASE)
        do("DROP DATABASE IF EXISTS {} WITH (FORCE)", RUN)
        do("CREATE DATABASE {} TEMPLATE {}", RUN, BASE)


def set_up() -> None:
    """Make Django ready on the database that DATABASE_URL names now, and that database for this version."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    os.environ.setdefault("KETDOAN_DATA", str(ROOT / "var" / "bench"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def make() -> None:
    """Fill an empty database."""
    set_up()
    from _nation import Nation, write
    from django.db import connection

    nation = Nation(UNITS)
    changes = write(nation)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{len(nation.units):,} units and {changes:,} changes made")


def main() -> int:
    if sys.argv[1:] == ["make"]:
        make()
        return 0
    copy_database()
    os.environ["DATABASE_URL"] = database_url(RUN)
    set_up()
    from _measures import counts, reorganisation, trees
    from _pages import pages

    print(f"{os.cpu_count()} processors, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    results = []
    for measure in (trees, counts, reorganisation, pages):
        for result in measure():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
