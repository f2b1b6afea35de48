"""Finding records that may be of one human being: set-based, for ten rows or a million, opening no sealed value.

Equal blind indexes mean equal numbers. A name identifies nobody: it counts only together with something that does
not depend on it, and the less the more people bear it. What speaks against two records being one takes the pair out.
Points and limits stand in POINTS, ENOUGH and the rest below; docs/decisions/0009-duplicates.md says why.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ketdoan.core.viet import today

from ..models import DuplicateSearch

#: What an agreement is worth. A number that the state gave is enough by itself.
POINTS = {
    "citizen_id": 60, "old_new_id": 60, "old_citizen_id": 60, "social_insurance": 60, "passport": 60,
    "phone": 45, "birth_date": 30, "birth_swapped": 20, "birth_year": 10, "name": 15, "rare_name": 30,
    "unit": 20, "employer": 15,
    "other_sex": -20, "other_year": -20, "other_id": -15,
}  # fmt: skip
ENOUGH = 60
#: A name borne by no more people than this is rare: that two of them share a birthday by chance is unlikely.
RARE = 150
#: A number held by more people than this (the office's telephone, zeros) identifies nobody; nor do a name and a day of
#: birth that so many share, such as 1 January where no more than the year was known.
SHARED, NAMESAKES = 20, 50
#: How long a transaction may have been open whose rows bear the moment at which it began.
OVERLAP = timedelta(days=1)

LINKS = """
    CREATE TEMP TABLE dup_link ON COMMIT DROP AS
    WITH RECURSIVE up AS (
        SELECT person_id AS record, into_id AS person FROM members_personlink WHERE undone_at IS NULL
        UNION ALL
        SELECT up.record, l.into_id FROM up JOIN members_personlink l ON l.person_id = up.person AND l.undone_at IS NULL
    )
    SELECT record, person FROM up
    WHERE NOT EXISTS (SELECT FROM members_personlink l WHERE l.person_id = up.person AND l.undone_at IS NULL)
"""
EVERYBODY = "CREATE TEMP TABLE dup_changed ON COMMIT DROP AS SELECT person_id AS person FROM members_member"
SOME = """
    CREATE TEMP TABLE dup_changed ON COMMIT DROP AS
    SELECT DISTINCT m.person_id AS person
    FROM ({records}) r LEFT JOIN dup_link l USING (record)
    JOIN members_member m ON m.person_id = coalesce(l.person, r.record)
"""
GIVEN = "SELECT unnest(%(records)s::bigint[]) AS record"
OF_BATCH = "SELECT person_id AS record FROM members_memberevent WHERE batch = %(batch)s"
SINCE = """
    SELECT person_id AS record FROM members_memberevent WHERE recorded_at >= %(since)s
    UNION SELECT person_id FROM units_identifier WHERE recorded_at >= %(since)s OR replaced_at >= %(since)s
    UNION SELECT person_id FROM units_contact WHERE recorded_at >= %(since)s OR replaced_at >= %(since)s
    UNION SELECT id FROM units_person WHERE created_at >= %(since)s
    UNION SELECT person_id FROM members_personlink WHERE at >= %(since)s OR undone_at >= %(since)s
"""
# An identity card of 12 digits went on as the number of the citizen's card, so both kinds are compared.
NUMBERS = """
    CREATE TEMP TABLE dup_number ON COMMIT DROP AS
    SELECT c.person, i.kind, i.value_index
    FROM dup_changed c
    JOIN (SELECT coalesce(l.person, n.person_id) AS person, n.kind, n.value_index
          FROM (SELECT person_id, kind, value_index FROM units_identifier
                WHERE replaced_at IS NULL AND upper_inf(valid) AND value_index IS NOT NULL
                UNION ALL
                SELECT person_id, kind, value_index FROM units_contact
                WHERE replaced_at IS NULL AND upper_inf(valid) AND value_index IS NOT NULL AND kind = 'phone') n
          LEFT JOIN dup_link l ON l.record = n.person_id) i USING (person)
"""
SHARED_BY_MANY = """
    CREATE TEMP TABLE dup_shared ON COMMIT DROP AS
    SELECT kind, value_index FROM (
        SELECT n.kind, n.value_index FROM units_identifier n
        WHERE n.replaced_at IS NULL AND upper_inf(n.valid)
          AND (n.kind, n.value_index) IN (SELECT kind, value_index FROM dup_number)
        UNION ALL
        SELECT n.kind, n.value_index FROM units_contact n
        WHERE n.replaced_at IS NULL AND upper_inf(n.valid)
          AND (n.kind, n.value_index) IN (SELECT kind, value_index FROM dup_number)) held
    GROUP BY 1, 2 HAVING count(*) > %(shared)s
