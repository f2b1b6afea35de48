"""Coming into the app: what a right code opens, links of units, claims to a record and their confirmation."""

import json
import secrets
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.actions import Act, action, do_part, without_numbers
from ketdoan.core.crypto import new_keys
from ketdoan.core.models import Account
from ketdoan.core.notify import notify
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import clean_line, today
from ketdoan.members.actions.applying import receive
from ketdoan.members.models import Application, Member
from ketdoan.members.queries.applications import Applicant
from ketdoan.members.queries.links import canonical_id
from ketdoan.members.rules import COUNTED
from ketdoan.members.states import ApplicationForm, Origin
from ketdoan.units.actions.access import taken
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Person, Unit
from ketdoan.units.models.persons import KEPT

from ..models import Access, Claim, Passkey, UnitLink
from ..queries.joining import unit_of_link
from ..queries.wanted import APPLY, CLAIM, INVITED, PHONE, Target, Wanted
from ..rules import ClaimState

INVITE = "portal.invite"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
LINK_GONE = "Đường dẫn mời không còn dùng. Hãy xin công đoàn một đường dẫn mới."


def open_by_code(wanted: Wanted, target: Target, account: Account | None = None) -> Account:
    """The account that a right code opens, made where there is none yet; and what was said along with it.

    Works for a visitor: the code is the right to do it. `account` is the one signed in already.
    """
    with acting(SYSTEM):
        return _open(wanted=wanted, target=target, account=account or target.account)


@action("portal.open", "Vào ứng dụng bằng mã gửi đến điện thoại")
def _open(act: Act, *, wanted: Wanted, target: Target, account: Account | None) -> Account:
    if wanted.what == INVITED:
        return _take_invitation(act, account, target.phone, str(wanted.more["secret"]))
    held = account or _new_account()
    if wanted.what == PHONE or not Access.objects.filter(account=held).exists():
        _keep_phone(held, target.phone)
    if wanted.what == CLAIM:
        _claim(act, held, _unit_of(wanted), wanted)
    elif wanted.what == APPLY:
        _apply(act, held, _unit_of(wanted), wanted)
    elif target.person and account is None:
        member = Member._base_manager.select_related("unit").get(pk=target.person.pk)
        _wait(act, held, member.unit, {"phone": target.phone}, proposed=target.person)
    act.record(held, change={"for": wanted.what})
    return held


def _new_account() -> Account:
    while True:
        name = "dv-" + "".join(secrets.choice(LETTERS) for _ in range(10))
        if not Account.objects.filter(username=name).exists():
            return Account.objects.create_user(name)


def _keep_phone(account: Account, phone: str) -> None:
    other = Access.objects.filter(phone_index=phone).exclude(account=account)
    if other.exists():
        raise ValidationError({"code": "Số điện thoại này đã dùng cho một tài khoản khác."})
    (key,) = new_keys(1)
    before = Access.objects.select_related("key").filter(account=account).first()
    access = Access(account=account, key=key)
    access.phone = phone
    if before:
        old = before.key
        Access.objects.filter(pk=before.pk).delete()
        destroy(old)
    access.save(force_insert=True)


def _take_invitation(act: Act, account: Account | None, phone: str, secret: str) -> Account:
    """The account of the person whom a one-time link names: the unit that handed it out has confirmed it. A link that
    gives an account back puts the new phone in the place of the old one, which is signed out everywhere."""
    link = taken(secret)
    held = link.account or account or _new_account()
    if link.account is None:
        if Person._base_manager.filter(account=held).exists():
            raise ValidationError("Số điện thoại này đã gắn với hồ sơ của một người khác.")
        for earlier in Claim._base_manager.select_related("key").filter(account=held, state=ClaimState.WAITING):
            _close(earlier, ClaimState.DROPPED)
        link.person.account = held
        link.person.save(update_fields=["account"])
    else:
        Passkey.objects.filter(account=held).delete()
        for session in UserSession.objects.filter(user=held):
            session.end()
    _keep_phone(held, phone)
    act.record(held, unit_id=link.person.unit_id, change={"invitation": link.pk, "person": link.person_id})
    return held


def _unit_of(wanted: Wanted) -> Unit:
    unit = unit_of_link(str(wanted.more.get("link", "")))
    if unit is None:
        raise ValidationError(LINK_GONE)
    return unit


def _claim(act: Act, account: Account, unit: Unit, wanted: Wanted) -> None:
    if Person._base_manager.filter(account=account).exists():
        return  # signed in already: nothing to claim
    said = {name: wanted.more.get(name, "") for name in ("name", "birth", "card")} | {"phone": wanted.phone}
    _wait(act, account, unit, said)


def _apply(act: Act, account: Account, unit: Unit, wanted: Wanted) -> None:
    said = {name: value for name, value in wanted.more.items() if name != "link"}
    (application,) = do_part(
        act, receive, unit=unit, people=[Applicant(**said, phone=wanted.phone)], received_on=today(),
        form=ApplicationForm.SINGLE, origin=Origin.APP,
    )  # fmt: skip
    _wait(act, account, unit, None, application=application)


