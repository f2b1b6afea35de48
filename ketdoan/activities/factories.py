"""Posts that give and answer tasks, for tests."""

from datetime import date

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import FOUNDED, make_person
from ketdoan.units.models import Role, Unit
from ketdoan.units.queries.posts import as_actor


def make_officer(unit: Unit, role: str = "chair", since: date = FOUNDED) -> Actor:
    """Somebody with an account who works as a role at a unit, as an actor."""
    person = make_person(unit, f"Cán bộ {unit.code} {role}")
    person.account = Account.objects.create_user(f"{role}.{unit.code}".lower())
    person.save()
    with acting(SYSTEM):
        post = give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=since)
    return as_actor(post, person.account_id)
