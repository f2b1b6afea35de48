"""Sensitive facts apart from the record: consents, recording a fact, opening it for a purpose."""

from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import format_date, today
from ketdoan.units.actions.persons import purpose_of, put_value
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import Person, PersonalDataView
from ketdoan.units.queries.inside import union_of

from ..models import Consent, Member, SensitiveFact
from ..queries.consents import CONSENT, LABELS, basis_of, consents, rests_on_consent, said_last
from .people import must_hold_members

PERMISSION, OWN = "members.sensitive", "members.own"
LONGEST = 250


@action("members.consent.give", "Ghi sự đồng ý về dữ liệu nhạy cảm", permission=PERMISSION)
def give_consent(act: Act, *, member: Member, kind: str, on: date, how: str) -> Consent:
    """Record that a member agreed to a kind of data being held for its purpose, as the present text asks."""
    _check(kind)
    if basis_of(kind).value["basis"] != CONSENT:
        raise ValidationError("Loại dữ liệu này không dựa trên sự đồng ý.")
    return _say(act, _hold(act, member), member, kind, on, how, given=True)


@action("members.consent.withdraw", "Ghi việc rút đồng ý", permission=PERMISSION)
def withdraw_consent(act: Act, *, member: Member, kind: str, on: date, how: str) -> Consent:
    """Record that a member took a consent back: from now on what rests on it is closed, and soon destroyed."""
    _check(kind)
    last = said_last(member.pk).get(kind)
    if last is None or not last.given:
        raise ValidationError("Người này chưa đồng ý, hoặc đã rút đồng ý trước đó.")
    if on < last.on:
        raise ValidationError({"on": f"Người này đồng ý ngày {format_date(last.on)}, không thể rút trước ngày đó."})
    return _say(act, _hold(act, member), member, kind, on, how, given=False)


@action("members.consent.own", "Tự đồng ý hoặc rút đồng ý trên ứng dụng", permission=OWN)
def say_own_consent(act: Act, *, kind: str, given: bool) -> Consent:
    """A member says in the app whether a kind of data may be held of them. To say the same again changes nothing."""
    _check(kind)
    if basis_of(kind).value["basis"] != CONSENT:
        raise ValidationError("Loại dữ liệu này không dựa trên sự đồng ý.")
    member = Member._base_manager.select_related("unit").get(pk=act.actor.person_id or 0)
    held = Person._base_manager.select_related("unit", "key").select_for_update(of=("self",)).get(pk=member.pk)
    last = said_last(member.pk).get(kind)
    if last is not None and last.given == given:
        return last
    return _say(act, held, member, kind, today(), Consent.APP, given=given)


def _say(act: Act, held: Person, member: Member, kind: str, on: date, how: str, *, given: bool) -> Consent:
    if on > today():
        raise ValidationError({"on": "Ngày này chưa đến."})
    if how not in dict(Consent.WAYS):
        raise ValidationError({"how": "Hãy chọn hình thức."})
    text = basis_of(kind)
    row = Consent.objects.create(
        person=held,
        kind=kind,
        purpose=text.value["purpose"],
        controller=union_of(member.unit),
        given=given,
        on=on,
        how=how,
        text=text,
        account_id=act.actor.account_id,
        post_id=act.actor.post_id,
    )
    act.record(held, unit_id=member.unit_id, change={"kind": kind, "given": given, "on": on, "rule": text.pk})
    return row


@action("members.sensitive.record", "Ghi dữ liệu nhạy cảm", permission=PERMISSION)
def record_fact(act: Act, *, member: Member, kind: str, value: str) -> SensitiveFact | None:
    """Record a sensitive fact as of today in place of the earlier one; empty text ends it.

    Raises ValidationError where it may be held by consent alone and the person has not agreed.
    """
    _check(kind)
    held = _hold(act, member)
    text = " ".join(value.split())
    if len(text) > LONGEST:
        raise ValidationError({"value": f"Nội dung dài quá {LONGEST} ký tự."})
    if text and not _allowed(member, kind):
        raise ValidationError("Loại dữ liệu này chỉ được ghi khi người đó đã đồng ý. Hãy ghi sự đồng ý trước.")
    row: SensitiveFact | None = put_value(act, SensitiveFact(person=held, kind=kind), text)
    return row


@action("members.sensitive.open", "Xem dữ liệu nhạy cảm", permission=PERMISSION)
def open_fact(act: Act, *, member: Member, kind: str, purpose: str) -> str | None:
    """Open a sensitive fact for a purpose, and log who did so. None where there is none or it was erased.

    Raises ValidationError where the consent on which it rests does not stand. Give no idempotency key.
    """
    _check(kind)
    held = _hold(act, member, erased=True)
    reason = purpose_of(held, purpose)
    if not _allowed(member, kind):
        raise ValidationError("Người này không đồng ý, hoặc đã rút đồng ý: dữ liệu này không được mở.")
    of_one(held.pk, PersonalDataView.SENSITIVE, LABELS[kind], reason)
    act.record(held, unit_id=member.unit_id, change={"kind": kind})
    row = SensitiveFact._base_manager.filter(person=held, kind=kind, replaced_at=None, valid__contains=today()).first()
    if row is None:
        return None
    row.person = held
    return row.value.text


def _allowed(member: Member, kind: str) -> bool:
    return not rests_on_consent(kind) or consents(member.pk, kind)


def _check(kind: str) -> None:
    if kind not in LABELS:
        raise ValidationError({"kind": "Không có loại dữ liệu này."})


def _hold(act: Act, member: Member, *, erased: bool = False) -> Person:
    """The person's row, locked: two sayings take turns. The post's scope must hold the member's unit."""
    must_hold_members(act, [member])
    held = Person._base_manager.select_related("unit", "key").select_for_update(of=("self",)).get(pk=member.pk)
    if held.erased and not erased:
        raise ValidationError("Dữ liệu cá nhân của người này đã được xóa, không ghi thêm được.")
    return held
