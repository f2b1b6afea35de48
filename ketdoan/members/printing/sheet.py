"""Sheets of cards as PDF: ten of 85.6 × 54 mm on an A4 page, set by typst in memory, no file of theirs on disk."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ketdoan.core.typesetting import set_pdf
from ketdoan.core.viet import format_date
from ketdoan.units.models import Unit

from ..models import Card, Member, Photo
from ..queries.cards import address_of, code_of, picture_of, qr_svg

#: So many cards a file: more would keep a request for longer than a person waits.
MOST = 200
#: typst takes text files alone from memory; an SVG may hold the picture.
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 4">'
    '<image width="3" height="4" href="data:image/jpeg;base64,{}"/></svg>'
)
SOURCE = Path(__file__).parent / "card.typ"


def cards_pdf(cards: Sequence[Card]) -> bytes:
    """The sheets for cards whose holders are in the register, in their order."""
    files = {"main.typ": SOURCE.read_bytes(), "cards.json": json.dumps(_faces(cards)).encode()}
    return set_pdf(files)


def _faces(cards: Sequence[Card]) -> list[dict[str, Any]]:
    """What stands on each card."""
    ids = [card.person_id for card in cards]
    members = Member._base_manager.select_related("person", "unit").in_bulk(ids)
    photos = Photo._base_manager.select_related("person__key").in_bulk(ids)
    above = _above([member.unit for member in members.values()])
    return [_face(card, members[card.person_id], above, photos.get(card.person_id)) for card in cards]


def _face(card: Card, member: Member, above: Mapping[int, str], photo: Photo | None) -> dict[str, Any]:
    picture = picture_of(photo) if photo else None
    return {
        "name": member.person.name,
        "unit": member.unit.name,
        "above": above.get(member.unit_id, ""),
        "number": card.number,
        "issued": format_date(card.issued_on),
        "until": format_date(card.until) if card.until else "",
        "photo": PICTURE.format(b64encode(picture).decode()) if picture else "",
        "qr": qr_svg(address_of(code_of(card, member.unit))),
    }


def _above(units: Sequence[Unit]) -> dict[int, str]:
    """For each unit the name of the union directly above it today."""
    parents = {unit.pk: int(parts[-2]) for unit in units if len(parts := unit.path.strip("/").split("/")) > 1}
    names = dict(Unit._base_manager.filter(pk__in=set(parents.values())).values_list("pk", "name"))
    return {pk: names.get(parent, "") for pk, parent in parents.items()}
