"""Opening personal values of members for a print: for a purpose, noted for each person, in one act."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import insert_all
from ketdoan.core.viet import VietError, clean_line, today
from ketdoan.units.models import Contact, Identifier, PersonalDataView

from ..models import Card, Member
from .people import must_hold_members

PURPOSE_LENGTH = 250
_MODELS: Mapping[str, Any] = {
    Contact.PHONE: Contact,
    Contact.ADDRESS: Contact,
    Identifier.CITIZEN_ID: Identifier,
    Identifier.SOCIAL_INSURANCE: Identifier,
}


@action("members.open_values", "Mở dữ liệu cá nhân để in", permission="units.person")
def open_values(
    act: Act, *, members: Sequence[Member], fields: Collection[str], purpose: str
) -> dict[tuple[int, str], str]:
    """The personal values of members, by person and field, for a purpose. Each person can read afterwards who opened
    which of theirs, and what for; of whom nothing is recorded, nothing is noted."""
    try:
        reason = clean_line(purpose)
    except VietError as error:
        raise ValidationError({"purpose": str(error)}) from None
    if not reason:
        raise ValidationError({"purpose": "Hãy ghi mục đích in dữ liệu cá nhân này."})
    if len(reason) > PURPOSE_LENGTH:
        raise ValidationError({"purpose": f"Mục đích dài quá {PURPOSE_LENGTH} ký tự."})
    units = must_hold_members(act, members)
    opened: dict[tuple[int, str], str] = {}
    for field in sorted(set(fields)):
        rows = _MODELS[field]._base_manager.filter(person__in=[member.pk for member in members], kind=field)
        held = rows.filter(replaced_at=None, valid__contains=today()).select_related("person__key")
        opened |= {(row.person_id, field): text for row in held if (text := row.value.text)}
    who = {"account_id": act.actor.account_id, "post_id": act.actor.post_id, "purpose": reason}
    insert_all([PersonalDataView(person_id=person, field=field, **who) for person, field in sorted(opened)])
    act.record(unit_id=units[0] if len(units) == 1 else None, change={"fields": sorted(set(fields))})
    act.record_rows(sorted({person for person, _ in opened}))
    return opened


@action("members.print_cards", "In thẻ đoàn viên", permission="members.card")
def record_cards_print(act: Act, *, cards: Sequence[Card]) -> None:
    """Say that cards were printed, with names and pictures: which, by a digest of their ids."""
    must_hold_members(act, list(Member._base_manager.filter(pk__in=[card.person_id for card in cards])))
    act.record(change={"kind": "cards"})
    act.record_rows([card.pk for card in cards])
