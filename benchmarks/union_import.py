"""A tree of 10,000 units with bodies and officers, imported from an Excel file, exported and imported again.

Run by `./bench union_import`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/union_import.py`, in a
database of its own beside the one named by DATABASE_URL. BENCH_IMPORT says how many units. Returns 0 if every target
is met: the whole import (reading, comparing, writing) in a minute, within so much memory, and nothing to change after.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
UNITS = int(os.environ.get("BENCH_IMPORT", "10000"))
NAME = "bench_import"
SECONDS, MEGABYTES = 60.0, 700
SINCE, TERM = date(2025, 7, 1), date(2025, 10, 15)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi")
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Quốc", "Thanh")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Hạnh", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quân", "Yến")
OFFICES = ("Chủ tịch", "Phó Chủ tịch", "Ủy viên Ban Chấp hành")


def fresh_database() -> None:
    """An empty database of its own."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def set_up() -> None:
    """Make Django ready on that database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    os.environ.setdefault("KETDOAN_DATA", str(ROOT / "var" / "bench"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def unit_rows() -> Iterator[tuple[Any, ...]]:
    """Communes under the province, grassroots unions under them, groups in some of those."""
    random, communes = Random(5), max(UNITS // 100, 1)
    for number in range(UNITS):
        if number < communes:
            yield f"X{number}", f"Công đoàn xã Mẫu {number}", "Công đoàn xã", "", "", "", TERM, "", 9
            continue
        group = number > UNITS * 0.8
        above = f"C{random.randrange(communes, int(UNITS * 0.8))}" if group else f"X{random.randrange(communes)}"
        workers = random.randrange(20, 900)
        name = f"Tổ công đoàn số {number}" if group else f"Công đoàn cơ sở Công ty Mẫu {number}"
        kind = "Tổ công đoàn" if group else "CĐCS"
        end = TERM.replace(year=2028) if group else ""  # how long leaders of groups serve no rule says
        yield f"C{number}", name, kind, above, workers, workers // 3, TERM, end, 5


def officer_rows() -> Iterator[tuple[Any, ...]]:
    """Three officers in each unit that has an executive, a leader in each group."""
    random = Random(6)
    for code, name, kind, *_ in unit_rows():
        for office in ("Tổ trưởng",) if kind == "Tổ công đoàn" else OFFICES:
            person = " ".join(map(random.choice, (FAMILY, MIDDLE, MIDDLE, GIVEN)))
            yield (
                code,
                name,
                f"{person} {chr(65 + random.randrange(26))}",
                date(1980, 1, 1 + random.randrange(28)),
                office,
            )


def make_file(path: Path) -> None:
    """The Excel file."""
    from ketdoan.units.importing.writing import Page, write_book

    units = (
        "Mã đơn vị",
        "Tên đơn vị",
        "Loại đơn vị",
        "Trực thuộc",
        "Số lao động",
        "Nữ",
        "Ngày đại hội",
        "Hết nhiệm kỳ",
        "Số ủy viên",
    )
    officers = ("Mã đơn vị", "Đơn vị", "Họ và tên", "Ngày sinh", "Chức vụ")
    pages = [Page("Đơn vị", 2, units, unit_rows()), Page("Cán bộ", 1, officers, officer_rows())]
    with write_book(pages) as file:
        path.write_bytes(file.read())


def main() -> int:
    if sys.argv[1:] != ["run"]:
        fresh_database()
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}").geturl()
        # In a process of its own, so that the memory measured is that of the import.
        return subprocess.run(
            [sys.executable, __file__, "run"], env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode
    set_up()
    return run()


def run() -> int:
    """Import, export, import again; say what was seen."""
    from django.core.files.base import ContentFile

    from ketdoan.core.acting import SYSTEM, acting
    from ketdoan.core.staging.rows import layouts_of
    from ketdoan.units.actions.importing import acts
    from ketdoan.units.actions.importing.files import union_file
    from ketdoan.units.factories import make_unit
    from ketdoan.units.models import Appointment, Term, Unit

    path = ROOT / "var" / "bench" / "import.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    make_file(path)
    province = make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))
    steps: dict[str, float] = {}

    def timed(name: str, act: Any) -> Any:
        begin, worked = time.monotonic(), time.process_time()
        found = act()
        steps[name] = time.monotonic() - begin
        worked = time.process_time() - worked
        print(f"{name}: {steps[name]:.1f} s (own processor time {worked:.1f} s), {megabytes()} MB at most", flush=True)
        return found

    def hand_in(content: bytes, words: str) -> Any:
        file = ContentFile(content, "import.xlsx")
        held = timed(f"hand in{words}", lambda: acts.stage(unit=province, file=file, since=SINCE))
        timed(f"read{words}", lambda: work(acts.read_file, held))
        layouts = layouts_of(held)
        columns = {"fields": [x.fields for x in layouts], "used": [x.used for x in layouts], "since": SINCE}
        held = timed(f"choose columns{words}", lambda: acts.choose_columns(upload=held, **columns))
        timed(f"compare{words}", lambda: work(acts.compare_rows, held))
        return held

    def work(job: Any, held: Any) -> None:
        """What the worker does with a large file."""
        job.verb(upload_id=held.pk, progress_id=str(held.progress))
        held.refresh_from_db()

    with acting(SYSTEM):
        before = megabytes()
        upload = hand_in(path.read_bytes(), "")
        print(f"rows: {upload.counts}")
        done = timed("import", lambda: acts.import_union(upload=upload, number=0, seen=upload.digest))
        counts = (Unit.objects.count(), Term.objects.count(), Appointment.objects.count())
        print(f"{done.counts['done']}; units, terms, appointments: {counts}")
        peak = megabytes()
        seconds = sum(steps.values())
        file = timed("export", lambda: union_file(province))
        again = hand_in(file.read(), " of the export")
    results = {
        f"imported in {seconds:.1f} s (target {SECONDS:.0f} s)": seconds <= SECONDS,
        f"{peak} MB, {peak - before} MB more than before (target {MEGABYTES} MB)": peak <= MEGABYTES,
        "every row imported": counts[0] == UNITS + 2 and not done.counts.get("faulty"),
        f"the export changes nothing: {again.counts}": set(again.counts) == {"same"},
    }
    for result, met in results.items():
        print(f"{'met' if met else 'NOT MET'}: {result}")
    return 0 if all(results.values()) else 1


def megabytes() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
