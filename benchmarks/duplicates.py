"""Looking for duplicates of many newcomers in a register of millions.

Run by `./bench duplicates`. BENCH_MEMBERS and BENCH_NEWCOMERS say how large; the sizes of the target are 11,000,000
and 1,000,000. The register is made anew in a database beside the one named by DATABASE_URL, and dropped in the end.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MEMBERS = int(os.environ.get("BENCH_MEMBERS", "1000000"))
NEWCOMERS = int(os.environ.get("BENCH_NEWCOMERS", "100000"))
NAME = "bench_duplicates"


def main() -> int:
    """Make, measure, drop. Returns 0 if the target is met."""
    server = os.environ["DATABASE_URL"]
    name = sql.Identifier(NAME)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        os.environ["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{NAME}").geturl()
        try:
            return measure()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def measure() -> int:
    """Fill the database and look for the duplicates in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    os.environ.setdefault("KETDOAN_DATA", str(ROOT / "var" / "bench"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from _duplicates import make, search

    make(MEMBERS, NEWCOMERS)
    results = list(search(MEMBERS, NEWCOMERS))
    print(*results, sep="\n")
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
