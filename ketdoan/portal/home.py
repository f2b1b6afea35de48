"""The home of the app: one card an area, each a function of the actor that gives what awaits the member, or nothing.

An area adds its function to CARDS; the order is the order on the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.viet import format_date, local, today
from ketdoan.news.queries.reading import news_for
from ketdoan.petitions.queries.own import own_petitions, rating_until


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


def newest(actor: Actor) -> HomeCard:
    """The newest of the member's line of units."""
    lines = tuple(
        Line(
            one.edition.title,
            reverse("portal:news_article", args=[one.article.pk]),
            f"{one.article.unit.short_name} · {format_date(local(one.article.published_at).date())}",
            "Khẩn" if one.article.urgent else "Chưa đọc" if one.unread else "",
            "red" if one.article.urgent else "blue",
            "newspaper",
        )
        for one in news_for(actor, most=3)
        if one.article.published_at
    )
    return HomeCard("Tin mới", lines, reverse("portal:news"))


def asked_back(actor: Actor) -> HomeCard:
    """The member's petitions that wait for the member: more is asked, or there is an answer to give a word on."""
    lines = []
    for held in own_petitions(actor.scope.persons).filter(state__in=["asked", "answered"])[:20]:
        part, until = held.mine[0], rating_until(held)
        if held.state == "asked" and part.first:
            word = "Cần bổ sung"
        elif held.state == "answered" and part.satisfied is None and until and today() <= until:
            word = "Đã trả lời"
        else:
            continue
        address = reverse("portal:petition", args=[held.pk])
        lines.append(Line(held.words, address, f"Phản ánh số {held.pk}", word, "yellow", "message-square-warning"))
    return HomeCard("Phản ánh của tôi", tuple(lines[:3]), reverse("portal:petitions"))


#: Functions of the actor, in the order of the page.
CARDS: list[Callable[[Actor], HomeCard | None]] = [asked_back, newest]


def cards(actor: Actor) -> Iterable[HomeCard]:
    """The cards that have something to say."""
    for make in CARDS:
        card = make(actor)
        if card and card.lines:
            yield card
