"""Text messages to phones, through the gateway of a provider.

A provider is a class of PROVIDERS, chosen by KETDOAN_SMS_PROVIDER. Without one the demo keeps what would have been
sent for its own pages to show; elsewhere the channel is off and nobody is offered it. Neither number nor text is ever
logged.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import cache

from ..crypto import blind_index, open_json, seal_json
from ..outgoing import OutgoingError, post_json

SECONDS = 8.0
LARGEST_ANSWER = 64 * 1024
DEMO_SECONDS = 15 * 60


class NotSent(Exception):
    """A text message was not taken. `again`: trying later may help. `sure`: it certainly did not go out."""

    def __init__(self, reason: str, *, again: bool = False, sure: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.again, self.sure = reason, again, sure


class Provider(Protocol):
    """Who carries text messages."""

    title: str

    def send(self, phone: str, text: str) -> None:
        """Hand over one message; raises NotSent."""


class Gateway:
    """A gateway that takes {"to", "text", "from"} as JSON, with the key as bearer token, and answers with JSON."""

    title = "Cổng tin nhắn"

    def send(self, phone: str, text: str) -> None:
        """Hand over one message; raises NotSent."""
        post(settings.SMS_ADDRESS, {"to": phone, "text": text, "from": settings.SMS_SENDER}, settings.SMS_KEY)


class Esms:
    """eSMS.vn, as its public documentation describes it; the key is "ApiKey:SecretKey", the sender a brand name."""

    title = "eSMS.vn"
    taken = "100"

    def send(self, phone: str, text: str) -> None:
        """Hand over one message; raises NotSent."""
        api_key, _, secret = settings.SMS_KEY.partition(":")
        content = {"ApiKey": api_key, "SecretKey": secret, "Phone": phone, "Content": text, "SmsType": "2"}
        answer = post(settings.SMS_ADDRESS, {**content, "Brandname": settings.SMS_SENDER, "IsUnicode": "1"}, "")
        code = str(answer.get("CodeResult", "")) if isinstance(answer, dict) else ""
        if code != self.taken:
            raise NotSent(f"code {code[:8]}")


class Demo:
    """Sends nothing: keeps the last text for each number, sealed, for a quarter of an hour."""

    title = "Bản minh họa (không gửi thật)"

    def send(self, phone: str, text: str) -> None:
        """Keep a text for the demo's pages."""
        cache.set(_place(phone), seal_json("sms-demo", text), DEMO_SECONDS)


PROVIDERS: dict[str, Callable[[], Provider]] = {"gateway": Gateway, "esms": Esms}


def post(address: str, content: dict[str, Any], key: str) -> Any:
    """Hand something to a provider's address, and give its answer; raises NotSent."""
    try:
        return post_json(address, content, key=key, seconds=SECONDS, largest=LARGEST_ANSWER)
    except OutgoingError as error:
        raise NotSent(str(error), again=error.again, sure=not error.handed_over) from None


def provider() -> Provider | None:
    """Who carries text messages here; None where the channel is off."""
    if settings.SMS_ADDRESS:
        return PROVIDERS[settings.SMS_PROVIDER]()
    return Demo() if settings.DEMO else None


def send_code(phone: str, text: str) -> None:
    """Send a one-time code at once. Raises NotSent, also where the channel is off. It stands in no ledger: who asks
    for a code may be nobody."""
    carrier = provider()
    if carrier is None:
        raise NotSent("off")
    carrier.send(phone, text)


def demo_text(phone: str) -> str | None:
    """What the demo would have sent to a number in the last quarter of an hour, if anything; None outside the demo."""
    kept = cache.get(_place(phone)) if settings.DEMO else None
    return None if kept is None else open_json("sms-demo", kept)


def _place(phone: str) -> str:
    return f"sms-demo:{blind_index('channels.sms', phone).hex()}"
