"""Who is a member today, as the actor of the app."""

from ketdoan.core.acting import Actor, kept
from ketdoan.core.modules import members_rights
from ketdoan.core.scope import MEMBER, Scope
from ketdoan.units.models import Person

from ..models import Member
from ..rules import COUNTED
from .links import circles


def member_actor(person: Person) -> Actor | None:
    """The actor that a person is in the app: a member of one unit today, who sees what is their own.

    None for somebody who is no member. Who suspended union life is a member still.
    """
    records = circles([person.pk])
    own = records.canonical[person.pk]
    member = _member(own)
    if member is None or member.state not in COUNTED or person.erased:
        return None
    unit = member.unit
    return Actor(
        account_id=person.account_id,
        post_id=None,
        unit_id=unit.pk,
        label=f"{unit.short_name} · Đoàn viên",
        scope=Scope(unit.path, MEMBER, tuple(records.records[own])),
        permissions=frozenset(members_rights()),
        person_id=own,
    )


def actor_of_account(account_id: int) -> Actor | None:
    """The actor that an account is in the app; None where its person is no member, or it has none."""
    person = Person._base_manager.select_related("key").filter(account_id=account_id).first()
    return member_actor(person) if person else None


def own_member(actor: Actor) -> Member | None:
    """The register's row of the member who acts, with the person, the profile and the unit; None for who is none."""
    return _member(actor.person_id or 0)


def _member(pk: int) -> Member | None:
    rows = Member._base_manager.select_related("person__key", "person__profile", "unit")
    return kept(f"member:{pk}", lambda: rows.filter(pk=pk).first())