"""
SAME_NUMBER = """
    INSERT INTO dup_found
    SELECT DISTINCT least(a.person, b.person), greatest(a.person, b.person), k.reason
    FROM (SELECT * FROM dup_number n
          WHERE NOT EXISTS (SELECT FROM dup_shared s WHERE s.kind = n.kind AND s.value_index = n.value_index)) a
    JOIN (VALUES ('citizen_id', 'citizen_id', 'citizen_id'), ('citizen_id', 'old_citizen_id', 'old_new_id'),
                 ('old_citizen_id', 'citizen_id', 'old_new_id'), ('old_citizen_id', 'old_citizen_id', 'old_citizen_id'),
                 ('social_insurance', 'social_insurance', 'social_insurance'), ('passport', 'passport', 'passport')
         ) k(here, there, reason) ON k.here = a.kind
    JOIN (SELECT coalesce(l.person, i.person_id) AS person, i.kind, i.value_index
          FROM units_identifier i LEFT JOIN dup_link l ON l.record = i.person_id
          WHERE i.replaced_at IS NULL AND upper_inf(i.valid)) b
      ON b.kind = k.there AND b.value_index = a.value_index AND b.person <> a.person
"""
SAME_PHONE = """
    INSERT INTO dup_found
    SELECT DISTINCT least(a.person, b.person), greatest(a.person, b.person), 'phone'
    FROM (SELECT * FROM dup_number n WHERE kind = 'phone'
          AND NOT EXISTS (SELECT FROM dup_shared s WHERE s.kind = n.kind AND s.value_index = n.value_index)) a
    JOIN (SELECT coalesce(l.person, i.person_id) AS person, i.value_index
          FROM units_contact i LEFT JOIN dup_link l ON l.record = i.person_id
          WHERE i.kind = 'phone' AND i.replaced_at IS NULL AND upper_inf(i.valid)) b
      ON b.value_index = a.value_index AND b.person <> a.person
"""
SAME_NAME_AND_DAY = """
    INSERT INTO dup_found
    WITH a AS (
        SELECT m.person_id, m.words, m.birth_date FROM dup_changed c JOIN members_member m ON m.person_id = c.person
        WHERE m.birth_date IS NOT NULL
    ), crowd AS (
        SELECT words, birth_date FROM members_member
        WHERE birth_date IS NOT NULL AND (words, birth_date) IN (SELECT words, birth_date FROM a)
        GROUP BY 1, 2 HAVING count(*) BETWEEN 2 AND %(namesakes)s
    )
    SELECT DISTINCT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id), 'name_and_day'
    FROM crowd JOIN a USING (words, birth_date) JOIN members_member b USING (words, birth_date)
    WHERE b.person_id <> a.person_id
"""
# The union of the employer, of members of a section or a group the one above it; and whose union it is.
BASES = """
    CREATE TEMP TABLE dup_base ON COMMIT DROP AS
    SELECT b.unit, b.base, nullif(coalesce(nullif(v.tax_code, ''), lower(v.employer)), '') AS employer
    FROM (SELECT u.id AS unit, coalesce(up.id, u.id) AS base FROM units_unit u LEFT JOIN LATERAL (
              SELECT g.id FROM unnest(string_to_array(trim(u.path, '/'), '/')) step
              JOIN units_unit g ON g.id = step::bigint AND g.level = 'grassroots'
              WHERE u.level IN ('section', 'group') ORDER BY length(g.path) DESC LIMIT 1) up ON true) b
    LEFT JOIN units_unitversion v ON v.unit_id = b.base AND v.replaced_at IS NULL AND v.valid @> %(day)s::date
