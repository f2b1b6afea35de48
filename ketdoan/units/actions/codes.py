"""Codes for units that were not given one: that of the unit above, and a running number (LDLD-TAYNINH-0001)."""

from collections.abc import Collection

from ..models import PlanStep, Unit
from ..rules import running_codes


def new_code(root: str, taken: Collection[str] = ()) -> str:
    """The first code under a root that no unit bears, no plan has in store, and that is not in `taken`."""
    first = next(running_codes(root))
    prefix = first.rpartition("-")[0] + "-"
    borne = set(Unit._base_manager.filter(code__istartswith=prefix).values_list("code", flat=True))
    planned = PlanStep._base_manager.filter(inputs__code__istartswith=prefix).values_list("inputs__code", flat=True)
    used = {code.upper() for code in (*borne, *planned, *taken)}
    return next(code for code in running_codes(root) if code.upper() not in used)
