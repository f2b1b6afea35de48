"""The home of the app, and the member's card and union."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.screens import MEMBER, screen
from ketdoan.core.viet import today
from ketdoan.members.queries.cards import picture_of
from ketdoan.units.queries.inside import full_place, union_of

from ..home import cards
from ..queries.own import own_card, own_member, own_photo, own_unions


@screen(MEMBER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What awaits the member, the card, and the newest of the union."""
    actor = current_actor()
    member = own_member(actor)
    context = {"member": member, "place": full_place(member.unit), "cards": list(cards(actor))}
    return render(request, "portal/home.html", context)


@screen(MEMBER)
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The card with its code: shown at a gate or to the officer of the union that one moves to."""
    member = own_member(current_actor())
    context = {
        "member": member,
        "union": union_of(member.unit),
        "own": own_card(member),
        "photo": own_photo(member),
        "day": today(),
    }
    return render(request, "portal/card.html", context)


@screen(MEMBER)
@require_safe
def photo(request: HttpRequest) -> HttpResponse:
    """The member's own picture; 404 where there is none."""
    found = own_photo(own_member(current_actor()))
    picture = picture_of(found) if found else None
    if picture is None:
        raise Http404
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


@screen(MEMBER)
@require_safe
def union(request: HttpRequest) -> HttpResponse:
    """The member's group and union, who leads them and how to reach them, and the unions above."""
    near, above = own_unions(own_member(current_actor()).unit)
    return render(request, "portal/union.html", {"near": near, "above": above})


@screen(MEMBER)
@require_safe
def send(request: HttpRequest) -> HttpResponse:
    """Everything that a member may ask of the union or tell it, each with what was sent before."""
    return render(request, "portal/send.html")
