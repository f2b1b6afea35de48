"""The app in the illustrative union: a link that invites, members who use the app, and somebody who waits."""

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.models import Card, Member
from ketdoan.members.queries.cards import holders_among
from ketdoan.members.rules import COUNTED
from ketdoan.units.demo.accounts import GROUP
from ketdoan.units.demo.showcases import GARMENT
from ketdoan.units.models import Post, Unit
from ketdoan.units.queries.posts import as_actor

from .actions.joining import make_link, open_by_code
from .factories import make_account
from .queries.wanted import CLAIM, Target, Wanted

#: Phones of members who use the app; the demo shows the code that would have been sent.
PHONES = ("0900000001", "0900000002", "0900000003")
WAITING_PHONE = "0900000009"


def open_app() -> None:
    """Invite the garment workers' union into the app: three of a group use it, one waits to be confirmed."""
    chair = Post._base_manager.select_related("unit", "role").get(
        person__account__username="chutich.hanvela", unit__code=GARMENT
    )
    unit = Unit._base_manager.get(code=GARMENT)
    with acting(as_actor(chair, chair.person.account_id)):
        link = make_link(unit=unit)
        *members, last = _members_of_group(len(PHONES) + 1)
        issue_cards(members=[one for one in members if not holders_among([one.pk])], on=today())
    for member, phone in zip(members, PHONES, strict=True):
        make_account(member.person, phone)
    said = {"name": last.person.name, "birth": str(last.birth_date or last.birth_year or ""), "link": link.token}
    open_by_code(Wanted(CLAIM, WAITING_PHONE, "", more=said), Target(WAITING_PHONE))


def _members_of_group(number: int) -> list[Member]:
    """Members of the showcase's group without an account, those with a card first."""
    free = Member._base_manager.filter(unit__code=GROUP, state__in=COUNTED, person__account=None)
    carded = set(Card._base_manager.filter(ended_on=None).values_list("person", flat=True))
    found = sorted(free.select_related("person", "unit"), key=lambda one: (one.pk not in carded, one.sort_key))
    return found[:number]
