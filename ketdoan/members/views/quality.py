"""Pages of the review of members' records: how each unit stands, campaigns, and putting records right one by one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import shape

from ..actions import campaigns as acts
from ..forms import quality as forms
from ..models import Campaign, CampaignUnit, Member
from ..queries import campaigns as known
from ..queries.quality import Scores, by_code
from ..rules import FINDINGS
from ..tables import campaign_table

MOST_UNITS = 300


@screen("members.view")
def quality(request: HttpRequest) -> HttpResponse:
    """How the records of a unit and of each one below it stand, and the campaigns."""
    actor = current_actor()
    code = request.GET.get("don_vi")
    chosen = {"code": code} if code else {"pk": actor.unit_id or 0}
    unit = get_object_or_404(Unit, **chosen)
    tree = actor.scope.tree
    scores, follow = Scores(tree=tree), shape(today(), tree)
    at = follow.position(unit.pk)
    below = [] if at is None else [int(pk) for pk in follow.ids[follow.children(at)]]
    units = Unit.objects.filter(pk__in=below).order_by("sort_key")[:MOST_UNITS]
    rows = [(one, scores.of(one.pk)) for one in units]
    context: dict[str, Any] = {
        "unit": unit,
        "score": scores.of(unit.pk),
        "findings": by_code(unit, tree),
        "rows": [row for row in rows if row[1].members],
        "campaigns": Campaign.objects.select_related("unit")[:20],
        "asked": known.asked_of(actor.unit_id or 0),
        "may_launch": actor.may(known.REVIEW) and unit.level not in ("grassroots", "section", "group"),
    }
    return render(request, "members/quality.html", context)


@screen("members.review")
def launch(request: HttpRequest) -> HttpResponse:
    """Begin a campaign for the acting unit's subtree."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0, ended_on=None)
    return edit(
        request,
        forms.CampaignForm,
        partial(acts.launch, unit=unit),
        "members/campaign_form.html",
        title="Phát động đợt rà soát dữ liệu",
        back=reverse("members:quality"),
        done=lambda campaign: reverse("members:campaign", args=[campaign.pk]),
        said="Đã phát động đợt rà soát và báo cho các đơn vị.",
        submit="Phát động",
    )


@screen("members.view")
def campaign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far a campaign is, unit by unit."""
    found = get_object_or_404(Campaign.objects.select_related("unit"), pk=pk)
    scores = Scores(found.codes)
    rows = CampaignUnit.objects.filter(campaign=found).select_related("unit")
    return listing(
        request,
        campaign_table(scores),
        None,
        "members/campaign.html",
        title=found.title,
        rows=rows,
        search="unit__words",
        export="members.export",
        noun="đơn vị",
        example="cong ty may",
        context={
            "campaign": found,
            "progress": known.progress(found, scores),
            "contents": [FINDINGS[code] for code in found.codes if code in FINDINGS],
            "may_close": current_actor().may(known.REVIEW) and not found.closed_on,
        },
    )


@screen("members.review")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a campaign."""
    found = get_object_or_404(Campaign, pk=pk, closed_on=None)
    back = reverse("members:campaign", args=[found.pk])
    return edit(
        request,
        forms.CloseForm,
        partial(acts.close, campaign=found),
        "members/campaign_form.html",
        title=f"Kết thúc: {found.title}",
        back=back,
        done=back,
        said="Đã kết thúc đợt rà soát.",
        submit="Kết thúc đợt",
        drafts=False,
    )


def _codes(request: HttpRequest) -> list[str]:
    """The findings that are being gone through; all where the address names none."""
    return [code for code in request.GET.get("can_xem", "").split(",") if code in FINDINGS] or list(FINDINGS)


@screen("members.complete")
def complete_next(request: HttpRequest) -> HttpResponse:
    """Go to the first record that has a finding."""
    member = known.next_faulty(_members(request), _codes(request))
    if member is None:
        messages.success(request, "Không còn hồ sơ nào cần bổ sung.")
        return redirect("members:quality")
    return redirect(_address(request, member))


def _members(request: HttpRequest) -> Any:
    """Those gone through: of the unit in the address, else of the whole scope."""
    rows = Member.objects.all()
    unit = Unit.objects.filter(code=request.GET.get("don_vi", "")).first()
    return rows.filter(unit__path__gte=unit.path, unit__path__lt=unit.path + "~") if unit else rows


def _address(request: HttpRequest, member: Member) -> str:
    return f"{reverse('members:complete', args=[member.pk])}?{request.GET.urlencode()}"


@screen("members.complete")
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one record right, then go on to the next."""
    member = get_object_or_404(Member.objects.select_related("person__quality", "unit"), pk=pk)
    held = getattr(member.person, "quality", None)
    codes = [code for code in FINDINGS if held and code in held.codes]

    def further(_: Any) -> str:
        following = known.next_faulty(_members(request), _codes(request), after=member)
        return _address(request, following) if following else reverse("members:quality")

    return edit(
        request,
        partial(forms.CompleteForm, member=member, codes=codes),
        partial(acts.complete, member=member),
        "members/complete.html",
        title=f"Bổ sung hồ sơ: {member.person.name}",
        back=reverse("members:member", args=[member.pk]),
        done=further,
        said=f"Đã bổ sung hồ sơ của {member.person.name}.",
        submit="Lưu, sang người kế tiếp",
        drafts=False,
        context={"member": member, "findings": [FINDINGS[code] for code in codes], "skip": further(None)},
    )
