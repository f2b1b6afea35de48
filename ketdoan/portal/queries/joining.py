"""Links of units, and what waits to be confirmed, with the records that it may mean."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem, MenuItem
from ketdoan.core.rules import rule
from ketdoan.core.search import matching
from ketdoan.core.viet import WorkCalendar, format_date, format_number, search_words, today
from ketdoan.members.models import Application, Card, Member
from ketdoan.members.queries.links import canonical_id
from ketdoan.members.rules import COUNTED
from ketdoan.members.states import OPEN_APPLICATION
from ketdoan.units.models import Contact, Unit

from ..models import Claim, UnitLink
from ..rules import ClaimState


def unit_of_link(token: str) -> Unit | None:
    """The union that invites by a link; None where the link has ended. Read for a visitor: its name is public."""
    link = UnitLink._base_manager.select_related("unit").filter(token=token, ended_at=None).first()
    return link.unit if link and link.unit.ended_on is None else None


def link_of(unit: Unit) -> UnitLink | None:
    """The link of a unit that holds."""
    return UnitLink.objects.filter(unit=unit, ended_at=None).first()


def users_of(unit: Unit) -> tuple[int, int]:
    """How many members of a unit and those below it use the app, and how many there are."""
    members = Member.objects.filter(state__in=COUNTED, unit__path__gte=unit.path, unit__path__lt=unit.path + "~")
    return members.exclude(person__account__access=None).count(), members.count()


def claims_waiting() -> QuerySet[Claim]:
    """What waits for a unit to say whose an account is; applications are decided with the applications."""
    return Claim.objects.filter(state=ClaimState.WAITING, application=None).select_related("unit", "key", "proposed")


@dataclass(frozen=True)
class Candidate:
    """A member who may be meant by a claim, and what agrees."""

    member: Member
    agrees: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A claim opened for the officer: what was said, and who may be meant, the likeliest first."""

    claim: Claim
    said: dict[str, str]
    candidates: list[Candidate]

    @property
    def birth(self) -> str:
        """The birth as people write it."""
        text = self.said.get("birth", "")
        return format_date(date.fromisoformat(text)) if len(text) == len("1990-01-31") else text


def opened(claim: Claim) -> Shown:
    """A claim with what was said and the members of the scope who may be meant."""
    said = json.loads(claim.said.text or "{}") if claim.said else {}
    return Shown(claim, said, candidates(claim, said))


def candidates(claim: Claim, said: dict[str, str]) -> list[Candidate]:
    """Members of the scope with the phone, the card, or the name of a claim; a birth that agrees is told too."""
    agrees: dict[int, list[str]] = {}
    if claim.proposed_id:
        agrees.setdefault(canonical_id(claim.proposed_id), []).append("số điện thoại trong hồ sơ")
    elif said.get("phone"):
        held = Contact.objects.filter(kind=Contact.PHONE, value_index=said["phone"], replaced_at=None)
        for pk in held.values_list("person", flat=True)[:5]:
            agrees.setdefault(canonical_id(pk), []).append("số điện thoại trong hồ sơ")
    if card := Card.objects.filter(number=said.get("card") or "-").first():
        agrees.setdefault(canonical_id(card.person_id), []).append("số thẻ")
    members = Member.objects.filter(state__in=COUNTED).select_related("person", "unit")
    if search_words(said.get("name", "")):
        for member in matching(members.filter(unit__path__startswith=claim.unit.path), said["name"])[:5]:
            agrees.setdefault(member.pk, []).append("họ tên")
    found = []
    for member in members.filter(pk__in=agrees):
        reasons = agrees[member.pk]
        if said.get("birth") and _same_birth(member, said["birth"]):
            reasons.append("ngày sinh")
        found.append(Candidate(member, tuple(reasons)))
    return sorted(found, key=lambda one: -len(one.agrees))


def _same_birth(member: Member, birth: str) -> bool:
    if len(birth) == 10 and member.birth_date:
        return member.birth_date == date.fromisoformat(birth)
    return member.birth_year is not None and birth[:4] == str(member.birth_year)


def claims_due(actor: Actor) -> Iterable[InboxItem]:
    """What awaits who invites into the app: accounts to confirm."""
    if not actor.may("portal.invite"):
        return
    waiting = claims_waiting()
    first = waiting.order_by("made_at").values_list("made_at", flat=True).first()
    if first is None:
        return
    due = last_day(first.date())
    yield InboxItem(
        f"Xác nhận {format_number(waiting.count())} người xin dùng ứng dụng",
        reverse("app_office:claims"),
        "Ứng dụng đoàn viên",
        due,
        "smartphone",
    )


def last_day(asked: date) -> date:
    """Until when a unit should have said whose an account is."""
    return WorkCalendar().add_working_days(asked, int(rule("portal.claim_days", today()).value))


def own_claim(account_id: int) -> Claim | None:
    """The latest claim of an account, for its holder."""
    found = Claim._base_manager.select_related("unit", "key", "application__unit", "application__key")
    return found.filter(account_id=account_id).order_by("-pk").first()


def open_application(claim: Claim) -> Application | None:
    """The application behind a claim, while it is not decided."""
    application = claim.application
    return application if application and application.state in OPEN_APPLICATION else None


def invite_offer(actor: Actor, member: Member) -> Iterable[MenuItem]:
    """On the page of a member: a personal invitation into the app."""
    if actor.may("units.invite") and member.state in COUNTED and not member.person.erased:
        yield MenuItem("Mời dùng ứng dụng", "smartphone", "app_office:invite_one", "units.invite", order=60)
