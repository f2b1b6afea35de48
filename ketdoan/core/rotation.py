"""Changing the master key while the server runs: add a new one, wrap every data key anew, retire the old ones.

Each step may be broken off and repeated. Old master keys stay in the secrets file until `retire`, so that every
process can read every data key at any moment.
"""

import json
import secrets as random
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from .crypto import MASTERS_LOCK, MasterMissing, installation_secrets, unwrap, wrap
from .models.keys import DataKey
from .secrets import FILE, write_secrets

ROTATION_LOCK = 7_030_003
_FIRST = UUID(int=0)
_STORE = """
    UPDATE core_datakey k SET wrapped = new.wrapped, master = %s
    FROM unnest(%s::uuid[], %s::bytea[]) AS new (id, wrapped) WHERE k.id = new.id
"""


def pending() -> int:
    """How many data keys are still wrapped by an older master key."""
    return DataKey.objects.filter(destroyed_at=None).exclude(master=installation_secrets().current).count()


def add_master_key() -> int:
    """Add a master key and make it the current one; returns its number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
        path = Path(settings.DATA) / FILE
        raw = json.loads(path.read_text())
        number = max(map(int, raw["keys"])) + 1
        raw["keys"][str(number)] = b64encode(random.token_bytes(32)).decode()
        write_secrets(path, {**raw, "current": number})
    return number


def rewrap(batch: int = 2_000) -> Iterator[int]:
    """Wrap every data key by the current master key; yields how many each committed batch held."""
    last = _FIRST
    while keys := _rewrap_after(last, batch):
        last = keys[-1].pk
        yield len(keys)


@transaction.atomic
def _rewrap_after(last: UUID, batch: int) -> list[DataKey]:
    secrets = installation_secrets()
    old = DataKey.objects.filter(destroyed_at=None, pk__gt=last).exclude(master=secrets.current)
    keys = list(old.order_by("pk").select_for_update()[:batch])
    for key in keys:
        secret = unwrap(key)
        if secret is None:
            raise MasterMissing(str(key.pk))
        wrap(key, secret, secrets)
    with connection.cursor() as cursor:  # bulk_update takes five times as long
        cursor.execute(_STORE, [secrets.current, [key.pk for key in keys], [key.wrapped for key in keys]])
    return keys


class StillNeeded(RuntimeError):
    """Old master keys still wrap data keys, or a transaction that makes data keys is still open."""


def retire() -> list[int]:
    """Take all master keys but the current one out of the secrets file; returns their numbers.

    Raises StillNeeded. Does not wait for open transactions, since others would then wait behind it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [MASTERS_LOCK])
        if cursor.fetchone() != (True,) or pending():
            raise StillNeeded
        path = Path(settings.DATA) / FILE
        raw = json.loads(path.read_text())
        kept = {number: key for number, key in raw["keys"].items() if int(number) == raw["current"]}
        retired = sorted(int(number) for number in raw["keys"] if number not in kept)
        if retired:
            write_secrets(path, {**raw, "keys": kept})
    return retired
