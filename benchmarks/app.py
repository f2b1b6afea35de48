"""What the app costs on a phone and on the server, and how well it groups opinions. Run by `./bench app [PART]`.

The members are in a database of their own beside the one of DATABASE_URL. Returns 0 if every target is met.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import units as national

BASE = "bench_app"


def visits() -> Iterator[Any]:
    """Visits on slow 3G."""
    from _phone import visits

    return visits()


def lighthouse() -> Iterator[Any]:
    """Lighthouse on a simulated cheap phone."""
    from _phone import lighthouse

    return lighthouse()


def crowd() -> Iterator[Any]:
    """Many members at the same time."""
    from _app_crowd import crowd

    return crowd()


def push() -> Iterator[Any]:
    """A message to 85,000 phones."""
    from _push import push

    return push()


def opinion() -> Iterator[Any]:
    """Opinion groups beside those of Polis."""
    from _opinion import opinion_groups

    return opinion_groups()


PARTS: dict[str, Callable[[], Iterator[Any]]] = {
    "opinion": opinion,
    "visits": visits,
    "lighthouse": lighthouse,
    "crowd": crowd,
    "push": push,
}


def set_up() -> None:
    """The database, made where it is missing."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(BASE)))
    os.environ["DATABASE_URL"] = national.database_url(BASE)
    national.set_up()


def main(names: list[str]) -> int:
    """Measure the parts named, or all; tell."""
    set_up()
    results = []
    for name in names or PARTS:
        for result in PARTS[name]():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
