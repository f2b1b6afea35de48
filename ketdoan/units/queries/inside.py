"""What a grassroots union, or a section of one, consists of, and of which union a section or a group is part."""

from datetime import date

import numpy as np

from ketdoan.core.scope import LINE

from ..models import Unit
from ..rules import Lens, Level
from .kinds import kind_label, kinds_on
from .lens import look


def union_of(unit: Unit) -> Unit:
    """The grassroots union of which a section or a group is part today; any other unit itself."""
    if unit.level not in (Level.SECTION, Level.GROUP):
        return unit
    above = [int(step) for step in unit.path.strip("/").split("/")]
    return Unit._base_manager.filter(pk__in=above, level=Level.GRASSROOTS).first() or unit


def full_place(unit: Unit) -> str:
    """The short name of a unit, of a section or a group with that of its union: there are many "Tổ số 1"."""
    union = union_of(unit)
    return unit.short_name if union == unit else f"{unit.short_name}, {union.short_name}"


def parts_of(
    unit: Unit, day: date, lens: Lens = Lens.AS_IT_WAS, fixed: date | None = None, tree: str = LINE
) -> list[tuple[str, int]]:
    """How many units of each kind existing on `day` stand anywhere below a unit, in the shape that the lens follows.

    Each as (name of the kind, number), in the order of the kinds; kinds of which there are none are left out.
    """
    view = look(day, lens, fixed, tree)
    at = view.follow.position(unit.pk)
    if at is None:
        return []
    below = (view.places > at) & (view.places < view.follow.ends[at])
    kinds, numbers = np.unique(view.then.kinds[below], return_counts=True)
    found = {view.then.kind_codes[kind]: int(number) for kind, number in zip(kinds, numbers, strict=True)}
    order = {row.selector["kind"]: place for place, row in enumerate(kinds_on(day))}
    return [
        (kind_label(kind, day), found[kind]) for kind in sorted(found, key=lambda kind: order.get(kind, len(order)))
    ]
