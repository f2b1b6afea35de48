"""What the register costs at national scale: lists, pages, stocks, flows, an act on thousands."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import perf_counter
from urllib.parse import quote_plus

from _measures import Result
from _pages import Visitor, officers, server, spread
from django.db import connection, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import today
from ketdoan.members.actions.columns import keep_columns
from ketdoan.members.actions.people import admit_new
from ketdoan.members.queries.breakdown import breakdown
from ketdoan.members.queries.flows import Flows
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit

LOOKS, MANY = 100, 5_000
COMMON = "nguyễn thị"


def counts() -> Iterator[Result]:
    """How large the register is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE state <> 'left') FROM members_member")
        known, now = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM units_unit WHERE ended_on IS NULL AND level = 'grassroots'")
        (unions,) = cursor.fetchone()
    yield Result(f"{known:,} persons, {now:,} members in {unions:,} unions", "", "", met=True)


def pages() -> Iterator[Result]:
    """First pages as a browser on the same machine sees them: nationally, in a province, of a unit."""
    top, province = officers(2)
    largest = Unit._base_manager.raw(
        "SELECT u.* FROM units_unit u WHERE u.id = (SELECT unit_id FROM members_spell WHERE until IS NULL "
        "GROUP BY unit_id ORDER BY count(*) DESC LIMIT 1)"
    )[0]
    federation = Unit._base_manager.filter(level="federation", ended_on=None).order_by("code")[0]
    for who, (session, _), unit in (("nation", top, None), ("province", province, federation)):
        asked = {
            f"{who}: list by name": "/doan-vien/",
            f"{who}: “{COMMON}”": f"/doan-vien/?q={quote_plus(COMMON)}",
            f"{who}: a rare name": "/doan-vien/?q=chau+thi+ngoc+tuyet",
            f"{who}: women, by name": "/doan-vien/?gioi=f",
        }
        if unit is None:
            asked |= {
                "list of the largest union": f"/doan-vien/?don_vi={largest.code}",
                "page of a union": f"/to-chuc/don-vi/{largest.code}/",
                "members of a union over a year": f"/doan-vien/don-vi/{largest.code}/",
            }
        yield from _looked_at(session, asked)


def _looked_at(session: str, asked: dict[str, str]) -> Iterator[Result]:
    with server() as port:
        visitor = Visitor(port, session, list(asked.values()))
        for _ in range(3):
            visitor.click_all()
        visitor.errors = 0
        for what, page in asked.items():
            half, tail = spread([visitor.click(page) for _ in range(LOOKS)])
            fine = tail <= 100 and not visitor.errors
            seen = f"p50 {half:.0f} ms, p95 {tail:.0f} ms" + (", errors" if visitor.errors else "")
            yield Result(what, seen, "p95 <= 100 ms", fine)


def columns() -> Iterator[Result]:
    """Writing all spells as columns, as the nightly job does."""
    begun = perf_counter()
    keep_columns()
    seconds = perf_counter() - begun
    yield Result("columns of all spells, each night", f"{seconds:.1f} s", "", met=True)


def stocks() -> Iterator[Result]:
    """Members of every unit on past days, by sex and kind of employer."""
    times = []
    for day in (date(2023, 10, 31), date(2019, 5, 31), today()):
        breakdown(day, "sex")  # the shape of the day, which is kept
        begin = perf_counter()
        found = breakdown(day, "sex", "ownership")
        times.append(perf_counter() - begin)
    seen = ", ".join(f"{time:.2f}" for time in times) + f" s for {len(found.follow):,} units"
    yield Result("stock of every unit on a day by sex and ownership", seen, "<= 2 s", max(times) <= 2)


def flows() -> Iterator[Result]:
    """What came and went in a year, for every unit."""
    Flows(date(2023, 12, 31), date(2024, 1, 31))  # who stood above whom, which is kept
    begin = perf_counter()
    found = Flows(date(2023, 12, 31), date(2024, 12, 31))
    rows = sum(1 for _ in found.each())
    taken = perf_counter() - begin
    yield Result(f"flows of a year for {rows:,} units", f"{taken:.2f} s", "<= 5 s", taken <= 5)


def admissions() -> Iterator[Result]:
    """Thousands admitted in one act."""
    unit = Unit._base_manager.filter(level="grassroots", ended_on=None).order_by("pk")[0]
    new = [
        NewPerson(
            unit, f"Nguyễn Thị {chr(65 + n % 26)}nh", birth_year=1970 + n % 35, sex="f", values={"phone": f"09{n:08}"}
        )
        for n in range(MANY)
    ]
    with acting(SYSTEM), transaction.atomic():
        begin = perf_counter()
        admit_new(unit=unit, new=new, on=today() - timedelta(days=1))
        taken = perf_counter() - begin
        transaction.set_rollback(True)
    yield Result(f"{MANY:,} admissions in one act", f"{taken:.2f} s", "<= 5 s", taken <= 5)


MEASURES: dict[str, Callable[[], Iterator[Result]]] = {
    "counts": counts,
    "columns": columns,
    "pages": pages,
    "stocks": stocks,
    "flows": flows,
    "admissions": admissions,
}
