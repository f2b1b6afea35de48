"""What follows from events: spells, and the row of each member. Rebuilt whole for each person that is touched."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from ketdoan.core.bulk import copy_in, insert_all
from ketdoan.core.viet import format_date, format_number, today
from ketdoan.units.actions.people import Opened
from ketdoan.units.models import Person

from ..models import Member, MemberEvent, PersonLink, Spell
from ..models.members import LEFT
from ..queries.links import circles
from ..rules import ENTRIES, EVENT_LABELS, Course, EventKind, Fact, Stay, replay, voided

CHUNK = 5_000
#: So many of those with whom something is wrong are named.
NAMED = 20
#: What a spell says; two that agree in it are the same row.
SPELL = (
    "person_id", "unit_id", "standing", "since", "until", "came", "came_event_id", "from_unit_id", "went", "reason",
    "went_event_id", "sex", "birth_year", "path", "from_path", "out_path",
)  # fmt: skip
MEMBER = (
    "person_id", "unit_id", "state", "since", "joined_on", "words", "sort_key", "sex", "birth_date", "birth_year",
)  # fmt: skip


@dataclass(frozen=True)
class Paths:
    """The paths of the units of an event where the day's tree does not tell them: of the unit come to, of the unit
    come from, of the unit left."""

    to: str | None = None
    source: str | None = None
    left: str | None = None


PathsOf = Mapping[int, Paths]
_NOWHERE = Paths()


def courses(
    records: Mapping[int, Collection[int]], without: Collection[int] = (), also: Sequence[Fact] = ()
) -> dict[int, Course]:
    """The course of each person by the events held for true, of all the person's records together; as they would be
    without some of them, or if more had happened to them."""
    owner = {record: person for person, of_one in records.items() for record in of_one}
    events: dict[int, list[MemberEvent]] = {person: [] for person in records}
    for event in MemberEvent._base_manager.filter(person__in=owner).order_by("on", "place", "pk"):
        if event.pk not in without:
            events[owner[event.person_id]].append(event)
    facts = {person: standing_facts(of_one) for person, of_one in events.items() if of_one}
    return {person: replay([*of_one, *also]) for person, of_one in facts.items()}


def standing_facts(events: Sequence[MemberEvent]) -> list[Fact]:
    """The facts of one person that are not void."""
    voids = [(event.pk, event.voids_id) for event in events if event.voids_id]
    gone, _ = voided(voids) if voids else (set(), set())
    return [event.fact for event in events if event.kind != EventKind.VOID and event.pk not in gone]


def derive(person_ids: Collection[int], fresh: Collection[int] = ()) -> dict[int, Course]:
    """Bring spells and members up to date with the events of persons, whose rows the caller holds locked.

    Returns the courses, by the record under which a person's others go on. Raises ValidationError where an event
    could not have happened. What several records of one person say twice has no effect; then only an event is
    refused that became impossible by those of `fresh`, which an act has just appended.
    """
    found: dict[int, Course] = {}
    people = circles(person_ids)
    ids = sorted(people.records)
    for start in range(0, len(ids), CHUNK):
        part = {pk: people.records[pk] for pk in ids[start : start + CHUNK]}
        of_part = courses(part)
        _check_new(part, of_part, fresh)
        records = [record for of_one in part.values() for record in of_one]
        keep(of_part, known_paths(records))
        found |= of_part
        gone = [pk for pk in records if not of_part.get(pk, Course()).stays]
        Spell._base_manager.filter(person__in=gone).delete()
        Member._base_manager.filter(person__in=gone).delete()
    return found


def _check_new(records: Mapping[int, Collection[int]], found: Mapping[int, Course], fresh: Collection[int]) -> None:
    """Raise ValidationError for the first event that could not have happened; of persons with several records for
    the first that could have, if it were not for the fresh ones."""
    several = {pk: of_one for pk, of_one in records.items() if len(of_one) > 1}
    check({pk: course for pk, course in found.items() if pk not in several})
    if not several or not fresh:
        return
    before = courses(several, without=fresh)
    for pk in several:
        idle = {fact.id for fact, _ in before.get(pk, Course()).impossible}
        course = found.get(pk, Course())
        check({pk: Course(impossible=[(fact, why) for fact, why in course.impossible if fact.id not in idle])})


def check(found: Mapping[int, Course]) -> None:
    """Raise ValidationError where an event could not have happened: for the first, and of several people with the names
    of those with whom something is wrong."""
    wrong = {pk: course.impossible[0] for pk, course in found.items() if course.impossible}
    if not wrong:
        return
    fact, why = next(iter(wrong.values()))
    told = f"{EVENT_LABELS[EventKind(fact.kind)]} ngày {format_date(fact.on)}: {why} vào ngày đó."
    if len(found) == 1:
        raise ValidationError(told)
    names = Person._base_manager.filter(pk__in=wrong).order_by("sort_key", "pk").values_list("name", flat=True)
    others = f" và {format_number(len(wrong) - NAMED)} người khác" if len(wrong) > NAMED else ""
    raise ValidationError(f"{told} Chưa ghi cho ai, vì không hợp với: {', '.join(names[:NAMED])}{others}.")


def keep_new(found: Mapping[int, Course], people: Iterable[Person | Opened], paths: PathsOf | None = None) -> None:
    """Write the spells and the member rows of persons who have none yet."""
    day, given = today(), paths or {}
    lasting = [(person, found[person.pk].stays) for person in people if person.pk in found]
    spells = (_spell_values(person, stay, given) for person, stays in lasting for stay in stays)
    copy_in(Spell, [name.removesuffix("_id") for name in SPELL], spells)
    members = (_member_values(person, stays, day) for person, stays in lasting if stays)
    copy_in(Member, [name.removesuffix("_id") for name in MEMBER], members)


def keep(found: Mapping[int, Course], paths: PathsOf | None = None) -> None:
    """Write the spells and the member rows of courses, where they are not so already."""
    lasting = {pk: course for pk, course in found.items() if course.stays}
    people = {person.pk: person for person in Person._base_manager.filter(pk__in=lasting)}
    wanted = [_spell(people[pk], stay, paths or {}) for pk, course in lasting.items() for stay in course.stays]
    held: dict[tuple[Any, ...], Spell] = {
        _said(spell): spell for spell in Spell._base_manager.filter(person__in=lasting)
    }
    fresh = [spell for spell in wanted if held.pop(_said(spell), None) is None]
    Spell._base_manager.filter(pk__in=[spell.pk for spell in held.values()]).delete()
    insert_all(fresh)
    day = today()
    _keep_members([_member(people[pk], course.stays, day) for pk, course in lasting.items()])


def known_paths(person_ids: Collection[int]) -> dict[int, Paths]:
    """The paths that events of persons were given when they were first kept: those of spells that stand, and those
    of spells that a link took away."""
    given = Q(path__isnull=False) | Q(from_path__isnull=False) | Q(out_path__isnull=False)
    links = PersonLink._base_manager.filter(Q(person__in=person_ids) | Q(into__in=person_ids)).exclude(paths={})
    kept = links.order_by("pk").values_list("paths", flat=True)
    found = {int(event): Paths(*of_one) for paths in kept for event, of_one in paths.items()}
    for spell in Spell._base_manager.filter(given, person__in=person_ids):
        before = found.get(spell.came_event_id, _NOWHERE)
        found[spell.came_event_id] = Paths(spell.path, spell.from_path, before.left)
        if spell.out_path is not None and spell.went_event_id:
            before = found.get(spell.went_event_id, _NOWHERE)
            found[spell.went_event_id] = Paths(before.to, before.source, spell.out_path)
    return found


def _spell(person: Person, stay: Stay, paths: PathsOf) -> Spell:
    return Spell(**dict(zip(SPELL, _spell_values(person, stay, paths), strict=True)))


def _spell_values(person: Person | Opened, stay: Stay, paths: PathsOf) -> tuple[Any, ...]:
    """The values of a spell, in the order of SPELL."""
    came = paths.get(stay.came_event, _NOWHERE)
    went = paths.get(stay.went_event, _NOWHERE) if stay.went_event else _NOWHERE
    return (
        person.pk, stay.unit, stay.standing, stay.since, stay.until, stay.came, stay.came_event, stay.from_unit,
        stay.went, stay.reason, stay.went_event, person.sex, person.birth_year, came.to, came.source, went.left,
    )  # fmt: skip


def _said(spell: Spell) -> tuple[Any, ...]:
    return tuple(getattr(spell, name) for name in SPELL)


def _member(person: Person, stays: Sequence[Stay], day: date) -> Member:
    return Member(**dict(zip(MEMBER, _member_values(person, stays, day), strict=True)))


def _member_values(person: Person | Opened, stays: Sequence[Stay], day: date) -> tuple[Any, ...]:
    """The values of the row of a member, in the order of MEMBER, as the stays tell it of a day; before the first stay
    begins, of its first day."""
    at = max((number for number, stay in enumerate(stays) if stay.since <= day), default=0)
    stay = stays[at]
    left = stay.until is not None and stay.until <= day
    first = next((earlier for earlier in reversed(stays[: at + 1]) if _enters(earlier)), stay)
    return (
        person.pk, stay.unit, LEFT if left else str(stay.standing), stay.until if left and stay.until else stay.since,
        first.since, person.words, person.sort_key, person.sex, person.birth_date, person.birth_year,
    )  # fmt: skip


def _enters(stay: Stay) -> bool:
    return stay.came in (*ENTRIES, EventKind.HONORARY)


def _keep_members(rows: Sequence[Member]) -> None:
    held = Member._base_manager.in_bulk([row.pk for row in rows])
    insert_all([row for row in rows if row.pk not in held])
    changed = [
        row
        for row in rows
        if row.pk in held and any(getattr(row, name) != getattr(held[row.pk], name) for name in MEMBER)
    ]
    Member._base_manager.bulk_update(changed, [name.removesuffix("_id") for name in MEMBER[1:]], batch_size=1_000)
    _hand_over_records([(row.pk, held[row.pk].unit_id, row.unit_id) for row in changed])


RECORDS = """
    UPDATE units_person p SET unit_id = moved.after
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS moved (id, before, after)
    WHERE p.id = moved.id AND p.unit_id = moved.before AND moved.after <> moved.before
"""


def _hand_over_records(moves: Sequence[tuple[int, int, int]]) -> None:
    """Let the unit where a member is now keep the person's record, where the unit of before kept it."""
    if moves:
        with connection.cursor() as cursor:
            cursor.execute(RECORDS, [list(column) for column in zip(*moves, strict=True)])


def refresh_due(after: date) -> None:
    """Bring up to date what spells say begins or ends on a day later than `after`, up to today. Run daily."""
    due = Q(since__gt=after, since__lte=today()) | Q(until__gt=after, until__lte=today())
    derive(set(Spell._base_manager.filter(due).values_list("person", flat=True)))


def follow_persons(person_ids: Collection[int]) -> None:
    """Repeat in spells and members what the records of persons say now."""
    known = Member._base_manager.filter(person__in=person_ids).values_list("person", flat=True)
    derive(list(known))
