"""What the installation signs, so that anybody can tell without asking it: Ed25519, by keys with a number.

The highest number signs. Rotation adds a key; earlier ones stay in the secrets file, since what they signed is printed
and in people's hands. One that got into foreign hands is taken out of the file: then nobody who asks for the keys takes
its signatures any more. `published` says the public halves; they are no secret.
"""

import json
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection, transaction

from .crypto import installation_secrets
from .rotation import ROTATION_LOCK
from .secrets import FILE, new_key, write_secrets


def signing_key() -> tuple[int, Ed25519PrivateKey]:
    """The key that signs now, and its number."""
    held = installation_secrets().signing
    number = max(held)
    return number, Ed25519PrivateKey.from_private_bytes(held[number])


def public_keys() -> dict[int, bytes]:
    """The public half of every key, by number."""
    return {
        number: Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        for number, key in installation_secrets().signing.items()
    }


def published() -> dict[str, str]:
    """The public keys as they stand in JSON: the number, and 32 bytes in base64."""
    return {str(number): b64encode(key).decode() for number, key in sorted(public_keys().items())}


def add_signing_key() -> int:
    """Add a key, by which everything is signed from now on; returns its number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
        path = Path(settings.DATA) / FILE
        raw = json.loads(path.read_text())
        number = max(map(int, raw["signing"])) + 1
        raw["signing"][str(number)] = new_key()
        write_secrets(path, raw)
    return number
