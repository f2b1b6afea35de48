"""What the app shows of a member's own: the membership, the card, the union and who leads it."""

from dataclasses import dataclass

from ketdoan.core.acting import Actor
from ketdoan.core.viet import format_date, today
from ketdoan.members.models import Card, Member, Photo, Profile
from ketdoan.members.queries import membership
from ketdoan.members.queries.cards import CardState, address_of, code_of, qr_svg, state_of
from ketdoan.members.queries.consents import Kept, kept_of
from ketdoan.members.queries.course import joined_in_words
from ketdoan.members.queries.links import records_of
from ketdoan.units.models import Appointment, Contact, Identifier, Unit, UnitVersion
from ketdoan.units.queries.bodies import EXECUTIVES, office_label, office_rows

#: The bodies whose heads and deputies lead a union, a section or a group.
LEADING = (*EXECUTIVES, "group_leaders")
#: The levels that a member meets at work.
NEAR = ("group", "section", "grassroots")


@dataclass(frozen=True)
class OwnCard:
    """A member's card as it stands today, with its signed code drawn as a QR."""

    card: Card
    state: CardState
    code: str
    qr: str


@dataclass(frozen=True)
class Officer:
    """Somebody who leads the union: the name, the office, and the work assigned."""

    name: str
    office: str
    work: str


def own_member(actor: Actor) -> Member:
    """The member who acts."""
    member = membership.own_member(actor)
    if member is None:
        raise LookupError("nobody acts as a member")
    return member


def own_card(member: Member) -> OwnCard | None:
    """The card in use, else the last one; None for who never had one."""
    cards = list(Card._base_manager.filter(person__in=records_of(member.pk)).order_by("-issued_on", "-pk"))
    card = next((card for card in cards if card.ended_on is None), cards[0] if cards else None)
    if card is None:
        return None
    code = code_of(card, member.unit)
    return OwnCard(card, state_of(card, today(), member), code, qr_svg(address_of(code)))


def own_photo(member: Member) -> Photo | None:
    """The picture of the member, where there is one."""
    return Photo._base_manager.filter(person__in=records_of(member.pk)).select_related("person__key").last()


def officers_of(unit: Unit) -> list[Officer]:
    """Who leads a union today, the highest office first. Their offices are public facts of the union; plain members of
    the executive are left out."""
    day, found = today(), []
    held = Appointment._base_manager.filter(
        body__unit=unit, body__kind__in=LEADING, valid__contains=day, replaced_at=None
    ).select_related("person", "body")
    for one in held:
        order = list(office_rows(one.body.kind, day))
        if one.office in order[:-1]:
            label = office_label(one.body.kind, one.office, unit.level, day)
            found.append((order.index(one.office), one.person.sort_key, Officer(one.person.name, label, one.work)))
    return [officer for _, _, officer in sorted(found, key=lambda row: row[:2])]


@dataclass(frozen=True)
class OwnUnion:
    """The member's union as the app shows it: how to reach it, and who leads it."""

    unit: Unit
    phone: str
    email: str
    address: str
    officers: list[Officer]


def own_unions(unit: Unit) -> tuple[list[OwnUnion], list[Unit]]:
    """The group, section and grassroots union in which a member is, the nearest first, and the unions above them."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    found = Unit._base_manager.in_bulk(ids)
    line = [found[pk] for pk in reversed(ids)]
    near = [one for one in line if one.level in NEAR] or line[:1]
    return [_own_union(one) for one in near], [one for one in line if one not in near]


def _own_union(unit: Unit) -> OwnUnion:
    now = UnitVersion._base_manager.filter(unit=unit, valid__contains=today(), replaced_at=None).first()
    return OwnUnion(
        unit, now.phone if now else "", now.email if now else "", now.address if now else "", officers_of(unit)
    )


def own_data(member: Member) -> list[tuple[str, str]]:
    """What the record says of the member, as (label, value). Of numbers and contacts only the end is shown: the page
    stays on the phone, and phones are lent and lost."""
    person = member.person
    birth = format_date(person.birth_date) if person.birth_date else str(person.birth_year or "")
    profile = Profile._base_manager.filter(person=person).first()
    rows = [
        ("Họ và tên", person.name),
        ("Ngày sinh", birth),
        ("Giới tính", person.get_sex_display()),
        ("Đơn vị", member.unit.name),
        ("Tình trạng", member.get_state_display()),
        ("Vào công đoàn", joined_in_words(member, profile)),
        ("Công việc", profile.job_title if profile else ""),
        ("Phòng, ban, phân xưởng", profile.department if profile else ""),
    ]
    labels = dict([*Contact.KINDS, *Identifier.KINDS])
    for kind in (Contact, Identifier):
        held = kind._base_manager.filter(person__in=records_of(member.pk), replaced_at=None, valid__contains=today())
        rows += [(labels[row.kind], _end_of(row.value.text)) for row in held.select_related("person__key")]
    return [(label, value or "chưa ghi") for label, value in rows]


def _end_of(text: str | None) -> str:
    return f"••• {text[-3:]}" if text and len(text) > 5 else "•••"


def own_consents(member: Member) -> list[Kept]:
    """Each kind of sensitive data, and what the member said of it; never a value."""
    return [kept for kept in kept_of(member.pk) if kept.by_consent or kept.since]
