"""Doing what a plan says, in bulk. Part of an act: call it from one."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from ketdoan.core.actions import Act
from ketdoan.core.bulk import copy_in, insert_all
from ketdoan.core.crypto import Sealer, blinder, new_sealers
from ketdoan.core.history import amend, replace, span
from ketdoan.core.jobs import registry
from ketdoan.core.modules import persons_changed
from ketdoan.core.staging.plans import Step
from ketdoan.core.viet import today
from ketdoan.units.actions.people import Opened, open_records
from ketdoan.units.models import Contact, Identifier, Person

from ...models import ImportDone, ImportedChange, MemberEvent, MemberImport, Profile, SensitiveFact
from ...queries.known import Known
from ..bringing import begin_past
from ..recording import record
from .plan import Changing, Coming, MemberPlan

CHUNK = 5_000
PROFILE = [field.name for field in Profile._meta.concrete_fields]
_EMPTY = {field.name: field.get_default() for field in Profile._meta.concrete_fields if field.name != "person"}


def carry_out(act: Act, upload: MemberImport, plan: MemberPlan, step: Step) -> tuple[ImportDone, list[str]]:
    """Do all of a plan; `step` is told how many people are done. Returns what an undoing rests on, and the names of
    what came of it."""
    work = _Work(act, step)
    for start in range(0, len(plan.coming), CHUNK):
        work.bring_in(plan.coming[start : start + CHUNK])
    for start in range(0, len(plan.changing), CHUNK):
        work.change(plan.changing[start : start + CHUNK])
    return work.finish(upload, plan), work.made


class _Work:
    def __init__(self, act: Act, step: Step) -> None:
        self.act, self.step = act, step
        self.batch, self.began, self.day = uuid.uuid4(), timezone.now(), today()
        self.made: list[str] = []
        self.before: list[tuple[Known, bytes]] = []

    def bring_in(self, coming: Sequence[Coming]) -> None:
        """Open the records of newcomers, with what happened to them, their work, their sensitive facts."""
        people = open_records([one.new for one in coming])
        events = begin_past(self.act.actor, people, [one.happenings for one in coming], self.batch)
        copy_in(Profile, PROFILE, self._profiles(people, coming))
        copy_in(SensitiveFact, ["person", "kind", "valid", "value", "recorded_at"], self._facts(people, coming))
        self.made += [f"members.memberevent:{event.pk}" for event in events]
        self.step(len(coming))

    @staticmethod
    def _profiles(people: Sequence[Opened], coming: Sequence[Coming]) -> Iterator[Sequence[Any]]:
        for person, one in zip(people, coming, strict=True):
            if one.profile:
                values = {**_EMPTY, **one.profile, "person": person.pk}
                yield [values[name] for name in PROFILE]

    def _facts(self, people: Sequence[Opened], coming: Sequence[Coming]) -> Iterator[Sequence[Any]]:
        place, now = _place(SensitiveFact), timezone.now()
        valid = f"[{self.day},)"  # as text: a range object is written anew for each row
        for person, one in zip(people, coming, strict=True):
            if person.sealer:
                for kind, text in one.facts.items():
                    yield person.pk, kind, valid, person.sealer.seal(place, text), now

    def change(self, changing: Sequence[Changing]) -> None:
        """Record what is new of people whom the register knows."""
        valued = [one for one in changing if one.values]
        sealers = self._sealers(valued)
        for model, name, held in (
            (Contact, "contacts", "contacts"),
            (Identifier, "numbers", "numbers"),
            (SensitiveFact, "facts", "facts"),
        ):
            self._replace(model, valued, sealers, name, held)
        self._keep_before(valued, sealers)
        self._persons([one for one in valued if one.person])
        self._profiles_of([one for one in valued if one.profile])
        events = [
            MemberEvent(
                person_id=one.known.person.pk, kind=happening.kind, on=happening.on, unit_id=happening.unit,
                reason=happening.reason, batch=self.batch,
            )
            for one in changing
            for happening in one.happenings
        ]  # fmt: skip
        if events:
            record(self.act, events)
        persons_changed([one.known.person.pk for one in valued if one.person])
        self.made += [f"members.memberevent:{event.pk}" for event in events]
        self.made += [f"units.person:{one.known.person.pk}" for one in valued]
        self.step(len(changing))

    def _sealers(self, changing: Sequence[Changing]) -> dict[int, Sealer]:
        """Of each person what seals their values; a key for those who have none yet."""
        found = {one.known.person.pk: one.known.sealer for one in changing}
        bare = [one.known.person for one in changing if one.known.sealer is None]
        for person, sealer in zip(bare, new_sealers(len(bare)) if bare else (), strict=True):
            person.key_id = sealer.key_id
            found[person.pk] = sealer
        Person._base_manager.bulk_update(bare, ["key"], batch_size=1_000)
        return {pk: sealer for pk, sealer in found.items() if sealer}

    def _replace(
        self, model: Any, changing: Sequence[Changing], sealers: Mapping[int, Sealer], name: str, held: str
    ) -> None:
        """Put sealed values in the place of those that were in force."""
        place, valid = _place(model), span(self.day)
        blind = _blinder(model)
        old, new = [], []
        for one in changing:
            pk = one.known.person.pk
            for kind, text in getattr(one, name).items():
                row = model(person_id=pk, kind=kind, valid=valid)
                row.value = sealers[pk].seal(place, text)
                if blind:
                    row.value_index = blind(text)
                before = getattr(one.known, held).get(kind)
                if before is not None:
                    old.append(before)
                    new += amend([before], self.day, None, lambda _: None)
                new.append(row)
        if new:
            replace(old, new)

    def _keep_before(self, changing: Sequence[Changing], sealers: Mapping[int, Sealer]) -> None:
        """Keep how the record of each stood and how it stands now, sealed: no history does it for these fields."""
        place = _place(ImportedChange, "before")
        for one in changing:
            person, profile = one.known.person, one.known.profile
            told = {
                "person": {name: [getattr(person, name), value] for name, value in one.person.items()},
                "profile": {
                    name: [getattr(profile, name) if profile else _EMPTY[name], value]
                    for name, value in one.profile.items()
                },
            }
            sealed = sealers[person.pk].seal(place, json.dumps(told, ensure_ascii=False, default=date.isoformat))
            self.before.append((one.known, sealed))

    @staticmethod
    def _persons(changing: Sequence[Changing]) -> None:
        names: set[str] = set()
        for one in changing:
            for name, value in one.person.items():
                setattr(one.known.person, name, value)
                names.add(name)
        people = [one.known.person for one in changing]
        if people:
            Person._base_manager.bulk_update(people, sorted(names), batch_size=1_000)

    @staticmethod
    def _profiles_of(changing: Sequence[Changing]) -> None:
        new: list[Profile] = []
        old: list[Profile] = []
        names: set[str] = set()
        for one in changing:
            profile = one.known.profile or Profile(person_id=one.known.person.pk)
            (old if one.known.profile else new).append(profile)
            for name, value in one.profile.items():
                setattr(profile, name, value)
                names.add(name)
        insert_all(new)
        if old:
            Profile._base_manager.bulk_update(old, sorted(names), batch_size=1_000)

    def finish(self, upload: MemberImport, plan: MemberPlan) -> ImportDone:
        """Note that it was done."""
        done = ImportDone._base_manager.create(
            unit=upload.unit, upload_id=upload.pk, account_id=self.act.actor.account_id, batch=self.batch,
            counts=plan.done(), began_at=self.began, ended_at=timezone.now(),
        )  # fmt: skip
        registry["members.look_at_batch"].later(batch=str(self.batch))
        names = ["done", "person", "before"]
        copy_in(ImportedChange, names, ((done.pk, known.person.pk, sealed) for known, sealed in self.before))
        return done


def _place(model: Any, column: str = "value") -> str:
    return str(model._meta.get_field(column).place)


def _blinder(model: Any) -> Callable[[str], bytes | None] | None:
    """The blind index of the values of a table; None where it has none."""
    if model is SensitiveFact:
        return None
    index, blind = model._meta.get_field("value_index"), blinder(_place(model))

    def of(text: str) -> bytes | None:
        plain = index.normalise(text)
        return blind(plain) if plain else None

    return of
