"""Pages of the library: acts, their articles, the words of the law."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ketdoan.core.screens import screen
from ketdoan.core.viet import today

from ..models import Article, LegalAct
from ..queries.acts import lacking
from ..queries.library import acts_like
from ..rules.citing import place_text
from ..rules.structure import parts_of

MOST = 100


@screen("legal.ask")
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """The acts of which the library holds the words, and the main ones that it lacks."""
    typed = request.GET.get("q", "")[:100]
    found = list(acts_like(typed)[: MOST + 1])
    context = {
        "typed": typed,
        "number": LegalAct.objects.count(),
        "acts": found[:MOST],
        "more": len(found) > MOST,
        "lacking": lacking(today()),
    }
    return render(request, "legal/library.html", context)


@screen("legal.ask")
@require_safe
def act_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An act and its articles."""
    act = get_object_or_404(LegalAct, pk=pk)
    context = {
        "act": act,
        "articles": act.articles.only("no", "title", "chapter"),
        "ended": act.until is not None and act.until <= today(),
    }
    return render(request, "legal/act.html", context)


@screen("legal.ask")
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article, word for word, its clauses and points as places to go to."""
    found = get_object_or_404(Article.objects.select_related("act"), pk=pk)
    beside = Article.objects.filter(act=found.act_id).only("no")
    context = {
        "article": found,
        "place": place_text(found.no),
        "parts": [(part, found.text[part.start : part.stop].strip("\n")) for part in parts_of(found.text)],
        "ended": found.until is not None and found.until <= today(),
        "around": (
            beside.filter(place__lt=found.place).order_by("-place").first(),
            beside.filter(place__gt=found.place).order_by("place").first(),
        ),
    }
    return render(request, "legal/article.html", context)
