"""What the register knows of the people whom a list names: found by their numbers anywhere, by their names below a
unit; each by a query for tens of thousands of rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from ketdoan.core.crypto import Sealer, sealers_of
from ketdoan.units.models import Contact, Identifier, Person, Unit

from ..models import Member, Profile, SensitiveFact
from ..models.members import LEFT
from ..rules import COUNTED

CHUNK = 20_000
Number = tuple[str, bytes]
_BY_NUMBER = """
    SELECT i.kind, i.value_index, i.person_id
      FROM unnest(%s::text[], %s::bytea[]) AS wanted (kind, value_index)
      JOIN units_identifier i ON i.kind = wanted.kind AND i.value_index = wanted.value_index
     WHERE i.replaced_at IS NULL AND upper_inf(i.valid)
     ORDER BY i.person_id
"""
_BY_NAME = """
    SELECT m.words, m.person_id FROM members_member m JOIN units_unit u ON u.id = m.unit_id
     WHERE u.path >= %s AND u.path < %s AND m.words = ANY(%s) ORDER BY m.person_id
"""


@dataclass(slots=True)
class Known:
    """A person in the register: as what they stand there, and the values that are in force, by their kinds."""

    person: Person
    member: Member | None = None
    unit: Unit | None = None
    contacts: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    profile: Profile | None = None
    sealer: Sealer | None = None

    @property
    def counted(self) -> bool:
        """Whether they are a member today."""
        return self.member is not None and self.member.state in COUNTED

    @property
    def left(self) -> date | None:
        """The day on which they left, where they did."""
        return self.member.since if self.member and self.member.state == LEFT else None

    def within(self, path: str) -> bool:
        """Whether they belong, or belonged last, to a unit of a subtree."""
        return self.unit is not None and self.unit.path.startswith(path)

    def text(self, row: Any) -> str:
        """A sealed value of theirs, opened to be compared."""
        place = type(row)._meta.get_field("value").place
        return self.sealer.open(place, row.value.raw) if self.sealer else ""


def by_number(numbers: Collection[Number]) -> dict[Number, list[int]]:
    """The persons who bear numbers, by kind and blind index of the number."""
    found: dict[Number, list[int]] = defaultdict(list)
    wanted = list(numbers)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        with connection.cursor() as cursor:
            cursor.execute(_BY_NUMBER, [[kind for kind, _ in part], [index for _, index in part]])
            for kind, index, person in cursor.fetchall():
                found[kind, bytes(index)].append(person)
    return found


def by_name(unit: Unit, words: Iterable[str]) -> dict[str, list[int]]:
    """Those who are or were members in the subtree of a unit, by their folded names."""
    found: dict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, [unit.path, unit.path + "~", list(set(words))])
        for name, person in cursor.fetchall():
            found[name].append(person)
    return found


def known(person_ids: Collection[int]) -> dict[int, Known]:
    """All that is to be compared of persons; of those whose data were erased nothing."""
    found: dict[int, Known] = {}
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), CHUNK):
        found |= _known(ids[start : start + CHUNK])
    return found


def _known(ids: Collection[int]) -> dict[int, Known]:
    people = Person._base_manager.filter(pk__in=ids).select_related("key")
    found = {person.pk: Known(person) for person in people if not person.erased}
    for member in Member._base_manager.filter(person__in=found).select_related("unit"):
        found[member.pk].member, found[member.pk].unit = member, member.unit
    for profile in Profile._base_manager.filter(person__in=found):
        found[profile.pk].profile = profile
    tables: list[tuple[Any, str]] = [(Contact, "contacts"), (Identifier, "numbers"), (SensitiveFact, "facts")]
    for model, name in tables:
        for row in model._base_manager.filter(person__in=found, replaced_at=None, valid__upper_inf=True):
            getattr(found[row.person_id], name)[row.kind] = row
    keyed = [one for one in found.values() if one.person.key]
    for one, sealer in zip(keyed, sealers_of(one.person.key for one in keyed if one.person.key), strict=True):
        one.sealer = sealer
    return found
