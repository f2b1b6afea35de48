"""A province and its neighbour, and who signs in there."""

from collections.abc import Callable
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.reorganisation import absorb, move
from ketdoan.units.factories import FOUNDED, make_person, make_unit
from ketdoan.units.models import Role, Unit


@pytest.fixture
def union(db: None) -> dict[str, Unit]:
    """Provinces P1 to P3 with a grassroots union or two; G moved from P1 to P3 in 2022, P2 was absorbed by P1 on
    1/7/2025 with its B."""
    top = make_unit("confederation", "TLD")
    units = {"top": top} | {code: make_unit("provincial_federation", code, top) for code in ("P1", "P2", "P3")}
    for code, above in (("A", "P1"), ("B", "P2"), ("G", "P1")):
        units[code] = make_unit("grassroots_union", code, units[above])
    with acting(SYSTEM):
        move(units=[units["G"]], parent=units["P3"], since=date(2022, 1, 1))
        absorb(units=[units["P2"]], into=units["P1"], since=date(2025, 7, 1))
    for unit in units.values():
        unit.refresh_from_db()
    return units


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """Somebody new in a role at a unit, signed in."""

    def opened(unit: Unit, role: str = "chair", *, email: str = "", second_factor: bool = True) -> Client:
        account = Account.objects.create_user(f"{role}-{unit.code}".lower(), email=email)
        person = make_person(unit, f"Lê Thị {unit.code}", account=account)
        if second_factor:
            TOTP.activate(account, "JBSWY3DPEHPK3PXP")
        with acting(SYSTEM):
            give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=FOUNDED)
        client = Client()
        client.force_login(account)
        return client

    return opened
