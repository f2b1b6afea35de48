"""Encryption of personal data: values under data keys, data keys under the installation's master key.

Values are sealed by AES-256-GCM with the place (table.column) and the data key's id as associated data, so that a
sealed value cannot be moved to another column or person. Models use `core.sealed`; this module is what it rests on.
Decision 0002 in docs/decisions says why.
"""

import base64
import hmac
import json
import os
import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models, transaction

from .bulk import copy_in
from .models.keys import DataKey
from .secrets import FILE, Secrets, load_secrets

MASTERS_LOCK = 7_030_002
INDEX_BYTES = 16
_FORMAT = b"\x01"
_NONCE_BYTES = 12
_INSTALLATION = uuid.UUID("2f0f6b0e-6d5b-4c53-9a5e-5ad2c7a3b001")


class Tampered(RuntimeError):
    """A sealed value or a wrapped key is not what was written at this place under this key."""


class Destroyed(RuntimeError):
    """Something was to be sealed under a key that has been destroyed."""


class MasterMissing(RuntimeError):
    """The secrets file does not hold the master key that wraps a data key."""


def installation_secrets() -> Secrets:
    """The installation's secrets as the file holds them now: a rotation is seen by running processes at once."""
    folder = Path(settings.DATA)
    state = (folder / FILE).stat()
    return _secrets(folder, state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=2)
def _secrets(folder: Path, changed: int, inode: int) -> Secrets:
    return load_secrets(folder)


def _encrypt(key: bytes, text: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, text, bound_to.encode())


def _decrypt(key: bytes, data: bytes, bound_to: str) -> bytes:
    if data[:1] != _FORMAT:
        raise Tampered(bound_to)
    try:
        return AESGCM(key).decrypt(data[1 : 1 + _NONCE_BYTES], data[1 + _NONCE_BYTES :], bound_to.encode())
    except (InvalidTag, ValueError):
        raise Tampered(bound_to) from None


def wrap(key: DataKey, secret: bytes, secrets: Secrets) -> None:
    """Put a secret into a data key, wrapped by the current master key. Does not save."""
    key.master = secrets.current
    key.wrapped = _wrapped(key.pk, secret, secrets)


def _wrapped(key_id: uuid.UUID, secret: bytes, secrets: Secrets) -> bytes:
    return _encrypt(secrets.keys[secrets.current], secret, f"key:{key_id}:{secrets.current}")


def unwrap(key: DataKey) -> bytes | None:
    """The secret of a data key; None when it is destroyed. Raises Tampered or MasterMissing."""
    if installation_secrets().keys.get(key.master) is None:
        key.refresh_from_db()  # wrapped anew since this row was read, and the old master key is gone
    if key.destroyed_at:
        return None
    master = installation_secrets().keys.get(key.master)
    if master is None:
        raise MasterMissing(f"master key {key.master} of data key {key.pk}")
    return _decrypt(master, bytes(key.wrapped), f"key:{key.pk}:{key.master}")


