"""Tokens for other software: made and revoked by an account for the post it works as; what a call may do by one.

A token never gives more than the post has at the moment of the call: rights that the post lost, and a post that ended,
are lost to the token too.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from .acting import Actor
from .actions import Act, action
from .models import ApiToken
from .modules import api_permissions, permissions
from .rules import rule
from .viet import clean_line, today

PERMISSION = "core.api"
PREFIX = "kd_"
MOST, NAME_LENGTH = 20, 60


@dataclass(frozen=True)
class Made:
    """A fresh token and its secret, which is shown this once."""

    token: ApiToken
    secret: str


def offered(actor: Actor) -> list[tuple[str, str]]:
    """The rights that the actor may give a token, by their titles."""
    titles = permissions()
    return [(code, titles[code]) for code in api_permissions() if actor.may(code)]


def tokens_of(account_id: int) -> Any:
    """The tokens of an account, the latest first."""
    return ApiToken.objects.filter(account=account_id)


@action("core.token.make", "Tạo mã kết nối cho phần mềm", permission=PERMISSION)
def make_token(act: Act, *, name: str, rights: list[str], days: int) -> Made:
    """A token for the acting post with some of its rights, for so many days."""
    actor = act.actor
    clean = clean_line(name)
    longest = int(rule("core.token_days", today()).value)
    if not clean or len(clean) > NAME_LENGTH:
        raise ValidationError({"name": f"Hãy ghi tên phần mềm, không quá {NAME_LENGTH} ký tự."})
    if not rights or not set(rights) <= {code for code, _ in offered(actor)}:
        raise ValidationError({"rights": "Hãy chọn ít nhất một quyền mà vị trí này có."})
    if not 1 <= days <= longest:
        raise ValidationError({"days": f"Thời hạn từ 1 đến {longest} ngày."})
    now = timezone.now()
    living = ApiToken.objects.filter(account=actor.account_id, revoked_at=None, expires_at__gt=now)
    if living.count() >= MOST:
        raise ValidationError(f"Tài khoản đã có {MOST} mã còn hiệu lực. Hãy thu hồi mã không dùng.")
    if actor.account_id is None or actor.post_id is None:
        raise PermissionDenied("Mã kết nối thuộc về một vị trí công tác.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account_id=actor.account_id,
        post_id=actor.post_id,
        name=clean,
        digest=digest_of(secret),
        permissions=sorted(set(rights)),
        expires_at=now + timedelta(days=days),
    )
    act.record(token, change={"rights": token.permissions, "days": days})
    return Made(token, secret)


@action("core.token.revoke", "Thu hồi mã kết nối", permission=PERMISSION)
def revoke_token(act: Act, *, token: ApiToken) -> ApiToken:
    """End a token of one's own, at once and for good."""
    held = ApiToken.objects.select_for_update().get(pk=token.pk)
    if held.account_id != act.actor.account_id:
        raise PermissionDenied("Đây không phải mã của tài khoản đang dùng.")
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
    act.record(held)
    return held


def digest_of(secret: str) -> str:
    """What is kept of a token. It is long and random: no slower digest is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_by(secret: str) -> tuple[ApiToken, Actor] | None:
    """The token of a secret and the actor that it makes now; None where it is unknown, ended or its post is."""
    token = (
        ApiToken.objects.select_related("account")
        .filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=timezone.now(), account__is_active=True)
        .first()
    )
    if token is None:
        return None
    actor: Actor | None = import_string(settings.ACTOR_OF_POST)(token.account_id, token.post_id)
    if actor is None or not actor.may(PERMISSION):
        return None
    return token, replace(actor, permissions=actor.permissions & frozenset(token.permissions))


def count_call(token: ApiToken) -> int:
    """Note that a token is used; returns how many calls it made in this minute, across all processes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_apitoken SET last_used_at = now(), minute = date_trunc('minute', now()),"
            " used = CASE WHEN minute = date_trunc('minute', now()) THEN used + 1 ELSE 1 END"
            " WHERE id = %s RETURNING used",
            [token.pk],
        )
        (used,) = cursor.fetchone()
    return int(used)
