"""The installation's secrets: one file in the data folder, readable by its owner alone.

The launcher makes the file before anything else starts. Settings read it; nothing ever prints or logs it.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

FILE = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """`django` signs sessions; `keys` (number → 32 bytes) wrap personal keys, `current` is the one for new ones;
    `index` (32 bytes) makes blind indexes; `seal` (32 bytes) makes the audit chain."""

    django: str
    keys: dict[int, bytes]
    current: int
    index: bytes
    seal: bytes

    def __repr__(self) -> str:
        return "Secrets(…)"


def new_secrets() -> dict[str, object]:
    """Fresh random values, in the shape that stands in the file."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "django": secrets.token_urlsafe(48),
        "keys": {"1": key()},
        "current": 1,
        "index": key(),
        "seal": key(),
    }


def load_secrets(data: Path) -> Secrets:
    """Read the secrets of a data folder, making them on first use. Keys are added by rotation, never removed."""
    path = data / FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        write_secrets(path, new_secrets())
    raw = json.loads(path.read_text())
    return Secrets(
        django=raw["django"],
        keys={int(n): base64.b64decode(k) for n, k in raw["keys"].items()},
        current=int(raw["current"]),
        index=base64.b64decode(raw["index"]),
        seal=base64.b64decode(raw["seal"]),
    )


def write_secrets(path: Path, raw: dict[str, object]) -> None:
    """Write the file in one move, with owner-only rights from its first byte."""
    temporary = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(raw, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
