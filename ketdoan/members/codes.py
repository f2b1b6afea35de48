"""The code in the QR of a card: what the union said of a card on a day, signed, readable without network or database.

Pure: needs the public keys alone. The code holds the number of the card, the code of the unit, the day of issue, the
last day where there is one, and the day of signing, which says how fresh it is. It holds nothing of the person: whoever
checks it compares the holder with the name and the picture on the card.

Bytes: format, number of the key, three days (since 1/1/2000; 0 for none), length of the card's number, the number, the
unit's code, the signature. Written in base32, so that with an address in capitals a QR holds it as letters and digits.
docs/decisions/0007-cards.md says why.
"""

import base64
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = 1
SIGNATURE = 64
FRESH_DAYS = 180
_ABOUT = b"ketdoan.card\0"
_HEAD = struct.Struct(">BBHHHB")
_DAY_ZERO = date(2000, 1, 1)
_LONGEST = 400
_NO_LETTERS = re.compile(r"[^A-Z2-7]")


class BadCode(ValueError):
    """A code that is none of ours. The text says why, in Vietnamese."""


@dataclass(frozen=True)
class CardClaim:
    """What a code says of a card. `until` is the last day of the card, None where it has none."""

    number: str
    unit: str
    issued_on: date
    until: date | None
    signed_on: date

    def holds(self, day: date) -> bool:
        """Whether by the code alone the card is one in force on a day. What happened since the code was signed, the
        code cannot know."""
        return self.issued_on <= day and (self.until is None or day <= self.until)

    def age(self, day: date) -> int:
        """How many days ago the code was signed."""
        return (day - self.signed_on).days

    def fresh(self, day: date) -> bool:
        """Whether the code was signed so lately that it need not be asked about."""
        return 0 <= self.age(day) <= FRESH_DAYS


def encode(claim: CardClaim, key: int, sign: Callable[[bytes], bytes]) -> str:
    """The code for a claim, signed by the key of that number."""
    number = claim.number.encode("ascii")
    days = [_count(day) for day in (claim.issued_on, claim.until, claim.signed_on)]
    body = _HEAD.pack(FORMAT, key, *days, len(number)) + number + claim.unit.encode()
    return base64.b32encode(body + sign(_ABOUT + body)).decode().rstrip("=")


def verify(text: str, keys: Mapping[int, bytes]) -> CardClaim:
    """What a code says, if one of the keys has signed it. Takes the code or the address that the QR leads to.

    Raises BadCode for a text that is no code, and for one that was altered or signed by a key that is not there.
    """
    data = _bytes(text)
    body, signature = data[:-SIGNATURE], data[-SIGNATURE:]
    if len(body) <= _HEAD.size or body[0] != FORMAT:
        raise BadCode("Đây không phải mã của thẻ đoàn viên.")
    _, key, issued, until, signed, length = _HEAD.unpack_from(body)
    if key not in keys:
        raise BadCode(f"Mã được ký bằng khóa số {key}, không có trong các khóa công khai đang dùng.")
    try:
        Ed25519PublicKey.from_public_bytes(keys[key]).verify(signature, _ABOUT + body)
    except InvalidSignature:
        raise BadCode("Chữ ký không đúng: mã đã bị sửa hoặc không do công đoàn cấp.") from None
    number, unit = body[_HEAD.size :][:length], body[_HEAD.size + length :]
    return CardClaim(number.decode(), unit.decode(), _day(issued), _day(until) if until else None, _day(signed))


def _bytes(text: str) -> bytes:
    """The bytes of a code. One text alone stands for them, so that no two codes say the same."""
    code = text.strip().rpartition("/")[2].upper()
    if not code or len(code) > _LONGEST or _NO_LETTERS.search(code):
        raise BadCode("Đây không phải mã của thẻ đoàn viên.")
    try:
        data = base64.b32decode(code + "=" * (-len(code) % 8))
    except ValueError:
        raise BadCode("Mã không đủ, có thể đã bị cắt bớt.") from None
    if base64.b32encode(data).decode().rstrip("=") != code:
        raise BadCode("Chữ ký không đúng: mã đã bị sửa hoặc không do công đoàn cấp.")
    return data


def _count(day: date | None) -> int:
    return (day - _DAY_ZERO).days if day else 0


def _day(count: int) -> date:
    return _DAY_ZERO + timedelta(days=count)
