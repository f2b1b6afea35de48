"""Web push: bodies that the browser alone can read, devices that come and go, and what each answer leads to."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from ketdoan.core.channels import push
from ketdoan.core.channels.encryption import CURVE, b64, sealed_body, unb64
from ketdoan.core.delivering import drain
from ketdoan.core.models import Account, Delivery, PushSubscription
from ketdoan.core.notify import mark_read, notify
from ketdoan.core.subscriptions import allowed, subscribe, unsubscribe

from .pushing import Browser, PushService

HOSTS = ["fcm.googleapis.com", ".push.apple.com"]


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    running = PushService()
    settings.PUSH_STUB, settings.PUSH_CONTACT, settings.PUSH_HOSTS = running.origin, "mailto:a@example.vn", HOSTS
    yield running
    running.close()


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(username="a")


def browser(service: PushService, account: Account, path: str = "/p/1") -> Browser:
    made = Browser(service.origin + path)
    subscribe(account.pk, made.subscription())
    return made


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(channel="push").order_by("pk").values_list("state", "reason"))


def test_a_body_is_that_of_the_example_in_rfc_8291() -> None:
    """Its section 5."""
    own = ec.derive_private_key(int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), CURVE)
    receiver = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    text, auth, salt = b"When I grow up, I want to be a watermelon", "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
    body = sealed_body(text, unb64(receiver), unb64(auth), own, unb64(salt))
    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_browser_reads_what_was_sent_and_the_service_can_tell_from_whom(
    service: PushService, account: Account
) -> None:
    phone = browser(service, account)
    notify([account.pk], "task", "Việc mới: kiểm kê", key="1", text="Hạn 30/11/2026.", url="/cong-viec/nhan/7/")
    drain("push")
    ((path, headers, body),) = service.taken
    row = Delivery.objects.get(channel="push")
    number = row.notification_id
    told = {
        "title": "Việc mới: kiểm kê",
        "body": "Hạn 30/11/2026.",
        "url": f"/app/thong-bao/{number}",
        "tag": f"n{number}",
    }
    assert (path, phone.read(body)) == ("/p/1", told)
    assert (headers["Content-Encoding"], int(headers["TTL"]) > 0) == ("aes128gcm", True)
    assert (row.state, row.tries) == ("sent", 1)
    scheme, token, key = headers["Authorization"].replace("t=", "").replace("k=", "").replace(",", "").split()
    assert (scheme, key) == ("vapid", push.public_key())
    head, said, signed = token.split(".")
    claims = json.loads(urlsafe_b64decode(said + "=="))
    assert (claims["aud"], claims["sub"]) == (service.origin, "mailto:a@example.vn")
    assert 0 < claims["exp"] - timezone.now().timestamp() <= 24 * 3600
    r, s = unb64(signed)[:32], unb64(signed)[32:]
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(key))
    signature = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    public.verify(signature, f"{head}.{said}".encode(), ec.ECDSA(SHA256()))


def test_a_push_without_text_still_has_something_to_show(service: PushService, account: Account) -> None:
    phone = browser(service, account)
    notify([account.pk], "task", "Việc mới", key="1")
    drain("push")
    assert all(phone.read(service.taken[0][2])[part] for part in ("title", "body", "url", "tag"))


def test_each_device_gets_it_once_and_one_that_is_gone_is_forgotten(service: PushService, account: Account) -> None:
    browser(service, account, "/p/1")
    browser(service, account, "/p/gone")
    service.answers["/p/gone"] = [410]
    for key in ("1", "1", "2"):
        notify([account.pk], "task", "Việc mới", key=key)
    drain("push")
    notify([account.pk], "task", "Việc mới", key="3")
    drain("push")
    assert service.asked == {"/p/1": 3, "/p/gone": 1}
    assert PushSubscription.objects.count() == 1
    assert sorted(states()) == [("failed", "gone"), ("failed", "gone"), *[("sent", "")] * 3]


@pytest.mark.parametrize(
    ("answers", "outcome", "asked"),
    [
        ([503, 201], ("sent", ""), 2),
        ([429, 201], ("sent", ""), 2),
        ([500], ("failed", "status 500"), 8),
        ([413], ("failed", "status 413"), 1),
        ([403], ("failed", "status 403"), 1),
        (["hang up"], ("unknown", "no answer"), 1),
    ],
)
def test_what_may_have_gone_out_is_never_sent_again_and_what_did_not_is_tried_again(
    service: PushService, account: Account, answers: list[Any], outcome: tuple[str, str], asked: int
) -> None:
    browser(service, account)
    service.answers["/p/1"] = answers
    notify([account.pk], "task", "Việc mới", key="1")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(12):
            drain("push")
            clock.shift(timedelta(hours=2))
    assert service.asked["/p/1"] == asked
    assert states() == [outcome if outcome[0] != "sent" else ("sent", "")]


def test_a_service_that_asks_for_patience_gets_it(service: PushService, account: Account) -> None:
    browser(service, account)
    service.answers["/p/1"] = [429, 201]
    notify([account.pk], "task", "Việc mới", key="1")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        drain("push")
        clock.shift(timedelta(seconds=119))
        drain("push")
        assert service.asked["/p/1"] == 1
        clock.shift(timedelta(seconds=2))
        drain("push")
        assert service.asked["/p/1"] == 2


def test_a_connection_that_the_service_ended_is_not_written_to(service: PushService, account: Account) -> None:
    """The stub hangs up on its first caller; the next message goes over a new connection, and is known to be sent."""
    for path in ("/p/1", "/p/2", "/p/3"):
        browser(service, account, path)
    service.answers["/p/1"] = ["hang up"]
    notify([account.pk], "task", "Việc mới", key="1")
    drain("push")
    assert states() == [("unknown", "no answer"), ("sent", ""), ("sent", "")]


@pytest.mark.parametrize(
    ("endpoint", "good"),
    [
        ("https://fcm.googleapis.com/fcm/send/x:y", True),
        ("https://web.push.apple.com/QAb", True),
        ("https://fcm.googleapis.com:8443/x", False),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://push.apple.com@127.0.0.1/x", False),
        ("https://127.0.0.1/x", False),
        ("https://evilpush.apple.com.example/", False),
        ("https://169.254.169.254/latest/meta-data/", False),
        ("https://[::1", False),
    ],
)
def test_only_push_services_are_called(settings: Any, endpoint: str, good: bool) -> None:
    settings.PUSH_HOSTS, settings.PUSH_STUB = HOSTS, ""
    assert allowed(endpoint) is good


def test_a_device_is_kept_sealed_and_goes_over_to_who_signs_in_on_it(service: PushService, account: Account) -> None:
    phone = browser(service, account, "/p/secret-of-the-device")
    other = Account.objects.create(username="b")
    assert subscribe(other.pk, phone.subscription()).account_id == other.pk
    assert not unsubscribe(account.pk, phone.endpoint)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(s::text, '') FROM core_pushsubscription s")
        (stored,) = cursor.fetchone()
    assert "secret-of-the-device" not in stored
    assert b"secret-of-the-device".hex() not in stored
    assert unsubscribe(other.pk, phone.endpoint)
    assert not PushSubscription.objects.exists()


def test_a_browser_that_changed_its_address_is_followed(service: PushService, account: Account) -> None:
    old = browser(service, account, "/p/old")
    subscribe(account.pk, Browser(f"{service.origin}/p/new").subscription(), replaced=old.endpoint)
    notify([account.pk], "task", "Việc mới", key="1")
    drain("push")
    assert service.asked == {"/p/new": 1}


def test_what_is_no_subscription_is_refused(service: PushService, account: Account) -> None:
    good = Browser(f"{service.origin}/p/1").subscription()
    for wrong in (
        None,
        [],
        {},
        good | {"keys": {}},
        good | {"endpoint": 7},
        good | {"endpoint": "https://127.0.0.1:5432/"},
        good | {"endpoint": f"{service.origin}/{'x' * 1_000}"},
        good | {"endpoint": f"{service.origin}/a\r\nHost: b"},
        good | {"keys": good["keys"] | {"p256dh": b64(b"\x04" + bytes(64))}},
        good | {"keys": good["keys"] | {"auth": "abc"}},
    ):
        with pytest.raises(ValidationError):
            subscribe(account.pk, wrong)
    assert not PushSubscription.objects.exists()


def test_a_message_that_was_read_in_the_meantime_is_not_pushed(service: PushService, account: Account) -> None:
    browser(service, account)
    notify([account.pk], "task", "Việc mới", key="1")
    mark_read(account.pk)
    drain("push")
    assert (states(), service.asked) == ([("dropped", "read")], {})


def test_no_log_names_a_device(service: PushService, account: Account, caplog: pytest.LogCaptureFixture) -> None:
    browser(service, account, "/p/secret-of-the-device")
    service.answers["/p/secret-of-the-device"] = [500]
    notify([account.pk], "task", "Việc mới", key="1")
    with caplog.at_level("DEBUG"):
        drain("push")
    assert "secret-of-the-device" not in caplog.text
    assert "secret-of-the-device" not in repr(PushSubscription.objects.get())
