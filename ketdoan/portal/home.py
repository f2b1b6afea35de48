"""The home of the app: one card an area, each a function of the actor that gives what awaits the member, or nothing.

An area adds its function to CARDS; the order is the order on the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.viet import format_date, format_number, local, today
from ketdoan.members.queries.requests import corrections
from ketdoan.members.states import RequestState
from ketdoan.news.queries.reading import news_for
from ketdoan.petitions.queries.own import own_petitions, rating_until
from ketdoan.surveys.queries.asking import asked_of, proposes_now
from ketdoan.welfare.queries.cases import cases
from ketdoan.welfare.queries.programmes import offered, open_today, own_registrations
from ketdoan.welfare.rules import UNDONE

from .tones import case_tone


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


#: So many lines of one sort stand on the home.
FEW = 3


def care_asked(actor: Actor) -> HomeCard | None:
    """What the member asked for and has not come yet."""
    lines = [
        Line(
            f"Đề nghị thăm hỏi, trợ cấp số {case.pk}", reverse("portal:care_case", args=[case.pk]),
            f"Gửi ngày {format_date(case.asked_on)}", case.get_state_display(), case_tone(case), "heart-handshake",
        )
        for case in cases().select_related(None).filter(state__in=UNDONE).order_by("-pk")[:FEW]
    ]  # fmt: skip
    return HomeCard("Chăm lo", tuple(lines), reverse("portal:care"))


def programmes_open(actor: Actor) -> HomeCard | None:
    """What the union offers today."""
    lines = []
    found_today = list(open_today()[:FEW])
    own = own_registrations() if found_today else {}
    for one in found_today:
        found = offered(one, own.get(one.pk))
        left = f" · còn {format_number(found.left)} chỗ" if found.left is not None and one.registers else ""
        word = ("Đã đăng ký", "green") if found.own else ("Đang nhận", "blue") if found.open else ("", "grey")
        closes = one.closes_on if found.open else None
        until = f"Đăng ký đến hết {format_date(closes)}" if closes else f"Đến hết {format_date(one.until)}"
        address = reverse("portal:programme", args=[one.pk])
        lines.append(Line(one.title, address, f"{until}{left}", *word, "gift"))
    return HomeCard("Chương trình, ưu đãi", tuple(lines), reverse("portal:programmes"))


def data_asked(actor: Actor) -> HomeCard | None:
    """What of the own data waits to be put right."""
    lines = [
        Line(
            f"Đề nghị sửa {one.get_field_display().lower()}", reverse("portal:correction", args=[one.pk]),
            f"Hạn xét {format_date(one.due)}", one.get_state_display(), "yellow", "file-pen",
        )
        for one in corrections().select_related(None).filter(state=RequestState.WAITING)[:FEW]
    ]  # fmt: skip
    return HomeCard("Dữ liệu của tôi", tuple(lines), reverse("portal:corrections"))


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
        for one in news_for(actor, most=3, pictured=False)
        if one.article.published_at
    )
    return HomeCard("Tin mới", lines, reverse("portal:news"))


def asked_back(actor: Actor) -> HomeCard:
    """The member's petitions that wait for the member: more is asked, or there is an answer to give a word on."""
    lines = []
    waiting: Iterable[Any] = own_petitions(actor.scope.persons).filter(state__in=["asked", "answered"])[:20]
    for held in waiting:
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


def asked(actor: Actor) -> HomeCard:
    """What the union asks the member, and what has just come of it."""
    lines = [
        Line(
            survey.title,
            reverse("portal:survey", args=[survey.pk]),
            f"{survey.unit.short_name} · đến hết {format_date(survey.closes_on)}",
            "Mời đề xuất" if proposes_now(survey, today()) else "Chưa trả lời",
            "blue",
            "vote",
        )
        for survey, taken in asked_of(actor)
        if not (taken and taken.answered)
    ]
    return HomeCard("Công đoàn hỏi ý kiến", tuple(lines), reverse("portal:surveys"))


#: Functions of the actor, in the order of the page.
CARDS: list[Callable[[Actor], HomeCard | None]] = [asked_back, asked, care_asked, data_asked, newest, programmes_open]


def cards(actor: Actor) -> Iterable[HomeCard]:
    """The cards that have something to say."""
    for make in CARDS:
        card = make(actor)
        if card and card.lines:
            yield card
