"""Cards as they stand: whose, whether in force, and the codes for their QR."""

import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.signing import public_keys, signing_key
from ketdoan.core.viet import format_date, format_number, today
from ketdoan.units.models import Person, Unit

from ..card_rules import END_LABELS, CardEnd, bare_number
from ..codes import BadCode, CardClaim, encode, verify
from ..models import Card, Member, PersonLink, Photo
from ..models.cards import HELD_BY_LEAVER
from ..rules import COUNTED
from .links import canonical_id, circles, records_of

#: The levels whose officers take cards back from those who leave.
COLLECTING = ("grassroots", "section", "group")


@dataclass(frozen=True)
class CardState:
    """How a card stands on a day: whether it is in force, in a few words, the tone of its badge, and why."""

    valid: bool
    label: str
    tone: str
    why: str = ""


def state_of(card: Card, day: date, member: Member | None) -> CardState:
    """How a card stands on a day, with its holder as they are today. Of a card that came with a linked record the
    holder is the member whose record stays."""
    if card.ended_on and card.ended_on <= day:
        return CardState(
            False, "Hết hiệu lực", "grey", f"{END_LABELS[CardEnd(card.reason)]}, {format_date(card.ended_on)}"
        )
    if card.until and card.until < day:
        return CardState(False, "Hết hạn", "yellow", f"có giá trị đến hết ngày {format_date(card.until)}")
    if member is None or member.state not in COUNTED:
        return CardState(False, "Chưa thu", "red", "người giữ thẻ không còn là đoàn viên")
    if member.pk != card.person_id and (used := _used_instead(card)):
        return CardState(False, "Chưa thu", "red", f"hồ sơ đã gộp, đang dùng thẻ {used}")
    if card.issued_on > day:
        return CardState(False, "Chưa có hiệu lực", "blue", f"cấp từ ngày {format_date(card.issued_on)}")
    return CardState(True, "Đang dùng", "green")


def _used_instead(card: Card) -> str:
    """The number of the card that a person of several records uses instead of this one: that of the record that stays,
    else the latest; "" where this is it."""
    people = circles([card.person_id])
    stays = people.canonical[card.person_id]
    held = Card._base_manager.filter(person__in=people.everybody, ended_on=None)
    used = max(held, key=lambda one: (one.person_id == stays, one.issued_on, one.pk), default=card)
    return "" if used.pk == card.pk else used.number


def cards_of(person: Person) -> list[Card]:
    """All cards of a person whose record the actor may see, those of linked records too, the latest first."""
    cards = Card._base_manager.filter(person__in=records_of(person.pk))
    return list(cards.select_related("batch").order_by("-issued_on", "-pk"))


def holders_among(people: Collection[int]) -> set[int]:
    """Those of the persons who have a card that has not ended, be it under another record of theirs."""
    found = circles(people)
    holding = Card._base_manager.filter(person__in=found.everybody, ended_on=None).values_list("person", flat=True)
    holders = {found.canonical[pk] for pk in holding}
    return {pk for pk in people if found.canonical[pk] in holders}


def people_with_card(text: str) -> set[int]:
    """The person who has or had the card of a number, or of the code in a QR, by the record that stays; nobody where
    there is none."""
    card = card_of(text)
    return {canonical_id(card.person_id)} if card else set()


def card_of(text: str) -> Card | None:
    """The card, of whatever unit, that a number or the code in a QR names. A code must bear our signature."""
    number = bare_number(text)
    if "/" in text or len(number) > 60:
        try:
            number = verify(text, public_keys()).number
        except BadCode:
            return None
    return Card._base_manager.filter(number=number).first() if number else None


def to_collect(unit: Unit) -> QuerySet[Card]:
    """Cards in the scope whose holders left from a unit or one below it and have not given them back."""
    return Card.objects.filter(HELD_BY_LEAVER).filter(
        person__member__unit__path__gte=unit.path, person__member__unit__path__lt=unit.path + "~"
    )


def collecting(actor: Actor) -> Iterable[InboxItem]:
    """What awaits the officers of a grassroots union: cards to take back from those who left."""
    if not actor.may("members.card"):
        return
    unit = Unit.objects.filter(pk=actor.unit_id or 0, level__in=COLLECTING).first()
    number = to_collect(unit).count() if unit else 0
    if number:
        title = f"Thu lại {format_number(number)} thẻ của người đã thôi"
        yield InboxItem(title, reverse("members:cards") + "?the=chua-thu", "Thẻ đoàn viên", icon="id-card")


def standing_of(claim: CardClaim, day: date) -> bool:
    """Whether the card of a claim that bears our signature is in force on a day, of whatever unit the holder is."""
    card = Card._base_manager.filter(number=claim.number).first()
    member = Member._base_manager.filter(pk=canonical_id(card.person_id)).first() if card else None
    return card is not None and state_of(card, day, member).valid


def numbers_out_of_force(day: date) -> Iterable[str]:
    """The numbers of all cards of the installation that are not in force on a day."""
    member = Q(person__member__state__in=[str(standing) for standing in COUNTED])
    over = Q(ended_on__lte=day) | Q(until__lt=day) | Q(issued_on__gt=day) | ~member
    linked = PersonLink._base_manager.filter(undone_at=None).values("person")
    cards = Card._base_manager.filter(over).exclude(person__in=linked).values_list("number", flat=True)
    yield from cards.iterator(chunk_size=10_000)
    for card in Card._base_manager.filter(person__in=linked):
        holder = Member._base_manager.filter(pk=canonical_id(card.person_id)).first()
        if not state_of(card, day, holder).valid:
            yield card.number


def claim_of(card: Card, unit: Unit, day: date) -> CardClaim:
    """What a code for a card says on a day."""
    return CardClaim(card.number, unit.code, card.issued_on, card.until, day)


def code_of(card: Card, unit: Unit) -> str:
    """The code of a card, signed today."""
    key, private = signing_key()
    return encode(claim_of(card, unit, today()), key, private.sign)


def address_of(code: str) -> str:
    """The address in the QR, in capitals alone: so the QR is a third smaller."""
    return f"{settings.SITE_URL.rstrip('/')}/the/".upper() + code


def picture_of(photo: Photo) -> bytes | None:
    """The JPEG of a member; None where it was erased."""
    text = photo.picture.text
    return base64.b85decode(text) if text else None


def qr_svg(text: str) -> str:
    """A QR as SVG, dark on light, with the border that readers need.

    The mask is given: to try all eight takes six times as long, and what is signed looks like chance under any.
    """
    out = BytesIO()
    segno.make(text, error="m", boost_error=False, mask=2).save(
        out,
        kind="svg",
        border=4,
        xmldecl=False,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode()
