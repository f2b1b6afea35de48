"""A register of made-up members, and newcomers of whom some are in it already, as far as looking for duplicates goes.

Written by SQL, with random bytes in the place of sealed values and digests: the search reads nothing else. Names are
drawn as they are borne: a few by a great many.
"""

from collections.abc import Iterator
from time import perf_counter

from _measures import Result
from _millions import TABLES, drop_indexes
from django.db import connection

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.members.actions.finding import find_in_batch
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

BATCH = "00000000-0000-4000-8000-000000000001"
#: Of the newcomers so many in a hundred are in the register already.
KNOWN = 5
PEOPLE_OF_A_UNIT = 90
WANTED_SECONDS, WANTED_NEWCOMERS = 300, 1_000_000

NAMES = """
    CREATE TEMP TABLE bench_name AS
    SELECT n, 'ho' || (n % 40) || ' dem' || (n / 40 % 60) || ' ten' || (n / 2400) AS words
    FROM generate_series(0, 239999) n
"""
PEOPLE = """
    INSERT INTO units_person (id, unit_id, name, words, sort_key, birth_date, birth_year, sex, created_at)
    SELECT r.p, u.id, w.words, w.words, w.words, r.day, extract(year FROM r.day),
           CASE WHEN r.p % 2 = 0 THEN 'f' ELSE 'm' END, now()
    FROM (SELECT p, floor(power(random(), 3) * 240000)::int AS n,
                 date '1965-01-01' + floor(random() * 14600)::int AS day FROM generate_series({first}, {last}) p) r
    JOIN bench_name w ON w.n = r.n
    JOIN bench_unit u ON u.n = r.p % (SELECT count(*) FROM bench_unit)
"""
AGAIN = """
    UPDATE units_person p SET name = o.name, words = o.words, sort_key = o.sort_key, birth_date = o.birth_date,
                              birth_year = o.birth_year, sex = o.sex
    FROM bench_again a JOIN units_person o ON o.id = a.old WHERE p.id = a.new
"""
MEMBERS = """
    INSERT INTO members_member
        (person_id, unit_id, state, since, joined_on, words, sort_key, sex, birth_date, birth_year)
    SELECT id, unit_id, 'member', '2020-01-06', '2020-01-06', words, sort_key, sex, birth_date, birth_year
    FROM units_person WHERE id BETWEEN {first} AND {last}
"""
EVENTS = """
    INSERT INTO members_memberevent (person_id, kind, unit_id, "on", place, reason, batch, recorded_at)
    SELECT id, 'admission', unit_id, '2020-01-06', id, '', {batch}, now()
    FROM units_person WHERE id BETWEEN {first} AND {last}
"""
NUMBERS = """
    INSERT INTO units_{table} (person_id, kind, valid, value, value_index, recorded_at{more})
    SELECT p, '{kind}', daterange('2020-01-06', NULL), '\\x00',
           sha256(('{kind}' || coalesce(a.old, p))::text::bytea), now(){values}
    FROM generate_series({first}, {last}) p LEFT JOIN bench_again a ON a.new = p
    WHERE (hashint8(p) & 127) < {share}
"""

#: Of those who are in the register already: how many, how many of them bear a number in both places, and found of both.
FOUND = """
    SELECT count(*), count(*) FILTER (WHERE numbered), count(p.id), count(p.id) FILTER (WHERE numbered)
    FROM (
        SELECT a.*, EXISTS (
            SELECT FROM units_identifier o JOIN units_identifier n USING (kind, value_index)
            WHERE o.person_id = a.old AND n.person_id = a.new
        ) OR EXISTS (
            SELECT FROM units_contact o JOIN units_contact n USING (kind, value_index)
            WHERE o.person_id = a.old AND n.person_id = a.new
        ) AS numbered
        FROM bench_again a
    ) a LEFT JOIN members_duplicatepair p ON p.first_id = a.old AND p.second_id = a.new
"""


def make(members: int, newcomers: int) -> None:
    """Fill an empty database with a register, and with newcomers of one batch."""
    with acting(SYSTEM):
        top = make_unit("confederation", "TLD")
        _units(top, max(2, members // PEOPLE_OF_A_UNIT))
    with connection.cursor() as cursor:
        # As a replica the server neither looks up each key nor runs triggers: the rows follow from one another.
        cursor.execute("SET synchronous_commit = off; SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SELECT setseed(0.5)")
        indexes = drop_indexes(cursor, (*TABLES, "units_identifier", "units_contact"))
        cursor.execute(NAMES)
        cursor.execute(
            "CREATE TEMP TABLE bench_unit AS SELECT row_number() OVER () - 1 AS n, id FROM units_unit "
            "WHERE level = 'grassroots'"
        )
        cursor.execute("CREATE INDEX ON bench_unit (n)")
        cursor.execute("CREATE INDEX ON bench_name (n)")
        cursor.execute("CREATE TEMP TABLE bench_again (new bigint PRIMARY KEY, old bigint)")
        _people(cursor, 1, members, "NULL")
        cursor.execute(
            "INSERT INTO bench_again SELECT n, 1 + (n::bigint * 7919) %% %s "
            "FROM generate_series(%s, %s) n WHERE n %% 100 < %s",
            [members, members + 1, members + newcomers, KNOWN],
        )
        _people(cursor, members + 1, members + newcomers, f"'{BATCH}'::uuid")
        for index in indexes:
            cursor.execute(index)
        cursor.execute("RESET session_replication_role; RESET work_mem; RESET maintenance_work_mem; ANALYZE")


def _units(top: Unit, number: int) -> None:
    units = [
        Unit(code=f"B{n}", path=f"{top.path}x{n}/", territory_path=f"{top.path}x{n}/", kind="grassroots_union",
             level="grassroots", name=f"B{n}", short_name=f"B{n}", words=f"b{n}", sort_key=f"b{n}", status="active")
        for n in range(number)
    ]  # fmt: skip
    Unit._base_manager.bulk_create(units, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE units_unit SET path = %s || id || '/', territory_path = %s || id || '/' WHERE code LIKE 'B%%'",
            [top.path, top.path],
        )


def _people(cursor: object, first: int, last: int, batch: str) -> None:
    edges = {"first": first, "last": last}
    run = cursor.execute  # type: ignore[attr-defined]
    run(PEOPLE.format(**edges))
    run(AGAIN)
    run(MEMBERS.format(**edges))
    run(EVENTS.format(batch=batch, **edges))
    for table, kind, share in (
        ("identifier", "citizen_id", 100),
        ("identifier", "social_insurance", 50),
        ("contact", "phone", 90),
    ):
        more, values = (", verified", ", false") if table == "identifier" else ("", "")
        run(NUMBERS.format(table=table, kind=kind, share=share, more=more, values=values, **edges))


def search(members: int, newcomers: int) -> Iterator[Result]:
    """How long the newcomers take, and how many of those known were found."""
    begin = perf_counter()
    find_in_batch(BATCH)
    taken = perf_counter() - begin
    with connection.cursor() as cursor:
        cursor.execute(FOUND)
        known, numbered, found, found_numbered = cursor.fetchone()
    seen = f"{taken:.1f} s; {found:,} of {known:,}, of those with a number in common {found_numbered:,} of {numbered:,}"
    allowed = WANTED_SECONDS * max(newcomers / WANTED_NEWCOMERS, 0.1)
    what = f"duplicates of {newcomers:,} newcomers among {members:,}"
    # Others share a name that many bear and the day of birth alone: that is no evidence, and no pair.
    met = taken <= allowed and found_numbered == numbered
    yield Result(what, seen, f"<= {allowed:.0f} s, all with a number in common", met)