def _wait(
    act: Act, account: Account, unit: Unit, said: dict[str, Any] | None, *,
    proposed: Person | None = None, application: Application | None = None,
) -> Claim:  # fmt: skip
    """A new claim of an account in place of the one that still waits."""
    for earlier in Claim._base_manager.select_related("key").filter(account=account, state=ClaimState.WAITING):
        _close(earlier, ClaimState.DROPPED)
    claim = Claim(account=account, unit=unit, proposed=proposed, application=application)
    if said is not None:
        (claim.key,) = new_keys(1)
        claim.said = json.dumps(said, ensure_ascii=False)
    claim.save()
    act.record(unit_id=unit.pk, change={"claim": claim.pk})
    return claim


def _close(claim: Claim, state: ClaimState) -> None:
    """End a claim: what was said in it goes."""
    claim.state, claim.decided_at = state, timezone.now()
    claim.save(update_fields=["state", "decided_at", "reason", "person"])
    if claim.key and claim.key.destroyed_at is None:
        destroy(claim.key)


@action("portal.link.make", "Lập đường dẫn mời vào ứng dụng", permission=INVITE)
def make_link(act: Act, *, unit: Unit) -> UnitLink:
    """The link by which a unit invites its people; an earlier one of the unit ends."""
    must_hold(act, unit)
    UnitLink._base_manager.filter(unit=unit, ended_at=None).update(ended_at=timezone.now())
    link = UnitLink.objects.create(unit=unit, token="".join(secrets.choice(LETTERS) for _ in range(12)))
    act.record(link, unit_id=unit.pk)
    return link


@action("portal.claim.confirm", "Xác nhận người dùng ứng dụng là đoàn viên", permission=INVITE)
def confirm_claim(act: Act, *, claim: Claim, person: Person) -> Claim:
    """Say whose an account is: from now on it opens that member's own things."""
    held = _waiting(act, claim)
    found = Person._base_manager.select_for_update(of=("self",)).filter(KEPT, pk=canonical_id(person.pk)).first()
    member = Member.objects.select_related("unit").filter(pk=found.pk if found else 0, state__in=COUNTED).first()
    if found is None or member is None:
        raise ValidationError({"person": "Người này không phải là đoàn viên đang sinh hoạt của đơn vị."})
    if found.account_id:
        raise ValidationError({"person": "Đoàn viên này đã có tài khoản. Nếu họ đổi số, hãy cấp lời mời mới cho họ."})
    found.account = held.account
    found.save(update_fields=["account"])
    held.person = found
    _close(held, ClaimState.CONFIRMED)
    act.record(held, unit_id=held.unit_id, change={"person": found.pk})
    notify([held.account_id], "portal", "Công đoàn đã xác nhận, ứng dụng đã mở", key=f"claim:{held.pk}", url="/app/")
    return held


@action("portal.claim.refuse", "Không xác nhận người dùng ứng dụng", permission=INVITE)
def refuse_claim(act: Act, *, claim: Claim, reason: str) -> Claim:
    """Say that an account is nobody's of the unit, for a reason that its holder reads."""
    held = _waiting(act, claim)
    held.reason = without_numbers(clean_line(reason), "reason")
    if not held.reason:
        raise ValidationError({"reason": "Hãy ghi lý do để người xin biết."})
    _close(held, ClaimState.REFUSED)
    act.record(held, unit_id=held.unit_id)
    notify([held.account_id], "portal", "Công đoàn chưa xác nhận được anh chị", key=f"claim:{held.pk}", url="/app/cho")
    return held


def _waiting(act: Act, claim: Claim) -> Claim:
    held = Claim._base_manager.select_for_update(of=("self",)).select_related("unit", "key", "account").get(pk=claim.pk)
    must_hold(act, held.unit)
    if held.state != ClaimState.WAITING:
        raise ValidationError(f"Việc này đã giải quyết xong: {held.get_state_display().lower()}.")
    return held


def follow_application(claim: Claim) -> Claim:
    """Link the account of somebody whose application, sent from it, was decided: admitted by the executive, the account
    is the new member's. Safe to repeat."""
    with acting(SYSTEM):
        followed: Claim = _follow(claim=claim)
    return followed


@action("portal.claim.follow", "Gắn tài khoản với đoàn viên vừa kết nạp")
def _follow(act: Act, *, claim: Claim) -> Claim:
    held = (
        Claim._base_manager.select_for_update(of=("self",))
        .select_related("key", "application__person")
        .get(pk=claim.pk)
    )
    application = held.application
    if held.state != ClaimState.WAITING or application is None:
        return held
    person = application.person
    if person is not None and person.account_id is None:
        person.account_id = held.account_id
        person.save(update_fields=["account"])
        held.person = person
        _close(held, ClaimState.CONFIRMED)
    elif application.ended_at is not None:
        held.reason = application.reason
        _close(held, ClaimState.REFUSED)
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    return held
