"""The tree of units on any day, opened branch by branch, and searched by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketdoan.core.screens import screen
from ketdoan.core.search import first_found

from ..forms.looking import Looking
from ..models import Unit
from ..queries.tree import PAGE, children, lines_above, roots

FOUND = 40


@screen("units.view")
def tree(request: HttpRequest) -> HttpResponse:
    """The tree from the acting post's unit down, its first branch open."""
    looking = Looking(request.GET)
    words = request.GET.get("q", "").strip()
    context = {"looking": looking, "words": words}
    if words:
        return render(request, "units/tree.html", context | _search(words, looking))
    top = roots(looking.day, looking.lens, looking.fixed, looking.tree)
    if len(top.nodes) == 1:
        only = top.nodes[0]
        context["first"] = children(only.unit, looking.day, looking.lens, looking.fixed, looking.tree)
    return render(request, "units/tree.html", context | {"branch": top})


def _search(words: str, looking: Looking) -> dict[str, object]:
    found = first_found(Unit.objects.order_by("sort_key"), words, FOUND + 1)
    return {"hits": lines_above(found[:FOUND], looking.day, looking.tree), "many": len(found) > FOUND}


@screen("units.view")
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """The units directly under one: a fragment that the tree opens."""
    looking = Looking(request.GET)
    unit = get_object_or_404(Unit, code=code)
    start = int(request.GET.get("tu", "0")) if request.GET.get("tu", "0").isdigit() else 0
    found = children(unit, looking.day, looking.lens, looking.fixed, looking.tree, start)
    context = {"branch": found, "looking": looking, "unit": unit, "next": start + PAGE}
    return render(request, "units/tree.html#branch", context)
