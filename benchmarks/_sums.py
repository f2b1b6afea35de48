"""Reports of the whole country: what it costs to add them up, to hand one in, and to look at them.

The same figures are added by plain SQL over one row a cell and by pandas, in the same run, and every sum compared.
"""

import http.client
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from time import monotonic, perf_counter

import numpy as np
from _measures import Result
from _pages import officer_of, server, spread
from _rivals import hand_in
from django.conf import settings
from django.db import connection
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.reports.actions.filling import fill, submit, take_back
from ketdoan.reports.actions.forms import digest_of
from ketdoan.reports.actions.rounds import open_round
from ketdoan.reports.models import FormVersion, Round, Submission
from ketdoan.reports.queries.rollup import Sums, sums
from ketdoan.reports.rules.adding import SUM
from ketdoan.reports.rules.catalogue import FLOW, catalogue
from ketdoan.reports.rules.figures import Figure
from ketdoan.units.models import Unit

CELLS, HANDED_IN, RIVALS, PROCESSES, SUBMITTED, WARM = 120, 0.9, 50, 2, 10_000, 6
PERIOD = "2024-H2"
PACKS = "CREATE UNLOGGED TABLE bench_packs (id int8, state text, pack bytea, marks bytea, numbers int4[])"
TAKE_PACKS = """
    UPDATE reports_submission s
    SET "values" = p.pack, marks = p.marks, numbers = %s, state = p.state, no = 1 FROM bench_packs p WHERE p.id = s.id
"""
LONG = """
    CREATE UNLOGGED TABLE bench_cells AS
    SELECT s.id AS report, s.path, c.cell::int2 AS cell, c.value
    FROM bench_packs p JOIN reports_submission s ON s.id = p.id
    CROSS JOIN LATERAL unnest(p.numbers) WITH ORDINALITY c(value, cell)
"""
#: Every unit above is one of the ids of a path; each cell of a report counts for each of them.
BY_SQL = """
    SELECT u.unit::int8, c.cell, sum(c.value) FROM bench_cells c
    CROSS JOIN LATERAL unnest(string_to_array(rtrim(c.path, '/'), '/')) u(unit)
    WHERE u.unit <> split_part(rtrim(c.path, '/'), '/', -1) GROUP BY 1, 2
"""


def asked_of_all() -> Round:
    """A round on a form of CELLS cells for every union of the country, of which most have handed in."""
    rows = [
        {"no": str(no), "cell": element.code}
        for no, element in enumerate(
            [one for one in catalogue().elements.values() if one.over_units == "sum" and one.nature == FLOW][:CELLS], 1
        )
    ]
    content = {
        "code": "BENCH", "title": "Biểu đo", "levels": ["grassroots"], "periods": ["half"], "valid_from": "2014-01-01",
        "source": "đo", "verified": False, "section": [{"title": "I", "rows": rows}],
    }  # fmt: skip
    form = FormVersion.objects.create(code="BENCH", no=1, title="Biểu đo", content=content, digest=digest_of(content))
    with acting(SYSTEM):
        return open_round(unit=Unit.objects.get(code="TLD"), form=form, period=PERIOD, due=date(2025, 1, 15))


def _filled(asked: Round) -> np.ndarray:
    """Random figures in every report, and most of them handed in: written as they are kept, not one by one."""
    dice = np.random.default_rng(7)
    owed = list(
        Submission._base_manager.filter(round=asked, consolidates=False).order_by("pk").values_list("pk", flat=True)
    )
    numbers = dice.integers(0, 1_000, (len(owed), CELLS)).astype("<f8")
    handed_in = dice.random(len(owed)) < HANDED_IN
    marks = bytes([1 | 1 << 3]) * CELLS
    with connection.cursor() as cursor:
        cursor.execute(PACKS)
        with cursor.copy("COPY bench_packs FROM STDIN") as target:
            for pk, row, done in zip(owed, numbers, handed_in, strict=True):
                state = "submitted" if done else "draft"
                target.write_row((pk, state, row.tobytes(), marks, row.astype(int).tolist()))
        cursor.execute(TAKE_PACKS, [CELLS])
        cursor.execute("DELETE FROM bench_packs WHERE state <> 'submitted'")
        cursor.execute("VACUUM ANALYZE reports_submission, bench_packs")
    return numbers


