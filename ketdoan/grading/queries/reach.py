"""Which unions a round asks, and which of them are old enough. Read across scopes: ids and days alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Min
from django.db.models.functions import Lower

from ketdoan.core.search import among
from ketdoan.core.viet import today
from ketdoan.units.models import Lineage, UnitVersion
from ketdoan.units.queries.shape import shape
from ketdoan.units.rules import LEVELS, ChangeKind, Level

from ..models import Round, Sheet

#: Changes by which unions come out of others.
REORGANISED = (ChangeKind.SPLIT, ChangeKind.MERGE, ChangeKind.ABSORB)


@dataclass(frozen=True)
class Began:
    """When a union was founded, and the day of the split or the merger that it came out of, if it did."""

    founded: date
    reorganised: date | None


def grassroots_below(unit_id: int, day: date) -> list[int]:
    """The ids of the grassroots unions at or under a unit on a day."""
    line = shape(day)
    at = line.position(unit_id)
    if at is None:
        return []
    places = np.arange(at, line.ends[at])
    there = places[line.levels[places] == LEVELS.index(Level.GRASSROOTS)]
    return [int(pk) for pk in line.ids[there]]


def lacking(asked: Round) -> list[int]:
    """The grassroots unions under the issuer of a round that have no sheet of its year: those that stood there on the
    last day, or stand there today where it is still to come."""
    units = grassroots_below(asked.unit_id, min(asked.last, today()))
    have = Sheet._base_manager.filter(among(units, "unit_id"), year=asked.year)
    return sorted(set(units) - set(have.values_list("unit", flat=True)))


def beginnings(units: Sequence[int]) -> dict[int, Began]:
    """How unions began."""
    versions = UnitVersion._base_manager.filter(among(units, "unit_id"), replaced_at=None).order_by()
    founded = dict(versions.values_list("unit").annotate(first=Min(Lower("valid"))))
    kinds = [str(kind) for kind in REORGANISED]
    links = Lineage.objects.filter(among(units, "target_id"), change__kind__in=kinds).order_by()
    reorganised = dict(links.values_list("target").annotate(first=Min("change__on")))
    return {pk: Began(first, reorganised.get(pk)) for pk, first in founded.items()}
