"""Text messages: handed to the gateway that is set, kept by the demo, refused where there is none; never in the log."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import connection

from ketdoan.core.channels import sms

PHONE, TEXT = "0912345678", "Mã đăng nhập: 482913"


class Gateway(BaseHTTPRequestHandler):
    """Takes messages and answers as it is told."""

    status, body = 200, b"{}"
    taken: list[tuple[str | None, Any]] = []

    def do_POST(self) -> None:
        read = self.rfile.read(int(self.headers["Content-Length"]))
        Gateway.taken.append((self.headers["Authorization"], json.loads(read)))
        self.send_response(Gateway.status)
        self.send_header("Content-Length", str(len(Gateway.body)))
        self.end_headers()
        self.wfile.write(Gateway.body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[type[Gateway]]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_ADDRESS = f"http://127.0.0.1:{server.server_port}/sms"
    settings.SMS_PROVIDER, settings.SMS_KEY, settings.SMS_SENDER = "gateway", "khoa", "CONGDOAN"
    Gateway.status, Gateway.taken = 200, []
    yield Gateway
    server.shutdown()
    server.server_close()


def test_a_code_goes_to_the_gateway_that_is_set(gateway: type[Gateway]) -> None:
    sms.send_code(PHONE, TEXT)
    assert gateway.taken == [("Bearer khoa", {"to": PHONE, "text": TEXT, "from": "CONGDOAN"})]


def test_esms_is_asked_in_its_own_words_and_its_refusal_is_understood(
    gateway: type[Gateway], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMS_PROVIDER, settings.SMS_KEY = "esms", "AK:SK"
    monkeypatch.setattr(Gateway, "body", b'{"CodeResult": "100"}')
    sms.send_code(PHONE, TEXT)
    ((_, asked),) = gateway.taken
    wanted = {"ApiKey": "AK", "SecretKey": "SK", "Phone": PHONE, "Content": TEXT, "SmsType": "2", "IsUnicode": "1"}
    assert asked == {**wanted, "Brandname": "CONGDOAN"}
    monkeypatch.setattr(Gateway, "body", b'{"CodeResult": "104"}')
    with pytest.raises(sms.NotSent, match="code 104"):
        sms.send_code(PHONE, TEXT)


@pytest.mark.parametrize(("status", "again"), [(400, False), (429, True), (503, True)])
def test_a_refusal_says_whether_trying_again_may_help(gateway: type[Gateway], status: int, again: bool) -> None:
    gateway.status = status
    with pytest.raises(sms.NotSent) as refused:
        sms.send_code(PHONE, TEXT)
    assert (refused.value.again, refused.value.sure) == (again, True)
    assert PHONE not in repr(refused.value)


def test_a_gateway_that_cannot_be_reached_has_surely_got_nothing(settings: Any) -> None:
    settings.SMS_ADDRESS, settings.SMS_PROVIDER = "http://127.0.0.1:1/sms", "gateway"
    with pytest.raises(sms.NotSent) as refused:
        sms.send_code(PHONE, TEXT)
    assert (refused.value.again, refused.value.sure) == (True, True)


def test_without_a_gateway_the_channel_is_off(settings: Any) -> None:
    settings.SMS_ADDRESS, settings.DEMO = "", False
    assert sms.provider() is None
    with pytest.raises(sms.NotSent):
        sms.send_code(PHONE, TEXT)


def test_the_demo_shows_what_would_have_been_sent_and_keeps_it_sealed(
    db: None, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_ADDRESS, settings.DEMO = "", True
    sms.send_code(PHONE, "Mã cũ: 111111")
    sms.send_code(PHONE, TEXT)
    assert sms.demo_text(PHONE) == TEXT
    assert sms.demo_text("0987654321") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM core_cache")
        (stored,) = cursor.fetchone()
    assert PHONE not in stored
    assert "482913" not in stored
    assert PHONE not in caplog.text
    settings.DEMO = False
    assert sms.demo_text(PHONE) is None
