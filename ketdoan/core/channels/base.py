"""What channels and those who use them speak of."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from ..models.deliveries import FAILED, QUEUED, SENT, UNKNOWN


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row of the ledger with what is to be sent. `tries` counts earlier ones; `device` names the phone of a push."""

    id: int
    notification_id: int
    account_id: int
    device: int
    tries: int
    title: str
    text: str
    url: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing over a parcel: a state of the ledger, and a short code of the reason. `queued` asks for
    another try, after `wait` seconds at the earliest; `free` where this one does not count."""

    state: str
    reason: str = ""
    wait: float = 0
    free: bool = False


TAKEN = Outcome(SENT)
LOST_TRACK = Outcome(UNKNOWN, "no answer")
NOWHERE = Outcome(FAILED, "no address")


def refused(reason: str) -> Outcome:
    """It was turned down for good."""
    return Outcome(FAILED, reason)


def again(reason: str, wait: float = 0) -> Outcome:
    """It surely did not go out, and may later."""
    return Outcome(QUEUED, reason, wait)


class Down(Exception):
    """The network of a channel cannot be reached at all: nothing was sent, and nothing else is worth trying now."""


#: Hands over one parcel to an address. It raises Down before it has sent anything, else tells an Outcome.
Send = Callable[[Parcel, Any], Outcome]


class Channel(Protocol):
    """A way in which messages leave the house."""

    code: str

    def offered(self) -> bool:
        """Whether this installation can send this way."""

    def provider(self) -> str:
        """Who carries the messages, in words; what is missing where nobody does."""

    def addresses(self, parcels: Sequence[Parcel]) -> Mapping[int, Any]:
        """Where parcels go, by their ids; those without an address are left out."""

    def line(self) -> AbstractContextManager[Send]:
        """A line to the network that stays open from parcel to parcel. Raises Down."""
