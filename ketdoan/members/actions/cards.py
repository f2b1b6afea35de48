"""The acts on cards: issuing to one or many, replacing, ending, and taking back an end recorded by mistake."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import insert_all
from ketdoan.core.viet import VietError, format_date, format_number, today
from ketdoan.units.models import Contact, Identifier

from ..card_rules import END_LABELS, REPLACED, CardEnd, clean_number, new_number
from ..models import Card, CardBatch, Member
from ..queries.cards import holders_among
from ..queries.links import circles
from ..rules import COUNTED
from .people import check_day, must_hold_members
from .recording import lock_persons

PERMISSION = "members.card"


@action("members.card", "Cấp thẻ đoàn viên")
def issue_cards(
    act: Act, *, members: Sequence[Member], on: date, until: date | None = None, numbers: Sequence[str] = ()
) -> CardBatch:
    """Issue a card to each of the members: with the numbers that the union gives, in the order of the members, else
    with numbers made by chance. Raises ValidationError where somebody is no member or holds a card in force."""
    if not members:
        raise ValidationError({"members": "Hãy chọn ít nhất một đoàn viên."})
    _check_days(on, until)
    if numbers and len(numbers) != len(members):
        told = f"Có {format_number(len(numbers))} số thẻ cho {format_number(len(members))} người."
        raise ValidationError({"numbers": f"{told} Hãy ghi mỗi người một số, mỗi số một dòng."})
    must_hold_members(act, members)
    lock_persons([member.pk for member in members])
    _check_may_get(members)
    batch = _issue(act, members, on, until, numbers)
    act.record(batch, unit_id=batch.unit_id, change={"on": on, "until": until})
    act.record_rows([member.pk for member in members])
    return batch


@action("members.replace_card", "Đổi, cấp lại thẻ đoàn viên", permission=PERMISSION)
def replace_card(act: Act, *, card: Card, on: date, reason: str, until: date | None = None, number: str = "") -> Card:
    """End a card for a reason and issue another to the same member on the same day."""
    if reason not in (str(one) for one in REPLACED):
        raise ValidationError({"reason": "Hãy chọn lý do đổi thẻ."})
    _check_days(on, until)
    (held,) = _hold(act, [card])
    members = _holders([held])
    _end([held], on, reason)
    _check_may_get(members)
    batch = _issue(act, members, on, until, [number] if number.strip() else ())
    fresh = batch.cards.get()
    act.record(fresh, unit_id=members[0].unit_id, change={"replaces": held.pk, "reason": reason, "on": on})
    return fresh


@action("members.end_card", "Thu, hủy thẻ đoàn viên", permission=PERMISSION)
def end_cards(act: Act, *, cards: Sequence[Card], on: date, reason: str) -> None:
    """Record that cards are in force no more from a day on: returned, lost, damaged, issued by mistake."""
    if reason not in (str(one) for one in END_LABELS):
        raise ValidationError({"reason": "Hãy chọn lý do."})
    if not cards:
        raise ValidationError({"cards": "Hãy chọn ít nhất một thẻ còn hiệu lực."})
    held = _hold(act, cards)
    _end(held, on, reason)
    change = {"reason": reason, "on": on}
    if len(held) == 1:
        act.record(held[0], unit_id=_holders(held)[0].unit_id, change=change)
        return
    act.record(change=change)
    act.record_rows([card.pk for card in held])


@action("members.restore_card", "Hủy việc ghi thu, hủy thẻ", permission=PERMISSION)
def restore_card(act: Act, *, card: Card) -> Card:
    """Take back the end of a card that was recorded by mistake, for a reason (`why`)."""
    if not act.why.strip():
        raise ValidationError({"why": "Hãy ghi lý do."})
    lock_persons([card.person_id])
    held = Card._base_manager.get(pk=card.pk)
    (unit,) = must_hold_members(act, _holders([held]))
    if held.ended_on is None:
        raise ValidationError("Thẻ này đang còn hiệu lực.")
    if holders_among([held.person_id]):
        raise ValidationError("Đoàn viên đã có thẻ khác đang dùng; mỗi người chỉ dùng một thẻ.")
    held.ended_on, held.reason = None, ""
    held.save(update_fields=["ended_on", "reason"])
    act.record(held, unit_id=unit, change={"restored": True})
    return held


def _check_days(on: date, until: date | None) -> None:
    check_day(on)
    if until is not None and (until <= on or until.year > 2150):
        raise ValidationError({"until": "Ngày hết giá trị phải sau ngày cấp."})


def _check_may_get(members: Sequence[Member]) -> None:
    """Raise ValidationError for the first who is no member or holds a card. Their persons are locked."""
    ids = [member.pk for member in members]
    counted = [str(standing) for standing in COUNTED]
    now = dict(Member._base_manager.filter(pk__in=ids).values_list("pk", "state"))
    holding = holders_among(ids)
    for member in members:
        if now.get(member.pk) not in counted:
            raise ValidationError({"members": f"{member.person.name} hiện không là đoàn viên nên không được cấp thẻ."})
        if member.pk in holding:
            raise ValidationError({"members": f"{member.person.name} đang có thẻ. Hãy dùng “Đổi thẻ” để cấp thẻ khác."})


def _issue(act: Act, members: Sequence[Member], on: date, until: date | None, given: Sequence[str]) -> CardBatch:
    numbers = _given(given) if given else _made(len(members))
    batch = CardBatch._base_manager.create(
        unit_id=act.actor.unit_id or members[0].unit_id,
        issued_on=on,
        until=until,
        account_id=act.actor.account_id,
        post_id=act.actor.post_id,
    )
    cards = [
        Card(person_id=member.pk, number=number, issued_on=on, until=until, batch=batch)
        for member, number in zip(members, numbers, strict=True)
    ]
    try:
        with transaction.atomic():
            insert_all(cards)
    except IntegrityError:  # a rival took a number since we looked
        raise ValidationError({"numbers": "Có số thẻ vừa được cấp cho người khác. Hãy thử lại."}) from None
    return batch


def _given(texts: Sequence[str]) -> list[str]:
    """The numbers that the union gives, each its own and of no other card."""
    try:
        numbers = [clean_number(text) for text in texts]
    except VietError as error:
        raise ValidationError({"numbers": str(error)}) from None
    twice = (
        next((number for at, number in enumerate(numbers) if number in numbers[:at]), None)
        if len(set(numbers)) < len(numbers)
        else None
    )
    if twice:
        raise ValidationError({"numbers": f"Số thẻ {twice} được ghi hai lần."})
    taken = Card._base_manager.filter(number__in=numbers).values_list("number", flat=True).first()
    if any(model._base_manager.filter(value_index__in=numbers).exists() for model in (Identifier, Contact)):
        raise ValidationError(
            {"numbers": "Có số trùng với số giấy tờ hoặc điện thoại. Số thẻ phải là số riêng của thẻ."}
        )
    if taken:
        raise ValidationError({"numbers": f"Số thẻ {taken} đã được cấp trước đây. Mỗi thẻ có một số riêng."})
    return numbers


def _made(count: int) -> list[str]:
    """So many numbers that no card has."""
    numbers: set[str] = set()
    while len(numbers) < count:
        fresh = {new_number() for _ in range(count - len(numbers))}
        numbers |= fresh - set(Card._base_manager.filter(number__in=fresh).values_list("number", flat=True))
    return list(numbers)


def _hold(act: Act, cards: Sequence[Card]) -> list[Card]:
    """The cards as they are now, in force, their persons locked; the post's scope must hold the members."""
    lock_persons([card.person_id for card in cards])
    held = list(Card._base_manager.filter(pk__in=[card.pk for card in cards]).order_by("pk"))
    must_hold_members(act, _holders(held))
    if ended := next((card for card in held if card.ended_on), None):
        raise ValidationError(f"Thẻ {ended.number} đã hết hiệu lực từ trước. Hãy tải lại trang.")
    return held


def _holders(cards: Sequence[Card]) -> list[Member]:
    """The members who hold cards: of linked records those whose record stays."""
    behind = circles([card.person_id for card in cards]).canonical
    return list(Member._base_manager.filter(pk__in=set(behind.values())).select_related("person"))


def _end(cards: Sequence[Card], on: date, reason: str) -> None:
    if on > today():
        raise ValidationError({"on": "Ngày này chưa đến."})
    for card in cards:
        if on < card.issued_on and reason != CardEnd.MISTAKE:
            raise ValidationError({"on": f"Thẻ {card.number} cấp ngày {format_date(card.issued_on)}, sau ngày này."})
        card.ended_on, card.reason = max(on, card.issued_on), reason
    Card._base_manager.bulk_update(cards, ["ended_on", "reason"], batch_size=1_000)
