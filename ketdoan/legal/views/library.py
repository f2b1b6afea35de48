"""Pages of the library: acts, their articles at each time, the words of the law."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.files import file_response
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, format_date, parse_date, today

from ..models import Article, LegalAct, Source
from ..queries.acts import act_named, lacking
from ..queries.keeping import keeps_library
from ..queries.library import acts_like
from ..queries.versions import (
    Told,
    articles_on,
    changes_of,
    relations_of,
    version_on,
    versions_of,
    without_words,
)
from ..rules.citing import place_text
from ..rules.differing import pieces
from ..rules.structure import Part, parts_of

MOST = 100
#: What acts are shown, by the word in the address.
SHOWN = {"": "Tất cả", "con": "Đang có hiệu lực", "het": "Hết hiệu lực", "sap": "Chưa có hiệu lực"}


@screen("legal.ask")
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """The acts of which the library holds the words, and the main ones that it lacks."""
    typed, kind, force = request.GET.get("q", "")[:100], request.GET.get("loai", ""), request.GET.get("luc", "")
    rows = acts_like(typed)
    kinds = list(LegalAct.objects.order_by("kind").values_list("kind", flat=True).distinct())
    if kind in kinds:
        rows = rows.filter(kind=kind)
    found = list(_of_force(rows, force)[: MOST + 1])
    context = {
        "typed": typed, "kind": kind, "kinds": kinds, "force": force, "forces": SHOWN.items(),
        "number": LegalAct.objects.count(), "acts": found[:MOST], "more": len(found) > MOST, "today": today(),
        "lacking": lacking(today()), "keeps": keeps_library(current_actor()),
    }  # fmt: skip
    return render(request, "legal/library.html", context)


def _of_force(rows: QuerySet[LegalAct], force: str) -> QuerySet[LegalAct]:
    """Acts that are in force today, no more, or not yet."""
    day = today()
    if force == "con":
        return rows.exclude(since__gt=day).exclude(until__lte=day)
    if force == "het":
        return rows.filter(until__lte=day)
    return rows.filter(since__gt=day) if force == "sap" else rows


@screen("legal.ask")
@require_safe
def act_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An act and its articles as they are on a day, what it does to others and others to it."""
    act = get_object_or_404(LegalAct.objects.select_related("attached_to"), pk=pk)
    day, wrong = _day(request)
    context = {
        "act": act, "articles": articles_on(act, day), "day": day, "asked": request.GET.get("ngay", ""),
        "wrong": wrong, "ended": act.until is not None and act.until <= day,
        "coming": act.since is not None and act.since > day, "relations": relations_of(act),
        "sources": act.sources.select_related("blob"), "attached": act.attached.all(),
        "keeps": keeps_library(current_actor()), "today": today(),
    }  # fmt: skip
    return render(request, "legal/act.html", context, status=422 if wrong else 200)


def _day(request: HttpRequest) -> tuple[date, str]:
    """The day of which the law is asked: today where none is, or none that can be read."""
    try:
        asked = request.GET.get("ngay", "").strip()
        return (parse_date(asked) if asked else today()), ""
    except VietError as error:
        return today(), str(error)


@screen("legal.ask")
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """An article, word for word, its clauses and points as places to go to; the version of a day where one is asked."""
    found = get_object_or_404(Article.objects.select_related("act"), pk=pk)
    day, wrong = _day(request)
    asked = bool(request.GET.get("ngay", "").strip()) and not wrong
    on_day = version_on(found, day)
    if asked and on_day and on_day.pk != found.pk:
        return redirect(f"{reverse('legal:article', args=[on_day.pk])}?ngay={format_date(day)}")
    versions = versions_of(found)
    changes = changes_of(found)
    context = {
        "article": found, "place": place_text(found.no), "named": act_named(found.act.number),
        "parts": [
            (part, found.text[part.start : part.stop].strip("\n"), _of_clause(changes, part))
            for part in parts_of(found.text)
        ],
        "ended": found.until is not None and found.until <= day, "today": today(),
        "coming": found.since is not None and found.since > day, "versions": versions,
        "none_then": asked and on_day is None, "day": day, "asked": request.GET.get("ngay", ""), "wrong": wrong,
        "now": on_day, "changes": changes, "unheld": without_words(found, changes, day), "around": _around(found, day),
    }  # fmt: skip
    return render(request, "legal/article.html", context, status=422 if wrong else 200)


def _of_clause(changes: Sequence[Told], part: Part) -> list[Told]:
    """The changes of a clause, to be told where it begins."""
    return [] if part.point or not part.clause else [one for one in changes if one.relation.clause == part.clause]


def _around(found: Article, day: date) -> tuple[Article | None, Article | None]:
    """The articles before and after one, in the versions of a day."""
    beside = Article.objects.filter(act=found.act_id)
    before = beside.filter(place__lt=found.place).order_by("-place").first()
    after = beside.filter(place__gt=found.place).order_by("place").first()
    return before and (version_on(before, day) or before), after and (version_on(after, day) or after)


@screen("legal.ask")
@require_safe
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What differs between two versions of an article."""
    one = get_object_or_404(Article.objects.select_related("act"), pk=pk)
    two = get_object_or_404(Article, pk=other, act=one.act_id, no=one.no)
    before, after = sorted((one, two), key=lambda version: version.since or date.min)
    context = {
        "article": one, "before": before, "after": after, "place": place_text(one.no),
        "titles": pieces(before.title, after.title), "pieces": pieces(before.text, after.text),
        "same": (before.title, before.text) == (after.title, after.text),
    }  # fmt: skip
    return render(request, "legal/compare.html", context)


@screen("legal.ask")
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file from which an act was taken, byte for byte."""
    found = get_object_or_404(Source.objects.select_related("blob"), pk=pk)
    return file_response(found.blob, found.name)
