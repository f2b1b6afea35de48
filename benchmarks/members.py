"""The register at national scale: 11 million members in the units of `units`.

Run by `./bench members`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/members.py`. The register is
made once, in a database beside the one named by DATABASE_URL (BENCH_MEMBERS sets its size), and kept; measures that
write do so in transactions that are taken back. Returns 0 if every target is met.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

sys.path.insert(0, str(Path(__file__).resolve().parent))
import units as national

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "12500000"))
BASE = f"bench_members_{MEMBERS}"


def make_database() -> None:
    """Make the register where it is missing."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE]).fetchone():
            return
        national.copy_database()
        making = sql.Identifier(f"{BASE}_making")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(making))
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(national.RUN), making))
        subprocess.run(
            [sys.executable, __file__, "make"],
            env={**os.environ, "DATABASE_URL": national.database_url(f"{BASE}_making")},
            check=True,
        )
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(making, sql.Identifier(BASE)))


def main() -> int:
    """All measures, or those named."""
    if sys.argv[1:] == ["make"]:
        national.set_up()
        from _millions import fill

        fill(MEMBERS)
        return 0
    make_database()
    os.environ["DATABASE_URL"] = national.database_url(BASE)
    national.set_up()
    from _register import MEASURES

    print(f"{os.cpu_count()} processors, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    wanted = sys.argv[1:] or list(MEASURES)
    results = []
    for name in wanted:
        for result in MEASURES[name]():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
