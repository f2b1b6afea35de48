"""The public pages: whether a card is in force, and the keys by which anybody can tell without asking."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ketdoan.core.acting import somebody
from ketdoan.core.screens import PUBLIC, screen
from ketdoan.core.signing import public_keys, published
from ketdoan.core.throttle import too_often
from ketdoan.core.viet import today

from ..codes import BadCode, verify
from ..queries.cards import standing_of

#: So many a minute from one address: a gate where members queue, not somebody who tries codes.
MOST = 60
NOT_FOUND = 404
LONGEST = 500


def _seldom(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer an address that asks too often with "too often"."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if too_often(request, "card", MOST):
            return render(request, "members/check_seldom.html", status=429)
        response = view(request, *args, **options)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


@screen(PUBLIC)
@require_safe
@never_cache
@_seldom
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the card of a code is in force today. It tells nothing of the holder, nor why a card is not.

    An officer who scanned it may go on to ask for its holder.
    """
    day = today()
    try:
        claim = verify(code[:LONGEST], public_keys())
    except BadCode as error:
        return render(request, "members/check.html", {"error": str(error), "day": day}, status=NOT_FOUND)
    actor = somebody()
    context = {
        "claim": claim,
        "valid": standing_of(claim, day),
        "day": day,
        "age": claim.age(day),
        "receive": code if actor and actor.may("members.transfer") else "",
    }
    return render(request, "members/check.html", context)


@screen(PUBLIC)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How to check a card, and the public keys. A code typed or pasted leads to its page; of what is none is said so
    here, since it may be a person's number, which does not belong into an address."""
    code = request.GET.get("ma", "").strip().rpartition("/")[2].replace(" ", "")[:LONGEST]
    if code:
        try:
            verify(code, public_keys())
        except BadCode as error:
            return render(request, "members/check.html", {"error": str(error), "day": today()}, status=NOT_FOUND)
        return redirect("card", code=code)
    return render(request, "members/check_about.html", {"keys": published()})


@screen(PUBLIC)
@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys for programs that check cards without asking."""
    return JsonResponse({"format": "ketdoan.card/1", "algorithm": "Ed25519", "keys": published()})
