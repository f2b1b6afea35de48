"""The home of the app: one card an area, each a function of the actor that gives what awaits the member, or nothing.

An area adds its function to CARDS; the order is the order on the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ketdoan.core.acting import Actor


@dataclass(frozen=True)
class Line:
    """A line of a card on the home: what it says, where it leads, a word on how it stands and its tone."""

    title: str
    url: str
    detail: str = ""
    badge: str = ""
    tone: str = "grey"
    icon: str = "chevron-right"


@dataclass(frozen=True)
class HomeCard:
    """A card of the home: what awaits, and where there is more. One without lines is not shown."""

    title: str
    lines: tuple[Line, ...]
    more: str = ""
    more_title: str = "Xem tất cả"


#: Functions of the actor, in the order of the page.
CARDS: list[Callable[[Actor], HomeCard | None]] = []


def cards(actor: Actor) -> Iterable[HomeCard]:
    """The cards that have something to say."""
    for make in CARDS:
        card = make(actor)
        if card and card.lines:
            yield card
