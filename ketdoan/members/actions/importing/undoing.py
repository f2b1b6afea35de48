"""Taking an import back: its events are voided, what it recorded of people whom the register knew stands as before,
and the records that it opened are erased. Who has been acted on since stays as they are."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.history import replace
from ketdoan.core.modules import persons_changed
from ketdoan.core.sealed import destroy_all
from ketdoan.core.viet import fold, format_date, in_sentence, sort_key
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Appointment, Contact, Identifier, Person, Post
from ketdoan.units.queries.erasure import NAMELESS

from ...models import ImportDone, ImportedChange, Member, MemberEvent, Profile, SensitiveFact
from ...rules import EVENT_LABELS, EventKind
from ..correcting import standing, voids
from ..recording import lock_persons, record

CHUNK = 5_000
_DAYS = {"birth_date", "works_since"}


@dataclass
class Undone:
    """How many people an undoing was about, and who stays as they are, each with why."""

    people: int = 0
    staying: list[tuple[Person, str]] = field(default_factory=list)


@action("members.import_undo", "Hủy đợt nhập đoàn viên", permission="members.import")
def undo(act: Act, *, done: ImportDone) -> Undone:
    """Take an import back, for a reason (`why`), as far as nothing rests on it. Raises ValidationError where it has
    been taken back before."""
    held = ImportDone._base_manager.select_related("unit").select_for_update(of=("self",)).get(pk=done.pk)
    must_hold(act, held.unit)
    if held.undone_at:
        raise ValidationError("Đợt nhập này đã được hủy trước đó.")
    if not act.why.strip():
        raise ValidationError({"why": "Hãy ghi lý do."})
    work = _Undoing(act, held)
    undone = work.run()
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    act.record(held, unit_id=held.unit_id, change={"people": undone.people, "staying": len(undone.staying)})
    act.record_rows(f"members.memberevent:{event.pk}" for event in work.voids)
    return undone


def foreseen(done: ImportDone) -> Undone:
    """What taking an import back would come to now, for those who decide on it."""
    staying = _staying(done, _people_of(done))
    people = _people_of(done) - staying.keys()
    return Undone(len(people), _named(staying))


def kept_of(done: ImportDone) -> int:
    """Of an import that was taken back, how many people it brought in nevertheless stand as it left them."""
    events: Any = MemberEvent._base_manager.filter(batch=done.batch, voided_by=None).exclude(kind=EventKind.VOID)
    return int(events.aggregate(people=Count("person", distinct=True))["people"])


def _people_of(done: ImportDone) -> set[int]:
    events = MemberEvent._base_manager.filter(batch=done.batch).exclude(kind=EventKind.VOID)
    changes = ImportedChange._base_manager.filter(done=done)
    return {*events.values_list("person", flat=True), *changes.values_list("person", flat=True)}


def _staying(done: ImportDone, people: Collection[int]) -> dict[int, str]:
    """Those on whom somebody acted after the import, with what was done first."""
    found: dict[int, str] = {}
    for part in _parts(people):
        later: Any = MemberEvent._base_manager.filter(person__in=part, recorded_at__gt=done.ended_at)
        for event in standing(later.exclude(kind=EventKind.VOID).exclude(batch=done.batch).order_by("pk")):
            label = in_sentence(EVENT_LABELS[EventKind(event.kind)])
            found.setdefault(event.person_id, f"đã ghi {label} ngày {format_date(event.on)}")
        rows: Any = Appointment._base_manager.filter(person__in=part, recorded_at__gt=done.ended_at, replaced_at=None)
        for person in rows.values_list("person", flat=True):
            found.setdefault(person, "đã được bố trí chức vụ")
    return found


def _named(staying: dict[int, str]) -> list[tuple[Person, str]]:
    people = Person._base_manager.filter(pk__in=staying).order_by("sort_key")
    return [(person, staying[person.pk]) for person in people]


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


class _Undoing:
    def __init__(self, act: Act, done: ImportDone) -> None:
        self.act, self.done, self.now = act, done, timezone.now()
        self.voids: list[MemberEvent] = []

    def run(self) -> Undone:
        people = _people_of(self.done)
        lock_persons(people)
        staying = _staying(self.done, people)
        known = set(ImportedChange._base_manager.filter(done=self.done).values_list("person", flat=True))
        going = people - staying.keys()
        for part in _parts(going):
            self._void(part)
            for model in (Contact, Identifier, SensitiveFact):
                self._values(model, part)
            self._fields(part)
            fresh = self._opened(set(part) - known)
            self._erase(fresh)
            persons_changed(part)
        return Undone(len(going), _named(staying))

    def _void(self, people: Sequence[int]) -> None:
        held = MemberEvent._base_manager.filter(batch=self.done.batch, person__in=people)
        events = standing(held.exclude(kind=EventKind.VOID).order_by("pk"))
        if events:
            self.voids += record(self.act, voids(events))

    def _values(self, model: Any, people: Sequence[int]) -> None:
        """Put the values that were in force before in the place of those of the import, where these still stand."""
        during = (self.done.began_at, self.done.ended_at)
        own: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for row in model._base_manager.filter(person__in=people, recorded_at__range=during, replaced_at=None):
            own[row.person_id, row.kind].append(row)
        before: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for row in model._base_manager.filter(person__in=people, replaced_at__range=during):
            if (row.person_id, row.kind) in own:
                before[row.person_id, row.kind].append(row)
        old = [row for rows in own.values() for row in rows]
        new = [type(row)(**_copied(row)) for rows in before.values() for row in rows]
        if old:
            replace(old, new, self.now)

    def _fields(self, people: Sequence[int]) -> None:
        """Put the fields of records as they were, where nobody has changed them since."""
        changes = ImportedChange._base_manager.filter(done=self.done, person__in=people).select_related("person__key")
        profiles = Profile._base_manager.in_bulk(list(people))
        for change in changes:
            told = json.loads(change.before.text or "{}")
            _put_back(change.person, told.get("person", {}))
            if profile := profiles.get(change.person_id):
                _put_back(profile, told.get("profile", {}))

    def _opened(self, people: Collection[int]) -> list[Person]:
        """Persons whose records the import opened, and who are nothing else to the union."""
        rows = Person._base_manager.filter(pk__in=people, account=None, created_at__gte=self.done.began_at)
        rows = rows.filter(created_at__lte=self.done.ended_at).select_related("key")
        used = {
            pk for model in (Appointment, Post, Member)
            for pk in model._base_manager.filter(person__in=people).values_list("person", flat=True)
        }  # fmt: skip
        return [person for person in rows if person.pk not in used]

    @staticmethod
    def _erase(people: Sequence[Person]) -> None:
        """Nothing is kept of those of whom the union knows by this import alone: the number of the record stays, for
        the events that were voided."""
        keys = [person.key_id for person in people if person.key_id]
        Profile._base_manager.filter(person__in=people).delete()
        if keys:
            destroy_all(keys)
        Person._base_manager.filter(pk__in=[person.pk for person in people]).update(
            name=NAMELESS, words=fold(NAMELESS), sort_key=sort_key(NAMELESS), sex="", birth_date=None, birth_year=None
        )


def _copied(row: Any) -> dict[str, Any]:
    """The values of a dated row but its key and its times."""
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in ("id", "recorded_at", "replaced_at")}


def _put_back(thing: Any, told: dict[str, list[Any]]) -> None:
    changed = [name for name, (_, after) in told.items() if getattr(thing, name) == _value(name, after)]
    for name in changed:
        setattr(thing, name, _value(name, told[name][0]))
    if changed:
        thing.save(update_fields=changed)


def _value(name: str, kept: Any) -> Any:
    return date.fromisoformat(kept) if name in _DAYS and kept else kept
