"""Opening the records of many persons at once, with how to reach them and their numbers. Part of an act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from ketdoan.core.bulk import copy_in, insert_all, take_keys
from ketdoan.core.crypto import Sealer, blinder, new_sealers
from ketdoan.core.history import span
from ketdoan.core.viet import today

from ..models import Contact, Identifier, Person, Unit
from .persons import new_person

CONTACTS = (Contact.PHONE, Contact.EMAIL, Contact.ADDRESS)
IDENTIFIERS = (Identifier.CITIZEN_ID, Identifier.OLD_CITIZEN_ID, Identifier.SOCIAL_INSURANCE, Identifier.PASSPORT)
COLUMNS = ["person", "kind", "valid", "value", "value_index", "recorded_at"]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of somebody who comes into the register. `values` are contacts and numbers by their kind, in the
    form in which `core.viet` reads them (parse_phone, parse_citizen_id …)."""

    unit: Unit
    name: str
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    values: dict[str, str] | None = None


def add_people(new: Sequence[NewPerson]) -> list[Person]:
    """Open the records of persons, in their order. Raises ValidationError for the first of whom a value will not do.

    Numbers are kept as not yet compared with their papers: several persons may bear one until somebody looks.
    """
    people = [new_person(one.unit, one.name, one.birth_date, one.sex, one.birth_year) for one in new]
    with_values = [at for at, one in enumerate(new) if one.values and any(one.values.values())]
    sealers = dict(zip(with_values, new_sealers(len(with_values)), strict=True)) if with_values else {}
    for at, sealer in sealers.items():
        people[at].key = sealer.key
    for person, key in zip(people, take_keys(Person, len(people)), strict=True):
        person.pk = key
    insert_all(people)
    copy_in(Contact, COLUMNS, _values(Contact, CONTACTS, people, new, sealers))
    copy_in(Identifier, [*COLUMNS, "verified"], _values(Identifier, IDENTIFIERS, people, new, sealers))
    return people


def _values(
    model: Any, kinds: Sequence[str], people: Sequence[Person], new: Sequence[NewPerson], sealers: dict[int, Sealer]
) -> Iterator[Sequence[Any]]:
    """The rows of one table, in the order of COLUMNS."""
    place, index = model._meta.get_field("value").place, model._meta.get_field("value_index")
    blind = blinder(place)
    valid, now = span(today()), timezone.now()
    for at, sealer in sealers.items():
        for kind, text in (new[at].values or {}).items():
            if text and kind in kinds:
                plain = index.normalise(text)
                yield (
                    people[at].pk, kind, valid, sealer.seal(place, text), blind(plain) if plain else None, now,
                    *([False] if model is Identifier else []),
                )  # fmt: skip