"""
# 03/04 for 04/03: what a spreadsheet of another country makes of a day.
SWAPPED = """(a.birth_year = b.birth_year AND a.birth_date <> b.birth_date
              AND extract(month FROM a.birth_date) = extract(day FROM b.birth_date)
              AND extract(day FROM a.birth_date) = extract(month FROM b.birth_date))"""
SAME_NAME_YEAR_AND_UNIT = """
    INSERT INTO dup_found
    WITH told AS (
        SELECT m.person_id, m.words, m.birth_year, m.birth_date, d.base
        FROM members_member m JOIN dup_base d ON d.unit = m.unit_id WHERE m.birth_year IS NOT NULL
    )
    SELECT DISTINCT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id), 'name_and_year'
    FROM dup_changed c JOIN told a ON a.person_id = c.person JOIN told b USING (words, birth_year, base)
    WHERE b.person_id <> a.person_id AND (a.birth_date IS NULL OR b.birth_date IS NULL OR SWAPPED)
""".replace("SWAPPED", SWAPPED)
PAIRS = """
    CREATE TEMP TABLE dup_pair ON COMMIT DROP AS
    SELECT first, second, array_agg(DISTINCT reason) AS found FROM dup_found GROUP BY 1, 2
"""
NAMES = """
    CREATE TEMP TABLE dup_name ON COMMIT DROP AS
    SELECT words, count(*) AS bearers FROM members_member
    WHERE words IN (SELECT m.words FROM dup_pair p JOIN members_member m ON m.person_id = p.first)
    GROUP BY 1
"""
CITIZENS = """
    CREATE TEMP TABLE dup_citizen ON COMMIT DROP AS
    SELECT w.person, array_agg(i.value_index) AS numbers, array_agg(i.value_index) FILTER (WHERE i.verified) AS verified
    FROM (SELECT first AS person FROM dup_pair UNION SELECT second FROM dup_pair) w
    JOIN (SELECT coalesce(l.person, n.person_id) AS person, n.value_index, n.verified
          FROM units_identifier n LEFT JOIN dup_link l ON l.record = n.person_id
          WHERE n.kind = 'citizen_id' AND n.replaced_at IS NULL AND upper_inf(n.valid)
            AND n.value_index IS NOT NULL) i USING (person)
    GROUP BY 1
"""
WEIGHED = """
    CREATE TEMP TABLE dup_weighed ON COMMIT DROP AS
    WITH told AS (
        SELECT p.first, p.second, p.found, x.path AS here, y.path AS there,
               a.words = b.words AS same_name, coalesce(n.bearers <= %(rare)s, false) AS rare,
               a.birth_date = b.birth_date AS same_day,
               a.birth_year = b.birth_year AND (a.birth_date IS NULL OR b.birth_date IS NULL) AS same_year,
               SWAPPED AS swapped,
               a.sex <> '' AND b.sex <> '' AND a.sex <> b.sex AS other_sex,
               a.birth_year <> b.birth_year AS other_year,
               NOT (s.numbers && t.numbers) AS other_id, NOT (s.verified && t.verified) AS other_person,
               d.base = e.base AS same_unit, d.employer = e.employer AS same_employer
        FROM dup_pair p
        JOIN members_member a ON a.person_id = p.first JOIN members_member b ON b.person_id = p.second
        JOIN units_unit x ON x.id = a.unit_id JOIN units_unit y ON y.id = b.unit_id
        JOIN dup_base d ON d.unit = a.unit_id JOIN dup_base e ON e.unit = b.unit_id
        LEFT JOIN dup_name n ON n.words = a.words
        LEFT JOIN dup_citizen s ON s.person = p.first LEFT JOIN dup_citizen t ON t.person = p.second
    ), reasoned AS (
        SELECT first, second, here, there,
               array_remove(found, 'name_and_day') AS numbers,
               array_remove(ARRAY[
                   CASE WHEN same_name AND rare THEN 'rare_name' WHEN same_name THEN 'name' END,
                   CASE WHEN same_day THEN 'birth_date' WHEN same_year THEN 'birth_year'
                        WHEN swapped THEN 'birth_swapped' END,
                   CASE WHEN same_unit THEN 'unit' WHEN same_employer THEN 'employer' END,
                   CASE WHEN other_sex THEN 'other_sex' END,
                   CASE WHEN other_year THEN 'other_year' END,
                   CASE WHEN other_id THEN 'other_id' END], NULL) AS further
        FROM told
        WHERE other_person IS NOT TRUE AND NOT coalesce(other_sex AND other_year, false)
    ), counted AS (
        SELECT first, second, here, there, array_remove(numbers, 'name_and_year') || further AS reasons FROM reasoned
    )
    SELECT first, second, here, there, reasons, least(points.total, 100) AS score
    FROM counted CROSS JOIN LATERAL (
        SELECT coalesce(sum((%(points)s::jsonb ->> reason)::int), 0) AS total FROM unnest(reasons) reason) points
    WHERE reasons && %(certain)s::text[]
       OR (points.total >= %(enough)s AND reasons && ARRAY['name', 'rare_name', 'birth_date'])
