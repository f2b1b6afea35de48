"""The installation's secrets: one file in the data folder, readable by its owner alone.

The launcher makes the file before anything else starts. Settings read it; nothing ever prints or logs it.
"""

import base64
import fcntl
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """`django` signs sessions; `keys` (number → 32 bytes) wrap personal keys, `current` is the one for new ones;
    `index` (32 bytes) makes blind indexes; `seal` (32 bytes) makes the audit chain. `signing` (number → 32 bytes) are
    private keys by which others can tell what this installation has said; see core/signing.py. `push` (32 bytes) is the
    private key by which push services know this installation: with another one every device must subscribe anew."""

    django: str
    keys: dict[int, bytes]
    current: int
    index: bytes
    seal: bytes
    signing: dict[int, bytes] = field(default_factory=dict)
    push: bytes = b""

    def __repr__(self) -> str:
        return "Secrets(…)"


def new_key() -> str:
    """32 random bytes, as they stand in the file."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_secrets() -> dict[str, object]:
    """Fresh random values, in the shape that stands in the file."""
    return {
        "django": secrets.token_urlsafe(48),
        "keys": {"1": new_key()},
        "current": 1,
        "index": new_key(),
        "seal": new_key(),
        "signing": {"1": new_key()},
        "push": new_key(),
    }


def load_secrets(data: Path) -> Secrets:
    """Read the secrets of a data folder, making them on first use. Keys are added by rotation, never removed."""
    path = data / FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        write_secrets(path, new_secrets())
    raw = json.loads(path.read_text())
    if not {"signing", "push"} <= raw.keys():  # made before there were any
        raw = _completed(path)
    return Secrets(
        django=raw["django"],
        keys={int(n): base64.b64decode(k) for n, k in raw["keys"].items()},
        current=int(raw["current"]),
        index=base64.b64decode(raw["index"]),
        seal=base64.b64decode(raw["seal"]),
        signing={int(n): base64.b64decode(k) for n, k in raw["signing"].items()},
        push=base64.b64decode(raw["push"]),
    )


def _completed(path: Path) -> dict[str, Any]:
    """Put keys of a later kind into the file. Of several processes that start together one makes them."""
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        raw: dict[str, Any] = json.loads(path.read_text())
        missing = {name: value for name, value in new_secrets().items() if name not in raw}
        if missing:
            raw |= missing
            write_secrets(path, raw)
    return raw


def write_secrets(path: Path, raw: dict[str, object]) -> None:
    """Write the file in one move, with owner-only rights from its first byte."""
    temporary = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(raw, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
