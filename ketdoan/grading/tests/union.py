"""A small union that is graded, and who works in it."""

from datetime import date

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from ketdoan.core.acting import Actor
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

from ..factories import make_chair
from ..models import Sheet

LONG_AGO = date(2015, 1, 1)


class Union:
    """A province with a commune of two unions, one union directly, and one that is young; another province."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD", None, LONG_AGO)
        self.province = make_unit("provincial_federation", "P", self.top, LONG_AGO)
        self.other = make_unit("provincial_federation", "Q", self.top, LONG_AGO)
        self.commune = make_unit("district_federation", "X", self.province, LONG_AGO)
        self.a, self.b = (make_unit("grassroots_union", code, self.commune, LONG_AGO) for code in "AB")
        self.c = make_unit("grassroots_union", "C", self.province, LONG_AGO)
        self.young = make_unit("grassroots_union", "Y", self.province, date(2025, 3, 1))

    def sheet(self, unit: Unit, year: int = 2025) -> Sheet:
        return Sheet._base_manager.select_related("round", "unit").get(unit=unit, year=year)


def at(unit: Unit, *rights: str) -> Actor:
    """Somebody with an account at a unit, with every right or with some."""
    unit = Unit._base_manager.get(pk=unit.pk)
    held = frozenset(rights) or frozenset(permissions())
    return Actor(1, None, unit.pk, unit.short_name, Scope(unit.path), held)


def browser(unit: Unit, role: str = "chair") -> Client:
    """Somebody signed in who works as a role at a unit."""
    account = make_chair(unit, role)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(account)
    return client
