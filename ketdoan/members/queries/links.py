"""Which records are of one human being, by the links that hold."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ketdoan.units.models import Person

from ..models import PersonLink


@dataclass(frozen=True)
class Circles:
    """Records by the human beings behind them: `canonical` of each record the one under which the others go on, and
    under each such one all records that are of the same person, itself included."""

    canonical: dict[int, int]
    records: dict[int, list[int]]

    @property
    def everybody(self) -> set[int]:
        """All records, of whatever person."""
        return {pk for of_one in self.records.values() for pk in of_one}

    def linked(self, pk: int) -> bool:
        """Whether a canonical record has others beside it."""
        return len(self.records[pk]) > 1


def circles(person_ids: Collection[int]) -> Circles:
    """The persons behind records, with all other records of theirs."""
    above = {pk: pk for pk in person_ids}
    if not _links(Q(person__in=above) | Q(into__in=above)).exists():  # nearly always, at one question
        return Circles(above, {pk: [pk] for pk in above})
    tops = set(above)
    while found := dict(_links(Q(person__in=tops))):
        above = {pk: found.get(top, top) for pk, top in above.items()}
        tops = set(above.values())
    canonical, layer = {top: top for top in tops}, tops
    while layer:
        below = {person: canonical[into] for person, into in _links(Q(into__in=layer))}
        canonical |= below
        layer = set(below)
    records: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(canonical):
        records[canonical[pk]].append(pk)
    return Circles(canonical, dict(records))


def _links(which: Q) -> QuerySet[PersonLink, tuple[int, int]]:
    return PersonLink._base_manager.filter(which, undone_at=None).order_by().values_list("person", "into")


def canonical_id(person_id: int) -> int:
    """The record under which a record goes on; itself where it is not linked."""
    return circles([person_id]).canonical[person_id]


def records_of(person_id: int) -> list[int]:
    """All records of the human being behind a record."""
    found = circles([person_id])
    return found.records[found.canonical[person_id]]


def accounts_of(person_id: int) -> list[int]:
    """The accounts that can sign in as the human being behind a record: whom a message goes to."""
    rows = Person._base_manager.filter(pk__in=records_of(person_id), account__is_active=True)
    return list(rows.values_list("account_id", flat=True))
