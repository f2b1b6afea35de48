"""What somebody wants with a one-time code, and whom a phone or a card leads to."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ketdoan.core.crypto import blind_index, open_json, seal_json
from ketdoan.core.models import Account
from ketdoan.members.models import Card, Member
from ketdoan.members.queries.links import canonical_id, records_of
from ketdoan.members.rules import COUNTED
from ketdoan.units.models import Contact, Person
from ketdoan.units.models.persons import KEPT

from ..models import Access, Challenge, digits

PURPOSE = "sign-in code"
#: What a code is for: signing in, a personal invitation, claiming a record, applying for membership, another phone.
SIGN_IN, INVITED, CLAIM, APPLY, PHONE = "sign_in", "invited", "claim", "apply", "phone"


@dataclass(frozen=True)
class Wanted:
    """What a challenge is for: the phone or card that was typed, the code, and what was said along (`more`)."""

    what: str
    phone: str
    code: str
    card: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def sealed(self) -> str:
        """As a challenge keeps it."""
        return seal_json(PURPOSE, asdict(self))


def wanted_of(challenge: Challenge) -> Wanted:
    """What a challenge is for, opened."""
    return Wanted(**open_json(PURPOSE, challenge.wanted))


def counted_as(phone_or_card: str) -> bytes:
    """The digest under which the codes for a phone or card are counted."""
    return blind_index("portal_challenge.phone", phone_or_card)


@dataclass(frozen=True)
class Target:
    """Whom a phone or card leads to: where a code goes, and the account that it opens, or the person for whom one is
    made."""

    phone: str
    account: Account | None = None
    person: Person | None = None


def target_of(wanted: Wanted) -> Target | None:
    """Where the code of a challenge goes; None where it goes nowhere, which is told to nobody."""
    if wanted.what != SIGN_IN:
        return Target(wanted.phone, account_with(wanted.phone))
    if wanted.card:
        return _of_card(wanted.card)
    account = account_with(wanted.phone)
    if account:
        return Target(wanted.phone, account)
    person = _member_with(wanted.phone)
    return Target(wanted.phone, person=person) if person else None


def account_with(phone: str) -> Account | None:
    """The account that signs in by a phone."""
    access = Access.objects.select_related("account").filter(phone_index=phone, account__is_active=True).first()
    return access.account if access else None


def _of_card(number: str) -> Target | None:
    card = Card._base_manager.filter(number=number, ended_on=None).first()
    if card is None:
        return None
    records = records_of(canonical_id(card.person_id))
    access = (
        Access.objects.select_related("account", "key")
        .filter(account__person__in=records, account__is_active=True)
        .first()
    )
    if access:
        return Target(access.phone.text or "", access.account)
    person = _free_member(records)
    contact = person and _contacts().filter(person=person).first()
    phone = digits((contact.value.text or "") if contact else "")
    return Target(phone, person=person) if person and phone else None


def _member_with(phone: str) -> Person | None:
    """The one member without an account whom the register knows by a phone; None where there are several."""
    holders = {canonical_id(pk) for pk in _contacts().filter(value_index=phone).values_list("person", flat=True)[:5]}
    return _free_member(records_of(holders.pop())) if len(holders) == 1 else None


def _free_member(records: list[int]) -> Person | None:
    people = Person._base_manager.filter(KEPT, pk__in=records)
    if people.exclude(account=None).exists():
        return None
    member = Member._base_manager.filter(pk__in=records, state__in=COUNTED).first()
    return people.filter(pk=member.pk).first() if member else None


def _contacts() -> Any:
    return Contact._base_manager.filter(kind=Contact.PHONE, replaced_at=None, valid__upper_inf=True).select_related(
        "person__key"
    )
