"""Finding what is missing or contradicts in members' records: set-based, and kept as codes without any value.

Citizen's numbers are sealed. Whether one fits the person's sex and year of birth is found once, when it is written or
by a job that opens it for this alone and shows it to nobody; what is kept is the doubt.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import citizen_id_doubts, today
from ketdoan.units.models import Identifier, Person

from ..models import MemberEvent, NumberCheck
from ..queries.quality import limits

CHUNK = 2_000
#: Of more persons changed at once the nightly job takes care.
AT_ONCE = 1_000

CHECKED = """
    WITH RECURSIVE up AS (
        SELECT person_id AS record, into_id AS person FROM members_personlink WHERE undone_at IS NULL
        UNION ALL
        SELECT up.record, l.into_id FROM up JOIN members_personlink l ON l.person_id = up.person AND l.undone_at IS NULL
    ), link AS (
        SELECT record, person FROM up
        WHERE NOT EXISTS (SELECT FROM members_personlink l WHERE l.person_id = up.person AND l.undone_at IS NULL)
    ), asked AS (
        SELECT m.*, u.ended_on FROM members_member m JOIN units_unit u ON u.id = m.unit_id
        WHERE m.state IN ('member', 'suspended') {whom}
          AND NOT EXISTS (SELECT FROM units_person p JOIN core_datakey k ON k.id = p.key_id
                          WHERE p.id = m.person_id AND k.destroyed_at IS NOT NULL)
    ), numbers AS (
        SELECT i.person_id, c.doubts, i.value_index FROM units_identifier i
        LEFT JOIN members_numbercheck c ON c.identifier_id = i.id
        WHERE i.kind = 'citizen_id' AND i.replaced_at IS NULL AND upper_inf(i.valid) AND i.value_index IS NOT NULL
              {of_numbers}
    ), shared AS (
        SELECT DISTINCT n.value_index FROM numbers n JOIN units_identifier o
             ON o.kind = 'citizen_id' AND o.value_index = n.value_index AND o.person_id <> n.person_id
             AND o.replaced_at IS NULL AND upper_inf(o.valid)
             LEFT JOIN link x ON x.record = n.person_id LEFT JOIN link y ON y.record = o.person_id
        WHERE coalesce(x.person, n.person_id) <> coalesce(y.person, o.person_id)
    ), found AS (
        SELECT a.person_id, array_remove(ARRAY[
            CASE WHEN a.sex = '' THEN 'no_sex' END,
            CASE WHEN a.birth_year IS NULL THEN 'no_birth' WHEN a.birth_date IS NULL THEN 'year_only' END,
            CASE WHEN p.person_id IS NULL AND NOT EXISTS (
                SELECT FROM link l JOIN units_contact c ON c.person_id = l.record
                WHERE l.person = a.person_id AND c.kind = 'phone' AND c.replaced_at IS NULL AND upper_inf(c.valid))
                THEN 'no_phone' END,
            CASE WHEN n.person_id IS NULL AND NOT EXISTS (
                SELECT FROM link l JOIN units_identifier i ON i.person_id = l.record
                WHERE l.person = a.person_id AND i.kind = 'citizen_id' AND i.replaced_at IS NULL AND upper_inf(i.valid))
                THEN 'no_id' END,
            CASE WHEN 'id_sex' = ANY(n.doubts) THEN 'id_sex' END,
            CASE WHEN 'id_year' = ANY(n.doubts) THEN 'id_year' END,
            CASE WHEN s.value_index IS NOT NULL THEN 'shared_id' END,
            CASE WHEN {born} > %(day)s::date - make_interval(years => %(age_from)s) THEN 'too_young' END,
            CASE WHEN {born} <= %(day)s::date - make_interval(years => %(age_to)s + 1) THEN 'too_old' END,
            CASE WHEN {born} > a.joined_on - make_interval(years => %(age_from)s) THEN 'joined_young' END,
            CASE WHEN a.state = 'suspended' AND a.since <= %(day)s::date - make_interval(months => %(months)s)
                 THEN 'suspended_long' END,
            CASE WHEN a.ended_on <= %(day)s THEN 'ended_unit' END], NULL) AS codes
        FROM asked a
        LEFT JOIN units_contact p ON p.person_id = a.person_id AND p.kind = 'phone' AND p.replaced_at IS NULL
             AND upper_inf(p.valid)
        LEFT JOIN numbers n ON n.person_id = a.person_id
        LEFT JOIN shared s ON s.value_index = n.value_index
    ), gone AS (
        DELETE FROM members_quality q WHERE {of_quality}
        NOT EXISTS (SELECT FROM found f WHERE f.person_id = q.person_id AND f.codes <> '{{}}')
    )
    INSERT INTO members_quality AS held (person_id, codes, checked_at)
    SELECT person_id, codes, %(now)s FROM found WHERE codes <> '{{}}'
    ON CONFLICT (person_id) DO UPDATE SET codes = excluded.codes, checked_at = excluded.checked_at
    WHERE held.codes <> excluded.codes
