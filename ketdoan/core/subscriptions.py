"""The devices on which accounts take pushes: subscribed, brought up to date at each visit, given up.

The address of a device is a secret: who knows it can follow the device. It stands sealed, is found by a blind index,
and is never logged. Only push services of browsers are taken, so that nobody can have this server call another place.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from .channels.encryption import AUTH, CURVE, POINT, unb64
from .crypto import blind_index, installation_sealer
from .models import PushSubscription

PLACE = "core_pushsubscription.sealed"
LONGEST = 1_000
#: So many devices of one account are kept; a further one takes the place of the one not seen for longest.
MOST = 10


@dataclass(frozen=True, slots=True)
class Device:
    """Where a push goes, and the keys of the browser there."""

    id: int
    endpoint: str
    key: bytes
    auth: bytes

    def __repr__(self) -> str:
        return f"Device({self.id})"


def subscribe(account_id: int, told: Any, replaced: str = "") -> PushSubscription:
    """Keep a browser's subscription, as its `toJSON` tells it, for an account; the same one again brings it up to date.

    One that another account held on this device goes over: who is signed in there now reads the messages. `replaced` is
    the endpoint that the browser has given up for this one. Raises ValidationError.
    """
    endpoint, content = _read(told)
    if replaced and replaced != endpoint:
        unsubscribe(account_id, replaced)
    values = {
        "account_id": account_id,
        "host": urlsplit(endpoint).hostname or "",
        "sealed": installation_sealer().seal(PLACE, content),
        "seen_at": timezone.now(),
    }
    kept, _ = PushSubscription.objects.update_or_create(index=index_of(endpoint), defaults=values)
    older = PushSubscription.objects.filter(account_id=account_id).order_by("-seen_at", "-pk")[MOST:]
    PushSubscription.objects.filter(pk__in=list(older.values_list("pk", flat=True))).delete()
    return kept


def unsubscribe(account_id: int, endpoint: str) -> bool:
    """Give up a device of an account; says whether there was one."""
    found = PushSubscription.objects.filter(account_id=account_id, index=index_of(endpoint))
    return found.delete()[0] > 0


def devices(ids: Iterable[int]) -> dict[int, Device]:
    """Devices by their ids, opened."""
    rows = PushSubscription.objects.filter(pk__in=set(ids)).values_list("pk", "sealed")
    sealer = installation_sealer()
    return {pk: _device(pk, sealer.open(PLACE, bytes(sealed))) for pk, sealed in rows}


def allowed(endpoint: str) -> bool:
    """Whether an address is that of a push service which this installation calls."""
    try:
        parts = urlsplit(endpoint)
        origin, port = f"{parts.scheme}://{parts.netloc}", parts.port
    except ValueError:
        return False
    if settings.PUSH_STUB and origin == settings.PUSH_STUB:
        return True
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or not parts.hostname:
        return False
    return any(
        parts.hostname.endswith(host) if host.startswith(".") else parts.hostname == host
        for host in settings.PUSH_HOSTS
    )


def index_of(endpoint: str) -> bytes:
    """The blind index of an endpoint."""
    return blind_index(PLACE, endpoint)


def sealed_content(endpoint: str, key: str, auth: str) -> str:
    """What is sealed of a subscription."""
    return json.dumps([endpoint, key, auth], separators=(",", ":"))


def _device(pk: int, content: str) -> Device:
    endpoint, key, auth = json.loads(content)
    return Device(pk, endpoint, unb64(key), unb64(auth))


def _read(told: Any) -> tuple[str, str]:
    """The endpoint, and what is sealed. Raises ValidationError."""
    wrong = ValidationError("Trình duyệt gửi đăng ký nhận thông báo không hợp lệ.")
    try:
        endpoint, key, auth = told["endpoint"], told["keys"]["p256dh"], told["keys"]["auth"]
        sizes = len(unb64(key)), len(unb64(auth))
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(key))
    except (TypeError, KeyError, ValueError, AttributeError):
        raise wrong from None
    if not isinstance(endpoint, str) or len(endpoint) > LONGEST or sizes != (POINT, AUTH) or not _plain(endpoint):
        raise wrong
    if not allowed(endpoint):
        raise ValidationError("Trình duyệt này dùng dịch vụ thông báo chưa được hỗ trợ.")
    return endpoint, sealed_content(endpoint, key, auth)


def _plain(endpoint: str) -> bool:
    return endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
