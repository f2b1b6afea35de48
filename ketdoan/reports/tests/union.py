"""A union whose reports are tested: a province with two communes of two unions each, and one union directly."""

from datetime import date
from typing import Any

from ketdoan.core.acting import Actor
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

FOUNDED = date(2020, 1, 1)
GRASSROOTS = ("A", "B", "C", "D", "E")


def make_union() -> dict[str, Unit]:
    """The units by code."""
    top = make_unit("confederation", "TLD", None, FOUNDED)
    province = make_unit("provincial_federation", "P", top, FOUNDED)
    one = make_unit("district_federation", "X", province, FOUNDED)
    two = make_unit("district_federation", "Y", province, FOUNDED)
    units = [top, province, one, two]
    for code, parent in zip(GRASSROOTS, (one, one, two, two, province), strict=True):
        units.append(make_unit("grassroots_union", code, parent, FOUNDED, ownership="private_enterprise"))
    return {unit.code: Unit._base_manager.get(pk=unit.pk) for unit in units}


def actor_at(unit: Unit, **changed: Any) -> Actor:
    """Somebody at a unit with every right."""
    values: dict[str, Any] = {"account_id": None, "post_id": None, "unit_id": unit.pk, "label": unit.short_name}
    return Actor(**{**values, "scope": Scope(unit.path), "permissions": frozenset(permissions()), **changed})