def _shared_secrets() -> Secrets:
    """The secrets, for wrapping new keys. The shared lock keeps the master key from being retired before the new keys
    are committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [MASTERS_LOCK])
    return installation_secrets()


def new_keys(number: int) -> list[DataKey]:
    """Fresh data keys, saved."""
    with transaction.atomic():
        secrets = _shared_secrets()
        keys = [DataKey() for _ in range(number)]
        for key in keys:
            wrap(key, AESGCM.generate_key(256), secrets)
        return DataKey.objects.bulk_create(keys, batch_size=5_000)


def key_of(holder: models.Model) -> DataKey:
    """The data key of a person or an upload (its field `key`), made on first use."""
    row: Any = holder
    if row.key_id is None:
        manager = type(holder)._base_manager
        with transaction.atomic():
            locked: Any = manager.select_for_update().get(pk=holder.pk)
            if locked.key_id is None:
                (locked.key,) = new_keys(1)
                manager.filter(pk=holder.pk).update(key=locked.key)
            row.key = locked.key
    return row.key


def seal(key: DataKey, place: str, text: str) -> bytes:
    """Encrypt a value for one place (table.column). Raises Destroyed."""
    secret = unwrap(key)
    if secret is None:
        raise Destroyed(str(key.pk))
    return _encrypt(secret, text.encode(), f"{place}:{key.pk}")


def unseal(key: DataKey, place: str, data: bytes) -> str | None:
    """The value that was sealed for this place; None when its key is destroyed. Raises Tampered."""
    secret = unwrap(key)
    return None if secret is None else _decrypt(secret, data, f"{place}:{key.pk}").decode()


def seal_all(key: DataKey, place: str, texts: Iterable[str]) -> list[bytes]:
    """Encrypt many values of one place under one key, which is unwrapped once. Raises Destroyed."""
    secret = unwrap(key)
    if secret is None:
        raise Destroyed(str(key.pk))
    return [_encrypt(secret, text.encode(), f"{place}:{key.pk}") for text in texts]


def unseal_all(key: DataKey, place: str, values: Iterable[bytes]) -> list[str | None]:
    """Open many values of one place; None for each when their key is destroyed. Raises Tampered."""
    secret = unwrap(key)
    return [None if secret is None else _decrypt(secret, data, f"{place}:{key.pk}").decode() for data in values]


def blind_index(place: str, value: str) -> bytes:
    """A keyed digest (16 bytes) by which a normalised value of one place is found again; exact match only."""
    return blinder(place)(value)


def blinder(place: str) -> Callable[[str], bytes]:
    """The blind index of a place as a function: for many values, the secrets are looked up once."""
    secret, before = installation_secrets().index, f"{place}\0".encode()
    return lambda value: hmac.digest(secret, before + value.encode(), "sha256")[:INDEX_BYTES]


def seal_json(purpose: str, thing: Any) -> str:
    """Seal a small thing under the installation's own key: a draft, a secret kept with a session. ASCII text.

    `purpose` binds it, such as f"draft:{account_id}:{form}": it opens under the same purpose alone.
    """
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(seal(_installation_key(), f"json:{purpose}", text)).decode()


def open_json(purpose: str, token: str) -> Any:
    """What `seal_json` sealed for this purpose. Raises Tampered."""
    try:
        data = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        raise Tampered(f"json:{purpose}") from None
    return json.loads(unseal(_installation_key(), f"json:{purpose}", data) or "null")


def _installation_key() -> DataKey:
    """The data key of what belongs to no person. It has a fixed id, and rotation wraps it like any other."""
    key = DataKey.objects.filter(pk=_INSTALLATION).first()
    if key is None:
        with transaction.atomic():
            key = DataKey(pk=_INSTALLATION)
            wrap(key, AESGCM.generate_key(256), _shared_secrets())
            DataKey.objects.bulk_create([key], ignore_conflicts=True)
        key = DataKey.objects.get(pk=_INSTALLATION)
    return key


class Sealer:
    """A data key whose secret is at hand: for sealing and opening much in one go, as an import does. Not kept."""

    __slots__ = ("_bound", "_cipher", "key_id")

    def __init__(self, key_id: uuid.UUID, secret: bytes) -> None:
        self.key_id, self._bound, self._cipher = key_id, f":{key_id}", AESGCM(secret)

    def seal(self, place: str, text: str) -> bytes:
        """As `seal` does under the key."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, text.encode(), (place + self._bound).encode())

    def open(self, place: str, data: bytes) -> str:
        """As `unseal` does under the key. Raises Tampered."""
        if data[:1] != _FORMAT:
            raise Tampered(place)
        nonce, sealed = data[1 : 1 + _NONCE_BYTES], data[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, sealed, (place + self._bound).encode()).decode()
        except (InvalidTag, ValueError):
            raise Tampered(place) from None


def sealers_of(keys: Iterable[DataKey]) -> list[Sealer]:
    """The sealers of data keys that exist, in their order. Raises Destroyed."""
    made = []
    for key in keys:
        secret = unwrap(key)
        if secret is None:
            raise Destroyed(str(key.pk))
        made.append(Sealer(key.pk, secret))
    return made


def installation_sealer() -> Sealer:
    """The sealer of what belongs to no person, such as the addresses of devices."""
    (found,) = sealers_of([_installation_key()])
    return found


def new_sealers(number: int) -> list[Sealer]:
    """Fresh data keys, saved, each with its secret at hand."""
    with transaction.atomic():
        secrets = _shared_secrets()
        made, rows = [], []
        for _ in range(number):
            key_id, secret = uuid.uuid4(), AESGCM.generate_key(256)
            made.append(Sealer(key_id, secret))
            rows.append((key_id, _wrapped(key_id, secret, secrets), secrets.current))
        copy_in(DataKey, ["id", "wrapped", "master"], rows)
    return made
