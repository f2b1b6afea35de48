"""What became of units that have ended."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import Lineage, UnitVersion


def heirs(sources: Collection[int] | QuerySet[Any] | None = None) -> dict[int, list[int]]:
    """The units that took over from ended ones: those that got all before those that got a part, the older first."""
    rows = endings(sources).order_by("share", "target_id").values_list("source_id", "target_id")
    found: dict[int, list[int]] = defaultdict(list)
    for source, target in rows:
        found[source].append(target)
    return found


def endings(sources: Collection[int] | QuerySet[Any] | None = None) -> QuerySet[Lineage]:
    """Lineage of units (of all, if None) whose source ended with the change.

    A unit from which others were split off, and which went on and ended later, has no heir by that split.
    """
    known = UnitVersion._base_manager.filter(unit=OuterRef("source"), replaced_at=None)
    ended = known.filter(valid__endswith=OuterRef("change__on"))
    goes_on = known.filter(Q(valid__endswith=None) | Q(valid__endswith__gt=OuterRef("change__on")))
    rows = Lineage.objects.all() if sources is None else Lineage.objects.filter(source__in=sources)
    return rows.filter(Exists(ended), ~Exists(goes_on))
