"""What web push asks of a sender: bodies that only the browser can read (RFC 8291), and who the sender is (RFC 8292).

Nothing here knows of messages or of the database.
"""

import hmac
import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD = 4096
POINT, AUTH = 65, 16
TOKEN_SECONDS = 12 * 3600


def b64(data: bytes) -> str:
    """Base64 for addresses and headers, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """What `b64` wrote, with padding or without. Raises ValueError."""
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(content: bytes, browser: bytes, auth: bytes) -> bytes:
    """The body of a push: `content` for the browser with this public key and secret. Raises ValueError where the key is
    no point of the curve."""
    return sealed_body(content, browser, auth, ec.generate_private_key(CURVE), os.urandom(16))


def sealed_body(content: bytes, browser: bytes, auth: bytes, own: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """As `encrypt`, with a given one-time key and salt."""
    public = point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser))
    secret = _expand(_mac(auth, shared), b"WebPush: info\0" + browser + public, 32)
    seed = _mac(salt, secret)
    key = _expand(seed, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expand(seed, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(public)]) + public
    return header + AESGCM(key).encrypt(nonce, content + b"\x02", None)


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _expand(seed: bytes, info: bytes, size: int) -> bytes:
    """The first block of HKDF's expansion, which is all that is ever needed here."""
    return _mac(seed, info + b"\x01")[:size]


@dataclass
class _Token:
    text: str
    until: float


class Voucher:
    """Says to a push service who sends (VAPID): a token for each service, signed anew before it ends."""

    def __init__(self, secret: bytes, contact: str) -> None:
        # Any 32 bytes will do: taken modulo the order of the curve they are a private key.
        number = int.from_bytes(secret, "big") % (ORDER - 1) + 1
        self._key = ec.derive_private_key(number, CURVE)
        self._contact = contact
        self._tokens: dict[str, _Token] = {}
        self.public = b64(point(self._key.public_key()))

    def header(self, origin: str) -> str:
        """The Authorization header for a push service, by its origin such as https://push.example."""
        now = time.time()
        held = self._tokens.get(origin)
        if held is None or held.until < now + 3600:
            until = int(now) + TOKEN_SECONDS
            held = self._tokens[origin] = _Token(self._signed(origin, until), until)
        return f"vapid t={held.text}, k={self.public}"

    def _signed(self, origin: str, until: int) -> str:
        said = [{"typ": "JWT", "alg": "ES256"}, {"aud": origin, "exp": until, "sub": self._contact}]
        text = ".".join(b64(json.dumps(part, separators=(",", ":")).encode()) for part in said)
        r, s = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(SHA256())))
        return f"{text}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
