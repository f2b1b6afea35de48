"""Campaigns: whom they ask, how far they are, and what awaits a post because of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number, today
from ketdoan.units.models import Post, Unit

from ..models import Campaign, CampaignUnit, Member
from .quality import Score, Scores, faulty

COMPLETE, REVIEW = "members.complete", "members.review"


def grassroots_below(unit: Unit) -> list[int]:
    """The grassroots unions in a unit's line of command, itself if it is one."""
    rows = Unit._base_manager.filter(path__gte=unit.path, path__lt=unit.path + "~", level="grassroots", ended_on=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def accounts_in(units: Collection[int]) -> set[int]:
    """The accounts of posts that put records right in one of the units today. Read across scopes: ids alone."""
    posts = Post._base_manager.filter(
        unit__in=list(units), valid__contains=today(), role__permissions__contains=[COMPLETE],
        person__account__is_active=True,
    )  # fmt: skip
    return set(posts.order_by().values_list("person__account_id", flat=True))


@dataclass(frozen=True)
class Progress:
    """How far a campaign is: units asked, units without findings, records with findings at the start and now."""

    units: int
    finished: int
    start: int
    now: int

    @property
    def done(self) -> int:
        return max(self.start - self.now, 0)

    @property
    def percent(self) -> float:
        """What part of the records has been put right."""
        return 100.0 * self.done / self.start if self.start else 100.0


def progress(campaign: Campaign, scores: Scores) -> Progress:
    """How far a campaign is, all its units together."""
    rows = CampaignUnit._base_manager.filter(campaign=campaign).values_list("unit", "faulty")
    left = [scores.of(unit).faulty for unit, _ in rows]
    return Progress(len(left), left.count(0), sum(start for _, start in rows), sum(left))


def asked_of(unit_id: int) -> list[tuple[CampaignUnit, Score]]:
    """The open campaigns that ask something of a unit, by their last days, with how its records stand."""
    rows = CampaignUnit._base_manager.filter(unit=unit_id, campaign__closed_on=None)
    rows = rows.select_related("campaign__unit", "unit").order_by("campaign__due", "pk")
    return [(row, Score(row.members, left_in(row.unit, row.campaign.codes).count())) for row in rows]


def left_in(unit: Unit, codes: Collection[str]) -> QuerySet[Member]:
    """The members of a unit and all below it whose records have one of some findings."""
    rows = Member._base_manager.filter(unit__path__gte=unit.path, unit__path__lt=unit.path + "~")
    return faulty(rows, list(codes))


def reviews(actor: Actor) -> Iterator[InboxItem]:
    """What open campaigns ask of the acting unit, and its own ones whose last day has passed."""
    if actor.unit_id is None:
        return
    if actor.may(COMPLETE):
        for row, score in asked_of(actor.unit_id):
            if score.faulty:
                title = f"Rà soát dữ liệu: còn {format_number(score.faulty)} hồ sơ cần bổ sung"
                yield InboxItem(title, list_address(row.campaign), row.campaign.title, row.campaign.due, "list-checks")
    if actor.may(REVIEW):
        over = Campaign._base_manager.filter(unit=actor.unit_id, closed_on=None, due__lt=today())
        for campaign in over:
            address = reverse("members:campaign", args=[campaign.pk])
            yield InboxItem("Tổng kết đợt rà soát đã hết hạn", address, campaign.title, campaign.due, "list-checks")


def list_address(campaign: Campaign) -> str:
    """The list of those members whose records a campaign asks to put right."""
    return f"{reverse('members:list')}?{urlencode({'can_xem': ','.join(campaign.codes)})}"


def next_faulty(rows: QuerySet[Member], codes: Collection[str], after: Member | None = None) -> Member | None:
    """The next member whose record has one of some findings, in the order of the list; after the last the first."""
    left = faulty(rows, list(codes)).order_by("sort_key", "pk")
    if after is None:
        return left.first()
    further = (
        left.filter(sort_key__gt=after.sort_key).first()
        or left.filter(sort_key=after.sort_key, pk__gt=after.pk).first()
    )
    return further or left.exclude(pk=after.pk).first()