def adding_up() -> Iterator[Result]:
    """All sums of all units: first, again, and by two other ways."""
    begin = perf_counter()
    asked = asked_of_all()
    opened = perf_counter() - begin
    owed = Submission._base_manager.filter(round=asked).count()
    yield Result(f"a round opened for {owed:,} units", f"{opened:.1f} s", "<= 30 s", opened <= 30)
    _filled(asked)
    begin = perf_counter()
    found = Sums(asked, "line")
    cold = perf_counter() - begin
    yield Result(f"{owed:,} units × {CELLS} cells to every unit, cold", f"{cold:.2f} s", "<= 3 s", cold <= 3)
    begin = perf_counter()
    found.refresh()
    told = [found.of(unit).added[SUM].sum() for unit in found.units]
    warm = perf_counter() - begin
    yield Result(f"the sums of all {len(told):,} units, warm", f"{warm:.2f} s", "<= 1 s", warm <= 1)
    yield from _by_sql(found, cold)
    yield from _by_pandas(found, cold)
    sums(asked)


def _by_sql(found: Sums, cold: float) -> Iterator[Result]:
    with connection.cursor() as cursor:
        cursor.execute(LONG)
        cursor.execute("ANALYZE bench_cells")
        begin = perf_counter()
        cursor.execute(BY_SQL)
        rows = cursor.fetchall()
        seconds = perf_counter() - begin
    differing = sum(float(total) != found.of(unit).added[SUM, cell - 1] for unit, cell, total in rows)
    yield Result("the same by SQL over one row a cell", f"{seconds:.1f} s, {seconds / cold:.1f}×", "told", True)
    yield Result(f"{len(rows):,} sums compared with it", f"{differing} differ", "0", not differing)


def _by_pandas(found: Sums, cold: float) -> Iterator[Result]:
    import pandas as pd

    begin = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT s.path, p.pack FROM bench_packs p JOIN reports_submission s ON s.id = p.id")
        rows = cursor.fetchall()
    chains = [path.strip("/").split("/") for path, _ in rows]
    table = pd.DataFrame(np.frombuffer(b"".join(pack for _, pack in rows)).reshape(len(rows), CELLS))
    deepest = max(map(len, chains))
    parts = []
    for depth in range(deepest):
        table["unit"] = [int(chain[depth]) if depth < len(chain) - 1 else -1 for chain in chains]
        parts.append(table[table["unit"] >= 0].groupby("unit").sum())
    total = pd.concat(parts).groupby(level=0).sum()
    seconds = perf_counter() - begin
    numbers = total.to_numpy()
    differing = sum(
        bool((found.of(unit).added[SUM] != row).any()) for unit, row in zip(total.index, numbers, strict=True)
    )
    yield Result("the same by pandas", f"{seconds:.1f} s, {seconds / cold:.1f}×", "told", True)
    yield Result(f"{len(numbers):,} units compared with it", f"{differing} differ", "0", not differing)


