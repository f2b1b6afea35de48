"""The list of cards that are in force no more, signed, for gates without network: how fresh it is it says itself.

Pure, like `codes`. A card stands in it as eight bytes of a digest of its number, so the list of a million cards takes
11 MB and shows no number to whoever has no card to ask about.
"""

import struct
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .codes import BadCode

FORMAT = "ketdoan.ended/1"
DIGEST = 8
_ABOUT = b"ketdoan.ended\0"
_HEAD = struct.Struct(">BI")


@dataclass(frozen=True)
class EndedCards:
    """Which cards were in force no more on a day: their digests in order, one after the other."""

    day: date
    digests: bytes

    def holds(self, number: str) -> bool:
        """Whether the card of a number was in force no more."""
        wanted = _digest(number)
        at = bisect_left(range(len(self.digests) // DIGEST), wanted, key=self._at)
        return self._at(at) == wanted

    def _at(self, place: int) -> bytes:
        return self.digests[place * DIGEST : (place + 1) * DIGEST]


def signed_list(numbers: Iterable[str], day: date, key: int, sign: Callable[[bytes], bytes]) -> dict[str, Any]:
    """The list of a day, to be written as JSON."""
    digests = b"".join(sorted({_digest(number) for number in numbers}))
    return {
        "format": FORMAT,
        "day": day.isoformat(),
        "key": key,
        "cards": b64encode(digests).decode(),
        "signature": b64encode(sign(_message(key, day, digests))).decode(),
    }


def read_list(told: Any, keys: Mapping[int, bytes]) -> EndedCards:
    """A list as it was signed. Raises BadCode for one that was altered or signed by a key that is not there."""
    try:
        day, key = date.fromisoformat(told["day"]), int(told["key"])
        digests, signature = (b64decode(told[name], validate=True) for name in ("cards", "signature"))
        Ed25519PublicKey.from_public_bytes(keys[key]).verify(signature, _message(key, day, digests))
    except (InvalidSignature, LookupError, TypeError, ValueError, struct.error):
        raise BadCode("Danh sách thẻ hết hiệu lực đã bị sửa hoặc không do công đoàn lập.") from None
    return EndedCards(day, digests)


def _message(key: int, day: date, digests: bytes) -> bytes:
    return _ABOUT + _HEAD.pack(key, day.toordinal()) + digests


def _digest(number: str) -> bytes:
    return sha256(_ABOUT + number.encode()).digest()[:DIGEST]
