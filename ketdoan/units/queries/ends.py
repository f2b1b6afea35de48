"""How units ended: on which day, and who took over from each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ..models import UnitVersion
from .heirs import heirs


@dataclass(frozen=True)
class End:
    """The end of a unit: the first day on which it no longer is, and the heir that keeps its archive, if any."""

    on: date
    heir: int | None


def ends_of(unit_ids: Collection[int]) -> dict[int, End]:
    """Of units those that have ended, or will on a day already decided."""
    last: dict[int, date | None] = {}
    rows = UnitVersion._base_manager.filter(unit__in=unit_ids, replaced_at=None).order_by("valid")
    for unit_id, valid in rows.values_list("unit", "valid"):
        last[unit_id] = valid.upper
    ended = {pk: on for pk, on in last.items() if on is not None}
    taken_over = heirs(list(ended)) if ended else {}
    return {pk: End(on, taken_over[pk][0] if taken_over.get(pk) else None) for pk, on in ended.items()}
