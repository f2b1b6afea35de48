"""Zalo: messages of a template (ZNS) from the union's official account to a phone number.

Zalo approves each template; the operator sets the number of one with the fields `title` and `link`. The access token
of an official account lives for a day, so that a gateway which keeps it fresh usually stands in between.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from ..outgoing import OutgoingError, post_json
from .base import Parcel, Send, refused
from .sms import DEMO, LARGEST_ANSWER, SECONDS, NotSent, Provider, keep_for_demo, phones, told

LONGEST_TITLE = 100


class Zns:
    """The programming interface of ZNS, or a gateway that speaks like it."""

    title = "Zalo ZNS"

    def send(self, phone: str, content: Any) -> None:
        """Hand over one message; raises NotSent."""
        asked = {"phone": abroad(phone), "template_id": settings.ZALO_TEMPLATE, "template_data": content}
        try:
            answer = post_json(
                settings.ZALO_ADDRESS,
                asked,
                key="",
                seconds=SECONDS,
                largest=LARGEST_ANSWER,
                extra={"access_token": settings.ZALO_TOKEN},
            )
        except OutgoingError as error:
            raise NotSent(str(error), again=error.again, sure=not error.handed_over) from None
        code = answer.get("error", 0) if isinstance(answer, dict) else None
        if code != 0:
            raise NotSent(f"code {str(code)[:8]}")


class Demo:
    """Sends nothing: keeps the last message for each number."""

    title = DEMO

    def send(self, phone: str, content: Any) -> None:
        """Keep a message for the demo's pages."""
        keep_for_demo("zalo", phone, f"{content['title']} {content['link']}".strip())


class ZaloChannel:
    """A message of the template for each message."""

    code = "zalo"

    def offered(self) -> bool:
        """Where an official account is set, or in the demo."""
        return _provider() is not None

    def provider(self) -> str:
        """The official account's interface."""
        carrier = _provider()
        return carrier.title if carrier else "Chưa đặt KETDOAN_ZALO"

    def addresses(self, parcels: Sequence[Parcel]) -> Mapping[int, str]:
        """The phone numbers of accounts."""
        return phones(parcels)

    @contextmanager
    def line(self) -> Iterator[Send]:
        """Each message is a call of its own."""
        carrier = _provider()
        yield lambda parcel, phone: told(carrier.send, phone, _fields(parcel)) if carrier else refused("off")


def abroad(phone: str) -> str:
    """A number as Zalo wants it: 0912345678 gives 84912345678."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"84{digits[1:]}" if digits.startswith("0") else digits


def _provider() -> Provider | None:
    if settings.ZALO_ADDRESS:
        return Zns()
    return Demo() if settings.DEMO else None


def _fields(parcel: Parcel) -> dict[str, str]:
    link = settings.SITE_URL.rstrip("/") + parcel.url if parcel.url else settings.SITE_URL
    return {"title": parcel.title[:LONGEST_TITLE], "link": link}
