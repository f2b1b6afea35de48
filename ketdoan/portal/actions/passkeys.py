"""Passkeys of the app (WebAuthn): making one on a phone, signing in by it, taking it away."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.actions import Act, action
from ketdoan.core.models import Account
from ketdoan.core.viet import clean_line

from ..models import Passkey

MOST = 5
NOT_TAKEN = "Máy không nhận được khóa. Hãy thử lại, hoặc đăng nhập bằng mã."
NOT_KNOWN = "Khóa này không còn dùng được. Hãy đăng nhập bằng mã gửi đến điện thoại."


def _server(host: str) -> Fido2Server:
    """For the host by which the site was reached; other origins are refused, save plain http on one's own machine."""
    name = urlsplit(f"//{host}").hostname or ""
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Kết Đoàn", id=name),
        verify_origin=None if settings.HTTPS else lambda origin: urlsplit(origin).hostname == name,
    )


def begin_adding(host: str, account: Account) -> tuple[dict[str, Any], Any]:
    """What the phone is asked when a passkey is made, and what the session must remember of it."""
    known = [AttestedCredentialData(bytes(key.data)) for key in Passkey.objects.filter(account=account)]
    user = PublicKeyCredentialUserEntity(
        name="Ứng dụng đoàn viên", id=f"app:{account.pk}".encode(), display_name="Kết Đoàn"
    )
    asked, state = _server(host).register_begin(
        user, known, ResidentKeyRequirement.REQUIRED, UserVerificationRequirement.REQUIRED
    )
    return dict(asked), state


@action("portal.passkey.add", "Thêm khóa đăng nhập ứng dụng", permission="members.own")
def add_passkey(act: Act, *, host: str, state: Any, answer: str, name: str) -> Passkey:
    """Keep the passkey that a phone has made, under a name by which its owner tells it from others."""
    account_id = act.actor.account_id or 0
    if Passkey.objects.filter(account=account_id).count() >= MOST:
        raise ValidationError(f"Mỗi người dùng nhiều nhất {MOST} khóa. Hãy bỏ bớt khóa của máy cũ.")
    try:
        made = _server(host).register_complete(state, json.loads(answer)).credential_data
    except (ValueError, TypeError, KeyError):
        raise ValidationError(NOT_TAKEN) from None
    if made is None or Passkey.objects.filter(credential=made.credential_id).exists():
        raise ValidationError(NOT_TAKEN)
    key = Passkey.objects.create(
        account_id=account_id, credential=made.credential_id, data=bytes(made), name=clean_line(name)[:60] or "Máy này"
    )
    act.record(key)
    return key


@action("portal.passkey.drop", "Bỏ khóa đăng nhập ứng dụng", permission="members.own")
def drop_passkey(act: Act, *, passkey: Passkey) -> None:
    """Take a passkey of one's own away: a phone that was lost opens nothing any more."""
    if passkey.account_id != act.actor.account_id:
        raise PermissionDenied("Khóa này là của người khác.")
    act.record(passkey)
    passkey.delete()


def begin_signing_in(host: str) -> tuple[dict[str, Any], Any]:
    """What a phone is asked that signs in by any passkey it holds for this site."""
    asked, state = _server(host).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(asked), state


def account_by_passkey(host: str, state: Any, answer: str) -> Account:
    """The account whose passkey answered. Raises ValidationError for any other answer, with nothing said of why."""
    with acting(SYSTEM):
        return _by_passkey(host=host, state=state, answer=answer)


@action("portal.passkey.use", "Vào ứng dụng bằng khóa trên máy")
def _by_passkey(act: Act, *, host: str, state: Any, answer: str) -> Account:
    try:
        given = json.loads(answer)
        known = (
            Passkey.objects.select_related("account")
            .filter(credential=websafe_decode(given["id"]), account__is_active=True)
            .first()
        )
        if known is None:
            raise ValidationError(NOT_KNOWN)
        _server(host).authenticate_complete(state, [AttestedCredentialData(bytes(known.data))], given)
    except (ValueError, TypeError, KeyError):
        raise ValidationError(NOT_KNOWN) from None
    Passkey.objects.filter(pk=known.pk).update(used_at=timezone.now())
    act.record(known)
    return known.account
