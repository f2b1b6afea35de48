"""A list of 82,992 members in 20 columns comes in from Excel: by the product, and by django-import-export.

Run by `./bench member_import`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/member_import.py`. Both
read the same file into the same tables of databases made alike beside the one named by DATABASE_URL, one after the
other, each in a program of its own. BENCH_IMPORTED says how many rows the file has; of the other, which is slow,
BENCH_BESIDE says how many of them it really imports: the rest it reads and skips, and its time is told for all by those
that it imported. Returns 0 if every target is met: ten times the rows per second, in less memory, and the same list
again changes nothing.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROWS = int(os.environ.get("BENCH_IMPORTED", "82992"))
BESIDE = int(os.environ.get("BENCH_BESIDE", str(ROWS)))
UNITS = 249
NAME = "bench_member_import"
TIMES = 10
SINCE = date(2023, 1, 2)
HEAD = [
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Mã số BHXH", "Điện thoại", "Email", "Nơi ở", "Quê quán",
    "Dân tộc", "Tôn giáo", "Trình độ", "Nghề nghiệp", "Loại hợp đồng", "Ngày vào làm", "Ngày vào công đoàn",
    "Công đoàn bộ phận", "Đảng viên", "Mức lương",
]  # fmt: skip
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thanh", "Minh", "Ngọc", "Quốc", "Hồng", "Kim", "Xuân", "Thu", "Đức", "Hữu")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Hạnh", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quân", "Yến", "Tâm", "Vy")
PLACES = ("An Giang", "Tây Ninh", "Bến Tre", "Nghệ An", "Hà Tĩnh", "Thanh Hóa", "Nam Định", "Cà Mau")
WORKS = ("Công nhân may", "Kế toán", "Kỹ thuật viên", "Lái xe", "Bảo vệ", "Nhân viên kho")


def list_rows(number: int) -> Iterator[list[Any]]:
    """The rows of the list, as an officer's file holds them: real days, numbers kept as texts."""
    random = Random(8)
    for at in range(number):
        sex = random.choice("mf")
        born = date(random.randrange(1964, 2004), random.randrange(1, 13), random.randrange(1, 29))
        code = (0 if sex == "m" else 1) + (2 if born.year >= 2000 else 0)
        joined = date(random.randrange(max(2010, born.year + 18), 2023), random.randrange(1, 13), 1)
        middle = "Văn" if sex == "m" else "Thị"
        yield [
            at + 1,
            f"{random.choice(FAMILY)} {middle} {random.choice(MIDDLE)} {random.choice(GIVEN)}",
            born,
            "Nam" if sex == "m" else "Nữ",
            f"079{code}{born.year % 100:02}{at + 1:06}",
            f"79{at + 1:08}",
            f"09{at + 1:08}",
            f"nguoi{at}@congty{at % UNITS}.vn",
            f"{random.randrange(1, 400)} đường số {random.randrange(1, 90)}, phường {random.randrange(1, 15)}",
            random.choice(PLACES),
            "Kinh" if random.random() < 0.9 else "Khmer",
            "Không" if random.random() < 0.8 else "Phật giáo",
            f"{random.choice(('9', '12'))}/12",
            random.choice(WORKS),
            "Không xác định thời hạn" if random.random() < 0.7 else "Xác định thời hạn",
            joined,
            joined,
            f"C{at % UNITS}",
            "x" if random.random() < 0.1 else "",
            random.randrange(48, 200) * 100_000,
        ]


def write_list(path: Path, number: int) -> None:
    """The list as an Excel file."""
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True})
    sheet, days = book.add_worksheet("Danh sách"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEAD)
    for at, row in enumerate(list_rows(number), 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, days)
            elif value != "":
                sheet.write(at, column, value)
    book.close()


def fresh_database(name: str) -> str:
    """An empty database of its own; returns its address."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def set_up() -> Any:
    """Make Django ready, and a sector union with its grassroots unions; returns the union."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    os.environ.setdefault("KETDOAN_DATA", str(ROOT / "var" / "bench"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from ketdoan.core.secrets import load_secrets
    from ketdoan.units.factories import make_unit

    load_secrets(Path(os.environ["KETDOAN_DATA"]))
    began = date(2005, 1, 1)
    top = make_unit("provincial_federation", "P", make_unit("confederation", "TLD", since=began), since=began)
    for at in range(UNITS):
        make_unit("grassroots_union", f"C{at}", top, since=began)
    return top


def ours(path: Path) -> dict[str, Any]:
    """Import the list as `./manage members import` does; then once more."""
    union = set_up()
    from ketdoan.core.acting import SYSTEM, acting
    from ketdoan.members.actions.importing.direct import import_list

    def once() -> tuple[dict[str, Any], float]:
        begun = time.perf_counter()
        with acting(SYSTEM):
            told = import_list(path, union, SINCE, "admission", dry_run=False)
        return told, time.perf_counter() - begun

    told, seconds = once()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again, _ = once()
    return {
        "seconds": seconds, "megabytes": peak, "rows": told["imported"], "again": again["same"], "tables": tables(),
        "errors": told["errors"][:3],
    }  # fmt: skip


def theirs(path: Path) -> dict[str, Any]:
    """Import the list as one writes it with django-import-export: a resource for persons, and what hangs on them made
    row by row after each is saved."""
    set_up()
    from _beside import import_list

    number, seconds = import_list(path, BESIDE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "rows": number, "tables": tables()}


def tables() -> dict[str, int]:
    """How many rows stand in each table that the list fills."""
    from ketdoan.members import models as members
    from ketdoan.units import models as units

    filled: list[Any] = [
        units.Person, units.Contact, units.Identifier, members.Member, members.MemberEvent, members.Spell,
        members.Profile, members.SensitiveFact,
    ]  # fmt: skip
    return {model.__name__: model._base_manager.count() for model in filled}


def run(which: str, path: Path) -> dict[str, Any]:
    """One of both in a program of its own."""
    env = {**os.environ, "DATABASE_URL": fresh_database(f"{NAME}_{which}")}
    done = subprocess.run([sys.executable, __file__, which, path], env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    each = found["rows"] / found["seconds"]
    print(f"{which:8}{found['rows']:>8} rows {found['seconds']:9.1f} s {each:9.0f} rows/s {found['megabytes']:7.0f} MB")
    print(f"{'':8}{found['tables']}", flush=True)
    return {**found, "each": each}


def main() -> int:
    """Both, and whether the targets are met."""
    if sys.argv[1:2] in (["ours"], ["theirs"]):
        print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]](Path(sys.argv[2]))))
        return 0
    print(f"{os.cpu_count()} processors, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "danh-sach.xlsx"
        write_list(path, ROWS)
        own, other = run("ours", path), run("theirs", path)
    print(f"times {own['each'] / other['each']:.1f}, the same list again: {own['again']} of {ROWS} rows the same")
    met = own["rows"] == own["again"] == ROWS and own["each"] >= TIMES * other["each"]
    return 0 if met and own["megabytes"] < other["megabytes"] else 1


if __name__ == "__main__":
    sys.exit(main())
