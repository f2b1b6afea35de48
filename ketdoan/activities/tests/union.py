"""A small union for the tests of the module, and who acts in it."""

from datetime import date
from pathlib import Path
from typing import Any

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.history import span
from ketdoan.core.models import Account, Rule
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.core.secrets import load_secrets
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Role, Unit

FOUNDED = date(2020, 1, 1)


def own_folder(path: Path, settings: Any) -> None:
    """Let a test keep its files in a data folder of its own."""
    settings.DATA = path / "data"
    load_secrets(settings.DATA)


def make_union():
    """A province with two grassroots unions, one of them with a group."""
    top = make_unit("confederation", "TLD", None, FOUNDED)
    province = make_unit("provincial_federation", "P", top, FOUNDED)
    one = make_unit("grassroots_union", "A", province, FOUNDED)
    two = make_unit("grassroots_union", "B", province, FOUNDED)
    group = make_unit("union_group", "A-T1", one, FOUNDED)
    return {unit.code: Unit._base_manager.get(pk=unit.pk) for unit in (top, province, one, two, group)}


def actor_at(unit: Unit, account_id: int | None = None, held: frozenset[str] | None = None) -> Actor:
    """A post of a unit with every right, or with the rights named."""
    rights = frozenset(permissions()) if held is None else held
    return Actor(account_id, None, unit.pk, unit.short_name, Scope(unit.path), rights)


def account_at(unit: Unit, role: str, username: str, name: str) -> Account:
    """An account whose person holds a post of a role."""
    person = make_person(unit, name)
    person.account = Account.objects.create_user(username)
    person.save()
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=FOUNDED)
    return person.account


def hand_over(kind: str, owner: str, since: date, until: date | None = None) -> Rule:
    """A rule by which a module keeps a kind of work in [since, until)."""
    value = {**Rule.objects.get(key="activities.kind", selector={"work": kind}, replaced_at=None).value, "owner": owner}
    old = Rule.objects.get(key="activities.kind", selector={"work": kind}, replaced_at=None)
    Rule.objects.filter(pk=old.pk).update(replaced_at=old.recorded_at)
    days = [(old.since, since, old.value), (since, until, value)] + ([(until, None, old.value)] if until else [])
    for first, end, held in days:
        row = Rule(key=old.key, selector=old.selector, value=held, valid=span(first, end), source="thử", edited=True)
        row.save()
    return row
