"""The one search over pages and everything that modules register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..acting import somebody
from ..modules import Hit, menu, search
from ..screens import SIGNED_IN, screen
from ..viet import fold

LONGEST = 80


@screen(SIGNED_IN)
def find(request: HttpRequest) -> HttpResponse:
    """Hits for the words in `q`: pages of the menu first, then what each module finds in the actor's scope.

    htmx gets the list alone, for the palette; without words the palette shows all pages.
    """
    words = request.GET.get("q", "").strip()[:LONGEST]
    folded = fold(words)
    actor = somebody()
    pages = [
        Hit(item.title, reverse(item.url))
        for item in menu(actor)
        if all(word in fold(item.title) for word in folded.split())
    ]
    groups: list[tuple[str, object]] = [("Trang", pages)] if pages else []
    if actor and len(folded) > 1:
        groups += search(actor, folded)
    template = "core/search.html#hits" if request.htmx else "core/search.html"  # type: ignore[attr-defined]
    return render(request, template, {"words": words, "groups": groups})
