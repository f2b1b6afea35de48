"""How far an article reached: by the units directly below one, with what is too small kept back."""

from dataclasses import dataclass, replace
from itertools import pairwise

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ketdoan.core.acting import current_actor
from ketdoan.units.models import Unit

from ..models import Article, Tally
from ..rules.counts import Line, enough, shown

REST = "Các đơn vị ít người, gộp chung"


@dataclass(frozen=True)
class Results:
    """Of a unit: the sum with all below it, and the lines of what is directly below."""

    unit: Unit
    total: Line
    lines: list[Line]


def results(article: Article, unit_id: int | None = None) -> Results | None:
    """What came of an article in its unit, or in one below it. None where that one stands in no line of its own: it
    would tell what is kept back."""
    path = article.unit.path
    unit = article.unit
    if unit_id and unit_id != article.unit_id:
        below = Unit._base_manager.filter(pk=unit_id, path__startswith=path).first()
        if below is None or not _open(article, below):
            return None
        unit = below
    lines = _below(article, unit)
    total = _sum(unit.short_name, lines)
    if not enough(total):
        lines, total = [], replace(total, opens=None)
    return Results(unit, total, shown(lines, REST))


def _open(article: Article, unit: Unit) -> bool:
    """Whether each unit on the way down from the article's stands in a line of its own."""
    parts = [int(part) for part in unit.path.strip("/").split("/")]
    way = parts[parts.index(article.unit_id) :]
    for above, below in pairwise(way):
        found = results_of(article, above)
        if f"?don_vi={below}" not in [line.url for line in found]:
            return False
    return True


def results_of(article: Article, unit_id: int) -> list[Line]:
    """The lines that are shown below a unit."""
    return shown(_below(article, Unit._base_manager.get(pk=unit_id)), REST)


def _below(article: Article, unit: Unit) -> list[Line]:
    """The unit's own members, and each branch directly below it, nothing kept back."""
    depth = unit.path.count("/")
    branches: dict[int, list[Tally]] = {}
    tallies = Tally._base_manager.filter(article=article, unit__path__startswith=unit.path).select_related("unit")
    for tally in tallies:
        parts = tally.unit.path.strip("/").split("/")
        branches.setdefault(int(parts[depth]) if len(parts) > depth else unit.pk, []).append(tally)
    names = dict(Unit._base_manager.filter(pk__in=branches).order_by("sort_key").values_list("pk", "short_name"))
    lines = []
    for pk, name in names.items():
        own = pk == unit.pk
        inner = any(tally.unit_id != pk for tally in branches[pk]) and not own
        title = f"{name} (sinh hoạt trực tiếp)" if own and len(branches) > 1 else name
        lines.append(_line(title, branches[pk], f"?don_vi={pk}" if inner else ""))
    return lines


def _line(title: str, tallies: list[Tally], url: str) -> Line:
    numbers = [(tally.members, tally.told, tally.opens) for tally in tallies]
    members, told, opens = (sum(of) for of in zip(*numbers, strict=True))
    return Line(title, members, told, opens, url)


def _sum(title: str, lines: list[Line]) -> Line:
    opens = sum(line.opens or 0 for line in lines)
    return Line(title, sum(line.members for line in lines), sum(line.told for line in lines), opens)


def listed() -> QuerySet[Article]:
    """Articles of the scope with their sums, the newest first; drafts are their own unit's business."""
    sums = Tally._base_manager.filter(article=OuterRef("pk")).order_by().values("article")
    told = {
        name: Coalesce(Subquery(sums.annotate(all=Sum(name)).values("all")), 0) for name in ("members", "told", "opens")
    }
    unit = current_actor().unit_id
    own = Article.objects.filter(unit=unit) | Article.objects.filter(published_at__isnull=False)
    return own.select_related("unit", "campaign").annotate(**told).order_by("-pk")
