"""Text messages to phones, through the gateway of a provider.

A provider is a class of PROVIDERS, chosen by KETDOAN_SMS_PROVIDER. Without one the demo keeps what would have been
sent for its own pages to show; elsewhere the channel is off and nobody is offered it. Neither number nor text is ever
logged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string

from ..crypto import blind_index, open_json, seal_json
from ..outgoing import OutgoingError, post_json
from .base import LOST_TRACK, TAKEN, Outcome, Parcel, Send, again, refused

SECONDS = 8.0
LARGEST_ANSWER = 64 * 1024
DEMO_SECONDS = 15 * 60
DEMO = "Bản minh họa, không gửi thật"


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

    title = DEMO

    def send(self, phone: str, text: str) -> None:
        """Keep a text for the demo's pages."""
        keep_for_demo("sms", phone, text)


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


class SmsChannel:
    """A text message for each message: its title, and where there is more to read."""

    code = "sms"

    def offered(self) -> bool:
        """Where a gateway is set, or in the demo."""
        return provider() is not None

    def provider(self) -> str:
        """The gateway."""
        carrier = provider()
        return carrier.title if carrier else "Chưa đặt KETDOAN_SMS"

    def addresses(self, parcels: Sequence[Parcel]) -> Mapping[int, str]:
        """The phone numbers of accounts."""
        return phones(parcels)

    @contextmanager
    def line(self) -> Iterator[Send]:
        """Each message is a call of its own."""
        carrier = provider()
        yield lambda parcel, phone: told(carrier.send, phone, in_words(parcel)) if carrier else refused("off")


def phones(parcels: Sequence[Parcel]) -> dict[int, str]:
    """The phone numbers to which parcels go, by their ids, opened for this alone."""
    known = import_string(settings.PHONES_OF_ACCOUNTS)({parcel.account_id for parcel in parcels})
    return {parcel.id: known[parcel.account_id] for parcel in parcels if parcel.account_id in known}


def in_words(parcel: Parcel) -> str:
    """What a text message says."""
    return f"{parcel.title}. Xem: {settings.SITE_URL.rstrip('/')}{parcel.url}" if parcel.url else parcel.title


def told(send: Callable[[str, Any], None], phone: str, content: Any) -> Outcome:
    """Hand something to a phone's carrier, and tell what came of it."""
    try:
        send(phone, content)
    except NotSent as error:
        if not error.sure:
            return LOST_TRACK
        return again(error.reason[:40]) if error.again else refused(error.reason[:40])
    return TAKEN


def send_code(phone: str, text: str) -> None:
    """Send a one-time code at once. Raises NotSent, also where the channel is off. It stands in no ledger: who asks
    for a code may be nobody."""
    carrier = provider()
    if carrier is None:
        raise NotSent("off")
    carrier.send(phone, text)


def keep_for_demo(channel: str, phone: str, text: str) -> None:
    """Keep what would have been sent to a number, sealed, for the demo's pages."""
    cache.set(_place(channel, phone), seal_json("text-demo", text), DEMO_SECONDS)


def demo_text(phone: str, channel: str = "sms") -> str | None:
    """What the demo would have sent to a number in the last quarter of an hour, if anything; None outside the demo."""
    kept = cache.get(_place(channel, phone)) if settings.DEMO else None
    return None if kept is None else open_json("text-demo", kept)


def _place(channel: str, phone: str) -> str:
    return f"{channel}-demo:{blind_index('channels.demo', phone).hex()}"
