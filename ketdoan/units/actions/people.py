"""Opening the records of many persons at once, with how to reach them and their numbers. Part of an act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from ketdoan.core.bulk import copy_in, take_keys
from ketdoan.core.crypto import Sealer, blinder, new_sealers
from ketdoan.core.viet import today

from ..models import Contact, Identifier, Person, Unit
from .persons import record_values

CONTACTS = (Contact.PHONE, Contact.EMAIL, Contact.ADDRESS)
IDENTIFIERS = (Identifier.CITIZEN_ID, Identifier.OLD_CITIZEN_ID, Identifier.SOCIAL_INSURANCE, Identifier.PASSPORT)
COLUMNS = ["person", "kind", "valid", "value", "value_index", "recorded_at"]
RECORDED = ["id", "unit", "key", "name", "words", "sort_key", "birth_date", "birth_year", "sex", "created_at"]


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


@dataclass(slots=True)
class Opened:
    """What the record of a person says that has just been opened: a tenth of the cost of a Person, for acts on tens
    of thousands. `sealer` seals what more is to be kept of them; None where nothing was."""

    pk: int
    unit_id: int
    key_id: UUID | None
    name: str
    words: str
    sort_key: str
    birth_date: date | None
    birth_year: int | None
    sex: str
    sealer: Sealer | None = None


def add_people(new: Sequence[NewPerson]) -> list[Person]:
    """Open the records of persons, in their order. Raises ValidationError for the first of whom a value will not do.

    Numbers are kept as not yet compared with their papers: several persons may bear one until somebody looks.
    """
    opened = open_records(new)
    held = Person._base_manager.in_bulk([one.pk for one in opened])
    return [held[one.pk] for one in opened]


def open_records(new: Sequence[NewPerson]) -> list[Opened]:
    """As `add_people`, for those who need no more of the persons than what their records say."""
    said = [record_values(one.name, one.birth_date, one.sex, one.birth_year) for one in new]
    with_values = [at for at, one in enumerate(new) if one.values and any(one.values.values())]
    sealers = dict(zip(with_values, new_sealers(len(with_values)), strict=True)) if with_values else {}
    keys = zip(take_keys(Person, len(new)), new, said, map(sealers.get, range(len(new))), strict=True)
    opened = [
        Opened(pk=key, unit_id=one.unit.pk, key_id=sealer.key_id if sealer else None, sealer=sealer, **values)
        for key, one, values, sealer in keys
    ]
    now = timezone.now()
    copy_in(
        Person, RECORDED,
        (
            (one.pk, one.unit_id, one.key_id, one.name, one.words, one.sort_key, one.birth_date, one.birth_year,
             one.sex, now)
            for one in opened
        ),
    )  # fmt: skip
    copy_in(Contact, COLUMNS, _values(Contact, CONTACTS, opened, new, sealers))
    copy_in(Identifier, [*COLUMNS, "verified"], _values(Identifier, IDENTIFIERS, opened, new, sealers))
    return opened


def _values(
    model: Any, kinds: Sequence[str], opened: Sequence[Opened], new: Sequence[NewPerson], sealers: dict[int, Sealer]
) -> Iterator[Sequence[Any]]:
    """The rows of one table, in the order of COLUMNS."""
    place, index = model._meta.get_field("value").place, model._meta.get_field("value_index")
    blind = blinder(place)
    valid, now = f"[{today()},)", timezone.now()  # as text: a range object is written anew for each row
    for at, sealer in sealers.items():
        for kind, text in (new[at].values or {}).items():
            if text and kind in kinds:
                plain = index.normalise(text)
                yield (
                    opened[at].pk, kind, valid, sealer.seal(place, text), blind(plain) if plain else None, now,
                    *([False] if model is Identifier else []),
                )  # fmt: skip
