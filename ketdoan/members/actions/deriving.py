"""What follows from events: spells, and the row of each member. Rebuilt whole for each person that is touched."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from ketdoan.core.bulk import insert_all
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Person

from ..models import Member, MemberEvent, Spell
from ..models.members import LEFT
from ..rules import ENTRIES, EVENT_LABELS, Course, EventKind, Fact, Stay, replay, voided

CHUNK = 5_000
#: What of a spell tells it from others of its person; two that agree in it are the same row.
SAID = (
    "unit_id", "standing", "since", "until", "came", "came_event_id", "from_unit_id", "went", "reason", "went_event_id",
    "sex", "birth_year", "path", "from_path", "out_path",
)  # fmt: skip


@dataclass(frozen=True)
class Paths:
    """The paths of the units of an event where the day's tree does not tell them: of the unit come to, of the unit
    come from, of the unit left."""

    to: str | None = None
    source: str | None = None
    left: str | None = None


PathsOf = Mapping[int, Paths]


def courses(person_ids: Collection[int]) -> dict[int, Course]:
    """The course of each person by the events held for true."""
    events: dict[int, list[MemberEvent]] = defaultdict(list)
    for event in MemberEvent._base_manager.filter(person__in=person_ids).order_by("on", "place", "pk"):
        events[event.person_id].append(event)
    return {person: replay(standing_facts(of_one)) for person, of_one in events.items()}


def standing_facts(events: Sequence[MemberEvent]) -> list[Fact]:
    """The facts of one person that are not void."""
    voids = [(event.pk, event.voids_id) for event in events if event.voids_id]
    gone, _ = voided(voids) if voids else (set(), set())
    return [event.fact for event in events if event.kind != EventKind.VOID and event.pk not in gone]


def derive(person_ids: Collection[int]) -> dict[int, Course]:
    """Bring spells and members up to date with the events of persons, whose rows the caller holds locked.

    Returns the courses. Raises ValidationError where an event could not have happened.
    """
    found: dict[int, Course] = {}
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        of_part = courses(part)
        check(of_part.values())
        keep(of_part, _known_paths(part))
        found |= of_part
        gone = [pk for pk in part if not of_part.get(pk, Course()).stays]
        Spell._base_manager.filter(person__in=gone).delete()
        Member._base_manager.filter(person__in=gone).delete()
    return found


def check(found: Iterable[Course]) -> None:
    """Raise ValidationError for the first event that could not have happened."""
    for course in found:
        for fact, why in course.impossible:
            label = EVENT_LABELS[EventKind(fact.kind)]
            raise ValidationError(f"{label} ngày {format_date(fact.on)}: {why} vào ngày đó.")


def keep(found: Mapping[int, Course], paths: PathsOf | None = None, *, new: bool = False) -> None:
    """Write the spells and the member rows of courses. `new` says that none of the persons has any yet."""
    lasting = {pk: course for pk, course in found.items() if course.stays}
    people = {person.pk: person for person in Person._base_manager.filter(pk__in=lasting)}
    wanted = [_spell(people[pk], stay, paths or {}) for pk, course in lasting.items() for stay in course.stays]
    if new:
        insert_all(wanted)
        insert_all([_member(people[pk], course.stays) for pk, course in lasting.items()])
        return
    held: dict[tuple[Any, ...], Spell] = {
        _said(spell): spell for spell in Spell._base_manager.filter(person__in=lasting)
    }
    fresh = [spell for spell in wanted if held.pop(_said(spell), None) is None]
    Spell._base_manager.filter(pk__in=[spell.pk for spell in held.values()]).delete()
    insert_all(fresh)
    _keep_members([_member(people[pk], course.stays) for pk, course in lasting.items()])


def _known_paths(person_ids: Collection[int]) -> dict[int, Paths]:
    """The paths that events of persons were given when they were first kept."""
    given = Q(path__isnull=False) | Q(from_path__isnull=False) | Q(out_path__isnull=False)
    found: dict[int, Paths] = {}
    for spell in Spell._base_manager.filter(given, person__in=person_ids):
        before = found.get(spell.came_event_id, Paths())
        found[spell.came_event_id] = Paths(spell.path, spell.from_path, before.left)
        if spell.out_path is not None and spell.went_event_id:
            before = found.get(spell.went_event_id, Paths())
            found[spell.went_event_id] = Paths(before.to, before.source, spell.out_path)
    return found


def _spell(person: Person, stay: Stay, paths: PathsOf) -> Spell:
    came = paths.get(stay.came_event, _NOWHERE)
    went = paths.get(stay.went_event, _NOWHERE) if stay.went_event else _NOWHERE
    return Spell(
        person_id=person.pk,
        unit_id=stay.unit,
        standing=stay.standing,
        since=stay.since,
        until=stay.until,
        came=stay.came,
        came_event_id=stay.came_event,
        from_unit_id=stay.from_unit,
        went=stay.went,
        reason=stay.reason,
        went_event_id=stay.went_event,
        sex=person.sex,
        birth_year=person.birth_year,
        path=came.to,
        from_path=came.source,
        out_path=went.left,
    )


_NOWHERE = Paths()


def _said(spell: Spell) -> tuple[Any, ...]:
    return (spell.person_id, *(getattr(spell, name) for name in SAID))


def _member(person: Person, stays: Sequence[Stay]) -> Member:
    """The row of a member as the stays tell it of today; before the first stay begins, of its first day."""
    day = today()
    at = max((number for number, stay in enumerate(stays) if stay.since <= day), default=0)
    stay = stays[at]
    left = stay.until is not None and stay.until <= day
    first = next((earlier for earlier in reversed(stays[: at + 1]) if _enters(earlier)), stay)
    return Member(
        person_id=person.pk,
        unit_id=stay.unit,
        state=LEFT if left else str(stay.standing),
        since=stay.until if left and stay.until else stay.since,
        joined_on=first.since,
        words=person.words,
        sort_key=person.sort_key,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_year=person.birth_year,
    )


def _enters(stay: Stay) -> bool:
    return stay.came in (*ENTRIES, EventKind.HONORARY)


_COPIES = [field.attname for field in Member._meta.concrete_fields if not field.primary_key]


def _keep_members(rows: Sequence[Member]) -> None:
    held = Member._base_manager.in_bulk([row.pk for row in rows])
    insert_all([row for row in rows if row.pk not in held])
    changed = [
        row
        for row in rows
        if row.pk in held and any(getattr(row, name) != getattr(held[row.pk], name) for name in _COPIES)
    ]
    fields = [field.name for field in Member._meta.concrete_fields if not field.primary_key]
    Member._base_manager.bulk_update(changed, fields, batch_size=1_000)


def refresh_due(after: date) -> None:
    """Bring up to date what spells say begins or ends on a day later than `after`, up to today. Run daily."""
    due = Q(since__gt=after, since__lte=today()) | Q(until__gt=after, until__lte=today())
    derive(set(Spell._base_manager.filter(due).values_list("person", flat=True)))


def follow_persons(person_ids: Collection[int]) -> None:
    """Repeat in spells and members what the records of persons say now."""
    known = Member._base_manager.filter(person__in=person_ids).values_list("person", flat=True)
    derive(list(known))
