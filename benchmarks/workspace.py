"""The officials' workspace at national scale: a home full of work, and one task to 125,000 units with an account each.

Run by `./bench workspace`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/workspace.py`. The union is
the one of `units`, made somewhat larger, since some of its units have ended. Returns 0 if every target is met.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("BENCH_UNITS", "134000")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import units as national


def main() -> int:
    """All measures, on a copy of the union that this run may change."""
    national.copy_database()
    os.environ["DATABASE_URL"] = national.database_url(national.RUN)
    national.set_up()
    print(f"{os.cpu_count()} processors, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    from _desk import accounts, home, tasks
    from django.db import connection

    accounts()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    results = []
    for measure in (tasks, home):
        for result in measure():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
