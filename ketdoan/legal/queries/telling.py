"""Answers, articles and acts as plain values, for a terminal and for other software."""

from collections.abc import Sequence
from typing import Any

from ..models import Article, LegalAct
from ..rules.citing import place_text
from .acts import Coming
from .answering import Answer, Quote
from .explaining import Explained
from .library import Hit


def told_answer(found: Answer) -> dict[str, Any]:
    """An answer as plain values."""
    entry = found.entry
    return {
        "state": found.state.value,
        "at": found.day.isoformat(),
        "asked": found.asked,
        "sure": found.sure,
        "down": found.down,
        "entry": {"code": entry.code, "title": entry.title, "answer": entry.answer, "checked": bool(entry.checked_by)}
        if entry
        else None,
        "quotes": [told_quote(quote) for quote in found.quotes],
        "related": [told_quote(quote) for quote in found.related],
        "articles": [told_article(one) for one in found.articles],
        "others": [{"code": one.code, "title": one.title} for one in found.others],
        "lacking": [one.number for one in found.lacking],
        "changes": [_told_change(one) for one in found.changes],
    }


def told_quote(quote: Quote) -> dict[str, Any]:
    """A place of the law and its words: `text` is the article's own from `start` on; `id` is the article's."""
    at = quote.citation
    return {
        "id": quote.article.pk if quote.article else None,
        "law_id": at.act, "article_id": at.article, "clause": at.clause, "point": at.point,
        "place": place_text(at.article, at.clause, at.point) if at.article else "",
        "held": quote.article is not None, "above": quote.above, "text": quote.text, "start": quote.start,
    }  # fmt: skip


def told_explanation(said: Sequence[Explained]) -> list[dict[str, Any]]:
    """What a language model said, each sentence with the places that it rests on."""
    return [{"text": one.text, "sources": [told_quote(quote) for quote in one.quotes]} for one in said]


def _told_change(change: Coming) -> dict[str, Any]:
    return {"law_id": change.act.number, "on": change.on.isoformat(), "replaced_by": change.replaced_by}


def told_article(article: Article) -> dict[str, Any]:
    """Which article, without its words."""
    return {
        "id": article.pk, "law_id": article.act.number, "article_id": article.no, "title": article.title,
        "effective": article.since.isoformat() if article.since else None,
        "until": article.until.isoformat() if article.until else None,
    }  # fmt: skip


def told_hit(hit: Hit) -> dict[str, Any]:
    """An article that was found, and how much speaks for it."""
    return {**told_article(hit.article), "score": round(hit.score, 3)}


def told_act(act: LegalAct) -> dict[str, Any]:
    """An act of the library."""
    return {
        "id": act.pk, "law_id": act.number, "kind": act.kind, "title": act.title,
        "effective": act.since.isoformat() if act.since else None,
        "until": act.until.isoformat() if act.until else None,
    }  # fmt: skip
