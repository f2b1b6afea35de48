"""Campaigns."""

from functools import partial

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen

from ..actions.campaigns import save_campaign
from ..forms.articles import CampaignForm
from ..models import Campaign
from ..tables.articles import CampaignFilters, CampaignTable

WRITE = "news.write"
#: Drafts are their writers' business.
OUT = Q(articles__published_at__isnull=False)


@screen("news.view")
def campaigns(request: HttpRequest) -> HttpResponseBase:
    """Campaigns of the own unit, of those above and below."""
    return listing(
        request,
        CampaignTable,
        CampaignFilters,
        "news/campaigns.html",
        title="Chương trình",
        rows=Campaign.objects.select_related("unit").annotate(number=Count("articles", filter=OUT)),
        search="",
        noun="chương trình",
        empty="Chưa có chương trình nào, ví dụ Tết Sum vầy, Tháng Công nhân.",
        **({"add": ("Lập chương trình", reverse("news:new_campaign"))} if current_actor().may(WRITE) else {}),  # type: ignore[arg-type]
    )


@screen(WRITE)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """A new campaign."""
    return _edit(request, None)


@screen(WRITE)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a campaign."""
    return _edit(request, get_object_or_404(Campaign, pk=pk))


def _edit(request: HttpRequest, held: Campaign | None) -> HttpResponse:
    names = ("title", "theme", "begins", "ends")
    initial = {name: getattr(held, name) for name in names} if held else {}
    return edit(
        request,
        partial(CampaignForm, initial=initial),
        partial(save_campaign, campaign=held),
        "news/campaign_form.html",
        title=held.title if held else "Lập chương trình",
        back=reverse("news:campaigns"),
        said="Đã lưu chương trình.",
    )