""".replace("SWAPPED", SWAPPED)
# The nearest unit above both: the last step that the two paths have in common.
KEEP = """
    INSERT INTO members_duplicatepair AS held (first_id, second_id, upper_id, score, reasons, state, why, found_at)
    SELECT w.first, w.second, up.id, greatest(w.score, 1), w.reasons, 'open', '', %(now)s
    FROM dup_weighed w LEFT JOIN LATERAL (
        SELECT a.step::bigint AS id
        FROM unnest(string_to_array(trim(w.here, '/'), '/')) WITH ORDINALITY a(step, n)
        JOIN unnest(string_to_array(trim(w.there, '/'), '/')) WITH ORDINALITY b(step, n) USING (n)
        WHERE a.step = b.step ORDER BY n DESC LIMIT 1) up ON true
    ON CONFLICT (first_id, second_id) DO UPDATE
    SET score = excluded.score, reasons = excluded.reasons, upper_id = excluded.upper_id
    WHERE held.state = 'open'
"""
FORGET = """
    DELETE FROM members_duplicatepair p
    WHERE p.state = 'open'
      AND (EXISTS (SELECT FROM dup_changed c WHERE c.person IN (p.first_id, p.second_id))
           OR EXISTS (SELECT FROM dup_link l WHERE l.record IN (p.first_id, p.second_id)))
      AND NOT EXISTS (SELECT FROM dup_weighed w WHERE w.first = p.first_id AND w.second = p.second_id)
"""
STEPS = [
    NUMBERS, "ANALYZE dup_number", SHARED_BY_MANY, "ANALYZE dup_shared",
    "CREATE TEMP TABLE dup_found (first bigint, second bigint, reason text) ON COMMIT DROP",
    SAME_NUMBER, SAME_PHONE, SAME_NAME_AND_DAY, BASES, "ANALYZE dup_base", SAME_NAME_YEAR_AND_UNIT, PAIRS,
    "ANALYZE dup_pair", NAMES, "ANALYZE dup_name", CITIZENS, "ANALYZE dup_citizen", WEIGHED, "ANALYZE dup_weighed",
    FORGET, KEEP,
]  # fmt: skip
TEMPORARY = "link", "changed", "number", "shared", "found", "base", "pair", "name", "citizen", "weighed"
CERTAIN = [reason for reason, points in POINTS.items() if points >= ENOUGH]


def find_among(person_ids: Iterable[int]) -> int:
    """Look for duplicates of some people in the whole register; returns the number of pairs that now stand open for
    them. What no longer speaks for a pair that nobody has decided takes it away."""
    return _find(SOME.format(records=GIVEN), {"records": list(person_ids)})[1]


def find_in_batch(batch: str) -> int:
    """Look for duplicates of those of whom one act recorded something: an import, a batch of admissions."""
    return _find(SOME.format(records=OF_BATCH), {"batch": batch})[1]


def find_changed() -> DuplicateSearch:
    """Look for duplicates of all whose record has changed since the last search; at first of everybody."""
    last, now = DuplicateSearch.objects.first(), timezone.now()
    since = last.until - OVERLAP if last else None
    changed, found = _find(SOME.format(records=SINCE) if since else EVERYBODY, {"since": since})
    return DuplicateSearch.objects.create(until=now, changed=changed, found=found)


@transaction.atomic
def _find(whom: str, asked: dict[str, Any]) -> tuple[int, int]:
    """Run the search for those whom a statement names: how many they are, how many pairs were found."""
    inputs = {
        **asked, "shared": SHARED, "namesakes": NAMESAKES, "rare": RARE, "enough": ENOUGH, "certain": CERTAIN,
        "points": json.dumps(POINTS), "day": today(), "now": timezone.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.dup_{name}' for name in TEMPORARY)}")
        for statement in (LINKS, whom, "CREATE INDEX ON dup_changed (person)", "ANALYZE dup_changed", *STEPS):
            cursor.execute(statement, inputs)
        cursor.execute("SELECT (SELECT count(*) FROM dup_changed), (SELECT count(*) FROM dup_weighed)")
        changed, found = cursor.fetchone()
    return int(changed), int(found)