"""
# Where only the year is known, the end of it counts against being too old, and its beginning against too young.
OLDEST = "coalesce(a.birth_date, make_date(a.birth_year, 1, 1))"
YOUNGEST = "coalesce(a.birth_date, make_date(a.birth_year, 12, 31))"


def check_all() -> None:
    """Bring the findings on every member's record up to date."""
    _check({"whom": "", "of_numbers": "", "of_quality": ""}, {})


def check_some(person_ids: Collection[int]) -> None:
    """Bring the findings on some members' records up to date, their numbers compared anew."""
    ids = list(person_ids)
    NumberCheck.objects.filter(identifier__person__in=ids).delete()
    while _compare(_unchecked().filter(person__in=ids)):
        pass
    parts = {
        "whom": "AND m.person_id = ANY(%(persons)s)",
        "of_numbers": "AND i.person_id = ANY(%(persons)s)",
        "of_quality": "q.person_id = ANY(%(persons)s) AND",
    }
    _check(parts, {"persons": ids})


def check_batch(batch: str) -> None:
    """Bring the findings on those up to date of whom one act recorded something."""
    check_some(set(MemberEvent._base_manager.filter(batch=batch).values_list("person", flat=True)))


def follow_records(person_ids: Collection[int]) -> None:
    """Check the records of persons again, since what they say has changed."""
    if len(person_ids) <= AT_ONCE:
        check_some(person_ids)


def _check(parts: dict[str, str], asked: dict[str, Any]) -> None:
    day = today()
    limit = limits(day)
    statement = CHECKED.replace("{born} <=", f"{YOUNGEST} <=").replace("{born} >", f"{OLDEST} >").format(**parts)
    inputs = {
        "day": day, "now": timezone.now(), "age_from": limit["age_from"], "age_to": limit["age_to"],
        "months": limit["suspended_months"], **asked,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, inputs)


@action("members.check_numbers", "Đối chiếu số căn cước với giới tính, năm sinh")
def check_numbers(act: Act) -> int:
    """Compare the citizen's numbers that nobody has compared yet with what else the records say; how many there were.

    Done by the system alone. Each is opened in memory and shown to nobody; the trail keeps a digest of the rows.
    """
    done: list[int] = []
    while part := _compare(_unchecked().all()):
        done += part
    act.record_rows(done)
    return len(done)


def _unchecked() -> Any:
    rows = Identifier._base_manager.filter(kind=Identifier.CITIZEN_ID, replaced_at=None, valid__upper_inf=True)
    return rows.filter(check_made=None).select_related("person__key").order_by("pk")


def _compare(rows: Any) -> list[int]:
    """Compare a part of the numbers; returns the ids of their rows."""
    part = list(rows[:CHUNK])
    NumberCheck.objects.bulk_create(
        [NumberCheck(identifier=row, doubts=_doubts(row)) for row in part], ignore_conflicts=True
    )
    return [row.pk for row in part]


def _doubts(row: Identifier) -> list[str]:
    person: Person = row.person
    text = row.value.text if row.value and not person.erased else None
    if not text:
        return []
    born = person.birth_date or (person.birth_year and today().replace(person.birth_year, 1, 1)) or None
    of_year = citizen_id_doubts(text, born, "")
    of_both = citizen_id_doubts(text, born, person.sex)
    return [*(["id_year"] if of_year else []), *(["id_sex"] if len(of_both) > len(of_year) else [])]
