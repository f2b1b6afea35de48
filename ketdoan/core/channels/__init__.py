"""The ways in which a message leaves the house, one file each, behind one small interface.

A channel says whether it is offered here, where parcels go, and how one is handed over, which an Outcome tells. Who
takes parcels from the ledger, when and how often, is `core.delivering`'s business; a channel knows only its network.
"""

from .base import Channel
from .mail import MailChannel
from .push import PushChannel
from .sms import SmsChannel
from .zalo import ZaloChannel

CHANNELS: dict[str, Channel] = {
    channel.code: channel for channel in (PushChannel(), MailChannel(), ZaloChannel(), SmsChannel())
}
#: Those that reach a phone that has no app, the cheaper one first.
TEXTING = ("zalo", "sms")


def first_texting() -> str:
    """The channel by which a phone without the app is reached here; "" where there is none."""
    return next((code for code in TEXTING if CHANNELS[code].offered()), "")
