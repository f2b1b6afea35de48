"""A union whose reports are tested: a province with two communes of two unions each, and one union directly."""

from datetime import date
from typing import Any

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Role, Unit

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


def account_at(unit: Unit, role: str, username: str) -> Account:
    """An account whose person holds a post of a role at a unit."""
    person = make_person(unit, f"Nguyễn Văn {username}")
    person.account = Account.objects.create_user(username)
    person.save()
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=FOUNDED)
    return person.account
