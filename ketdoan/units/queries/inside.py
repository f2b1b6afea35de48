"""What a grassroots union, or a section of one, consists of: its sections and groups, by kind."""

from datetime import date

import numpy as np

from ketdoan.core.scope import LINE

from ..models import Unit
from ..rules import Lens
from .kinds import kind_label, kinds_on
from .lens import look


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
