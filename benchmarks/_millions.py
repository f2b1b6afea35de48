"""A register of millions of members over the units of `units`: written by the database itself, in a few statements.

Names are drawn from those of the demo with their weights, most with a second middle name: a million different ones,
since the register is searched by way of them. Everything else follows from the number of each person, so that the same
size gives the same register.
"""

from collections.abc import Sequence
from random import Random

from django.db import connection

from ketdoan.core.viet import fold, sort_key
from ketdoan.units.demo.names import GIVEN, person_name, sex_of

NAMES, LONGER = 1_800_000, 0.7
#: Of a hundred members who came from another union; of a hundred persons who have left.
MOVED, LEFT = 9, 12
TABLES = ("units_person", "members_memberevent", "members_spell", "members_member", "units_personname")

PEOPLE = """
    CREATE UNLOGGED TABLE millions AS
    SELECT row_number() OVER () AS id, unit, other, since, name,
           joined, joined + (1 + abs(hashint8(number * 7)) %% greatest(1, %(last)s::date - joined - 1))::int AS moved,
           abs(hashint8(number * 3)) %% 100 AS fate
    FROM (
        SELECT u.id AS unit, u.since, n.number,
               u.other,
               abs(hashint8(n.number)) %% %(names)s AS name,
               u.since + (abs(hashint8(n.number * 5)) %% greatest(1, %(last)s::date - u.since - 2))::int AS joined
        FROM (SELECT id, first AS since, row_number() OVER (ORDER BY id) AS place,
                     lead(id, 1, id) OVER (ORDER BY id) AS other,
                     -- a few large unions, many small ones
                     greatest(5, (%(members)s::float / count(*) OVER ()
                                  * (CASE WHEN id %% 50 = 0 THEN 15 ELSE 0.714 END)))::int AS size
              FROM (SELECT u.id, min(lower(v.valid)) AS first FROM units_unit u
                    JOIN units_unitversion v ON v.unit_id = u.id AND v.replaced_at IS NULL
                    WHERE u.level = 'grassroots' AND u.ended_on IS NULL GROUP BY u.id) living) u
        CROSS JOIN LATERAL (SELECT u.place * 1000003 + g AS number FROM generate_series(1, u.size) g) n
    ) drawn
"""
PERSONS = """
    INSERT INTO units_person (id, unit_id, name, words, sort_key, birth_date, birth_year, sex, created_at)
    SELECT m.id, m.unit, d.name, d.words, d.sort_key, b.day, extract(year FROM b.day), d.sex, now()
    FROM millions m JOIN drawn_name d ON d.id = m.name
    CROSS JOIN LATERAL (SELECT m.joined - 6600 - (abs(hashint8(m.id * 11)) % 12000)::int AS day) b
"""
# Everybody was admitted; who moved then came from the other union, who left has gone.
EVENTS = """
    INSERT INTO members_memberevent (id, person_id, kind, unit_id, to_unit_id, "on", place, reason, recorded_at)
    SELECT m.id * 2, m.id, 'admission', {first}, NULL::bigint, m.joined, m.id * 2, '', now() FROM millions m
    UNION ALL
    SELECT m.id * 2 + 1, m.id, 'transfer', m.other, m.unit, m.moved, m.id * 2 + 1, '', now() FROM millions m
    WHERE {moved}
    UNION ALL
    SELECT m.id * 2 + 1, m.id, 'leave', m.unit, NULL, m.moved, m.id * 2 + 1, 'work_ended', now() FROM millions m
    WHERE {left}
"""
SPELLS = """
    INSERT INTO members_spell (person_id, unit_id, standing, since, until, came, came_event_id, from_unit_id, went,
                               reason, went_event_id, sex, birth_year)
    SELECT m.id, {first}, 'member', m.joined, CASE WHEN {moved} OR {left} THEN m.moved END, 'admission', m.id * 2, NULL,
           CASE WHEN {moved} THEN 'transfer' WHEN {left} THEN 'leave' ELSE '' END,
           CASE WHEN {left} THEN 'work_ended' ELSE '' END,
           CASE WHEN {moved} OR {left} THEN m.id * 2 + 1 END, p.sex, p.birth_year
    FROM millions m JOIN units_person p ON p.id = m.id
    UNION ALL
    SELECT m.id, m.unit, 'member', m.moved, NULL, 'transfer', m.id * 2 + 1, m.other, '', '', NULL, p.sex, p.birth_year
    FROM millions m JOIN units_person p ON p.id = m.id WHERE {moved}
"""
MEMBERS = """
    INSERT INTO members_member (person_id, unit_id, state, since, joined_on, words, sort_key, sex, birth_date,
                                birth_year)
    SELECT m.id, m.unit, CASE WHEN {left} THEN 'left' ELSE 'member' END,
           CASE WHEN {moved} OR {left} THEN m.moved ELSE m.joined END, m.joined, p.words, p.sort_key, p.sex,
           p.birth_date, p.birth_year
    FROM millions m JOIN units_person p ON p.id = m.id
"""
NAMED = "INSERT INTO units_personname (sort_key, words) SELECT DISTINCT sort_key, words FROM drawn_name"
MARKS = {
    "moved": f"(m.fate < {MOVED} AND m.other <> m.unit)",
    "left": f"(m.fate >= 100 - {LEFT})",
}
MARKS["first"] = f"CASE WHEN {MARKS['moved']} THEN m.other ELSE m.unit END"


def fill(members: int) -> None:
    """Put a register of about so many persons into a database that holds the units and no member yet."""
    with connection.cursor() as cursor:
        # As a replica the server does not look up each key again: the rows follow from one another.
        cursor.execute("SET synchronous_commit = off; SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
        cursor.execute(
            "CREATE UNLOGGED TABLE drawn_name "
            '(id int PRIMARY KEY, name text, words text, sort_key text COLLATE "C", sex text)'
        )
        with cursor.copy("COPY drawn_name FROM STDIN") as target:
            for row in names():
                target.write_row(row)
        cursor.execute(PEOPLE, {"members": members, "names": NAMES, "last": "2026-10-31"})
        cursor.execute("CREATE INDEX ON millions (id); ANALYZE millions; ANALYZE drawn_name")
        indexes = drop_indexes(cursor)
        for statement in (PERSONS, EVENTS, SPELLS, MEMBERS, NAMED):
            cursor.execute(statement.format(**MARKS))
            print(f"  {cursor.rowcount:,} rows", flush=True)
        for index in indexes:
            cursor.execute(index)
            print(f"  {index[:80]}", flush=True)
        for table in ("units_person", "members_memberevent"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("DROP TABLE millions, drawn_name")
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")


def names() -> list[tuple[object, ...]]:
    """Names as often as they occur, with their search words, sort key and sex."""
    random = Random(3)
    found = []
    for number in range(NAMES):
        sex = sex_of(random)
        name = person_name(random, sex)
        if random.random() < LONGER:
            family, rest = name.split(" ", 1)
            name = f"{family} {random.choice(GIVEN[sex])} {rest}"
        found.append((number, name, fold(name), sort_key(name), sex))
    return found


def drop_indexes(cursor: object, tables: Sequence[str] = TABLES) -> list[str]:
    """Drop the indexes that are made faster once the rows are there; returns what makes them again."""
    cursor.execute(  # type: ignore[attr-defined]
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN
               (SELECT conname FROM pg_constraint)""",
        [list(tables)],
    )
    found = cursor.fetchall()  # type: ignore[attr-defined]
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')  # type: ignore[attr-defined]
    return [definition for _, definition in found]
