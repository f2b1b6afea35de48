"""The article checker: paste a text, see which of its figures agree."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ketdoan.core.acting import current_actor
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError
from ketdoan.members.queries.stock import counted
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import shape

from ..articles.checking import check_article
from ..articles.model import FIGURE, Article, Finding, Repair
from ..forms.articles import ArticleForm
from ..queries.caps import current_caps
from ..rules.checking import FAIL, OK, UNDEFINED, WARN
from ..rules.figures import Figure
from ..rules.writing import figure_text
from .lines import CAUSE_WORDS

WORDS = {
    FAIL: ("Không khớp", "red"),
    WARN: ("Nên xem lại", "yellow"),
    UNDEFINED: ("Chưa kết luận được", "grey"),
    OK: ("Khớp", "green"),
}


class Piece(NamedTuple):
    """A stretch of the text: with a number in it what it is, else plain."""

    text: str
    kind: str
    note: str
    wrong: bool


@screen("reports.view")
def article(request: HttpRequest) -> HttpResponse:
    """Read a text and say of its figures what they are and whether they agree. Nothing of it is kept."""
    form = ArticleForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "title": "Kiểm tra số liệu bài viết"}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            day = form.cleaned_data["day"]
            found = check_article(form.cleaned_data["text"], _register(day), day, current_caps())
        except VietError as error:
            form.add_error("text", str(error))
        else:
            context |= {"pieces": list(_pieces(found)), "findings": [_finding(one) for one in found.findings]}
            context |= {"figures": found.figures, "read": True}
    if form.errors:
        status = 422
    return render(request, "reports/article.html", context, status=status)


def _register(day: Any) -> dict[str, Figure]:
    """What the register counts for the acting unit on a day; nothing without one."""
    if day is None:
        return {}
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    follow = shape(day)
    at = follow.position(unit.pk)
    if at is None:
        return {}
    counts = follow.counts(at)
    members = counted(unit, day).members
    numbers = {"DV.CUOI_KY": members, "TC.CDCS": counts.grassroots_total, "TC.TRUC_THUOC": counts.direct}
    return {cell: Figure(Decimal(number)) for cell, number in numbers.items()}


def _pieces(found: Article) -> Iterator[Piece]:
    wrong = {id(figure) for one in found.findings if one.verdict in (FAIL, WARN) for figure in one.figures}
    at = 0
    for mention in found.mentions:
        if mention.start > at:
            yield Piece(found.text[at : mention.start], "", "", wrong=False)
        note = f"{mention.what or mention.unit} ({mention.unit})" if mention.kind == FIGURE else ""
        yield Piece(found.text[mention.start : mention.end], mention.kind, note, wrong=id(mention) in wrong)
        at = mention.end
    yield Piece(found.text[at:], "", "", wrong=False)


def _finding(one: Finding) -> dict[str, Any]:
    words, tone = WORDS[one.verdict]
    repairs = [_repair(each) for each in one.repairs[:6]]
    return {"words": words, "tone": tone, "sentence": one.sentence, "note": one.note, "repairs": repairs}


def _repair(one: Repair) -> str:
    to = figure_text(Figure(one.to))
    return f"{one.figure.text if one.figure else 'Theo tổ chức'} → {to} ({CAUSE_WORDS[one.cause]})"
