"""A push service that stands in for those of the browsers, and browsers that can read what it got."""

import json
import os
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ketdoan.core.channels.encryption import b64, point


class Browser:
    """Subscribes, and reads what was pushed to it by the steps of RFC 8291, written from the receiver's side."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON` gives."""
        keys = {"p256dh": b64(point(self._key.public_key())), "auth": b64(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> Any:
        """The message in a push."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        server = body[21 : 21 + length]
        assert len(body) <= size
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), server))
        info = b"WebPush: info\x00" + point(self._key.public_key()) + server
        secret = HKDF(SHA256(), 32, self._auth, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        text = AESGCM(key).decrypt(nonce, body[21 + length :], None).rstrip(b"\x00")
        assert text.endswith(b"\x02")
        return json.loads(text[:-1])


class PushService:
    """Takes pushes; `answers` says what it answers to a path, once each in turn, the last one ever after."""

    def __init__(self) -> None:
        self.answers: dict[str, list[int | str]] = {}
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.asked: Counter[str] = Counter()
        self._watch: tuple[threading.Event, int] | None = None
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.count(self.path)
                answers = service.answers.get(self.path, [201])
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if answer == "hang up":
                    self.close_connection = True
                    return
                if answer == 201:
                    service.taken.append((self.path, dict(self.headers), body))
                self.send_response(int(answer))
                self.send_header("Content-Length", "0")
                if answer == 429:
                    self.send_header("Retry-After", "120")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def count(self, path: str) -> None:
        """Count a push before it is answered."""
        self.asked[path] += 1
        if self._watch and sum(self.asked.values()) >= self._watch[1]:
            self._watch[0].set()

    def watch(self, reached: threading.Event, number: int) -> None:
        """Set an event once so many pushes have come."""
        self._watch = (reached, number)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
