"""Members who use the app, for what is measured of it: a union with a card and a session for each."""

from datetime import date, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.screens import BY_CODE
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person, Unit

FOUNDED, CODE = date(2020, 1, 1), "UNGDUNG"
UNUSABLE = "!"  # nobody signs in by a password
MANY = 1_000


def sessions(number: int) -> list[str]:
    """The sessions of so many members, signed in by a code sent to their phones."""
    unit = Unit._base_manager.filter(code=CODE).first() or _union()
    missing = number - Member._base_manager.filter(unit=unit).count()
    for start in range(0, missing, MANY):
        _join(unit, min(MANY, missing - start))
    people = Person._base_manager.filter(unit=unit).exclude(account=None).select_related("account").order_by("pk")
    return _signed_in([person.account for person in people[:number] if person.account])


def _union() -> Unit:
    top = make_unit("confederation", "TLD-UNGDUNG", None, FOUNDED)
    province = make_unit("provincial_federation", "TINH-UNGDUNG", top, FOUNDED)
    return make_unit("grassroots_union", CODE, province, FOUNDED, ownership="private_enterprise")


def _join(unit: Unit, number: int) -> None:
    members = make_members(unit, *["Nguyễn Thị Thử"] * number)
    with acting(SYSTEM):
        issue_cards(members=members, on=date(2024, 1, 2))
    made = Account.objects.bulk_create(
        Account(username=f"dv-{member.person_id}", password=UNUSABLE) for member in members
    )
    people = Person._base_manager.in_bulk([member.person_id for member in members])
    for member, account in zip(members, made, strict=True):
        people[member.person_id].account = account
    Person._base_manager.bulk_update(people.values(), ["account"])


def _signed_in(accounts: list[Account]) -> list[str]:
    rows = []
    for account in accounts:
        session = SessionStore()
        session[SESSION_KEY], session[BY_CODE] = str(account.pk), True
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        ends = timezone.now() + timedelta(days=1)
        data = session.encode(dict(session.items()))
        rows.append(Session(session_key=get_random_string(32), session_data=data, expire_date=ends))
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]