def handing_in() -> Iterator[Result]:
    """Reports handed in by 50 at once in two other processes, which keep both processors busy. As soon as one is, this
    process asks for the sums of all units above: how long it takes until it has them, with that report in each. The way
    of the message from the busy process to this one is not counted."""
    asked = Round._base_manager.select_related("unit").get(code="BENCH")
    drafts = Submission._base_manager.filter(round=asked, state="draft").order_by("pk")[: RIVALS * 8]
    paths = dict(drafts.values_list("pk", "path"))
    dice = Random(3)
    waiting = list(paths)
    dice.shuffle(waiting)
    begun = {unit: sums(asked).of(unit).reported for unit in sums(asked).units}
    spawning = multiprocessing.get_context("spawn")
    told = spawning.SimpleQueue()  # without a thread that would wait for its turn among those who hand in
    rivals = [
        spawning.Process(target=hand_in, args=(waiting[at::PROCESSES], RIVALS // PROCESSES, told))
        for at in range(PROCESSES)
    ]
    for rival in rivals:
        rival.start()
    acted, seen, done = [], [], Counter[int]()
    for _ in waiting:
        pk, seconds = told.get()
        begin = monotonic()
        above = [int(unit) for unit in paths[pk].strip("/").split("/")[:-1]]
        done.update(above)
        held = sums(asked)
        right = all(held.of(unit).reported >= begun[unit] + done[unit] for unit in above)
        acted.append(seconds)
        seen.append(monotonic() - begin if right else float("inf"))
    for rival in rivals:
        rival.join()
    p99 = sorted(seen)[int(len(seen) * 0.99)] * 1e3
    act = sorted(acted)[len(acted) // 2] * 1e3
    what = f"{len(seen)} handed in, {RIVALS} at once: in all sums"
    yield Result(what, f"p99 {p99:.0f} ms (the act {act:.0f} ms)", "<= 100 ms", p99 <= 100)
    yield from _random_moves(asked, dice)


def _random_moves(asked: Round, dice: Random) -> Iterator[Result]:
    """Many reports come and go; then the sums that were carried on are those of reading all anew."""
    handed_in = list(Submission._base_manager.filter(round=asked, state="submitted").order_by("pk")[:3_000])
    number = int(os.environ.get("BENCH_SUBMITTED", str(SUBMITTED)))
    done = 0
    with acting(SYSTEM):
        while done < number:
            report = dice.choice(handed_in)
            take_back(submission=report)
            cells = {f"{cell}": Figure(Decimal(dice.randrange(1_000))) for cell in dice.sample(_cells(asked), 3)}
            fill(submission=report, cells=cells, seen=10**6)
            submit(submission=report)
            done += 1
            if done % 500 == 0:
                sums(asked)
    held, anew = sums(asked), Sums(asked, "line")
    differing = sum(bool((held.of(u).added != anew.of(u).added).any()) for u in anew.units)
    what = f"{done:,} random submissions, carried sums against all anew"
    yield Result(what, f"{differing} differ", "0", not differing)


def _cells(asked: Round) -> list[str]:
    return [row["cell"] for row in asked.form.content["section"][0]["rows"]]


def looking() -> Iterator[Result]:
    """Pages of the confederation and of a province on the round of the country, by the web server as it runs."""
    asked = Round._base_manager.select_related("unit").get(code="BENCH")
    units = [asked.unit, *Unit._base_manager.filter(kind="provincial_federation", ended_on=None)[:1]]
    with server() as port:
        for unit in units:
            browser = Client()
            browser.force_login(officer_of(unit))
            cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
            mine = Submission._base_manager.get(round=asked, unit=unit)
            pages = {
                "board": (f"/bao-cao/so-lieu/?bc={mine.pk}", 150),
                "round": (f"/bao-cao/dot/{asked.pk}/", 150),
                "behind a figure": (f"/bao-cao/{mine.pk}/o/{_cells(asked)[0]}/", 300),
            }
            for name, (path, most) in pages.items():
                yield _page(port, cookie, path, f"{name}, {unit.short_name[:24]}", most)


def _page(port: int, cookie: str, path: str, name: str, most: int) -> Result:
    times, statuses = [], set()
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Host": "localhost"}
    for _ in range(WARM + 20):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        begin = perf_counter()
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        times.append(perf_counter() - begin)
        statuses.add(answer.status)
        line.close()
    median, p95 = spread(times[WARM:])
    seen = f"p95 {p95:.0f} ms, median {median:.0f}, first {times[0] * 1e3:.0f}"
    return Result(name, seen, f"<= {most} ms", p95 <= most and statuses == {200})
