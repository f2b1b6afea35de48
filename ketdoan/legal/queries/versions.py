"""The versions of articles, which of them is in force on a day, and what acts do to each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from ..models import Article, LegalAct, Relation
from .acts import act_named

OLDEST = F("since").asc(nulls_first=True)


def versions_of(article: Article) -> list[Article]:
    """All versions of an article that the library holds, the earliest first."""
    return list(Article.objects.filter(act=article.act_id, no=article.no).order_by(OLDEST))


def in_force(rows: QuerySet[Article], day: date) -> QuerySet[Article]:
    """Those articles that are in force on a day."""
    return rows.exclude(since__gt=day).exclude(until__lte=day)


def version_on(article: Article, day: date) -> Article | None:
    """The version of an article that is in force on a day."""
    return in_force(Article.objects.filter(act=article.act_id, no=article.no), day).order_by(OLDEST).last()


def articles_on(act: LegalAct, day: date) -> list[Article]:
    """The articles of an act on a day. Where none is in force, each in its last version."""
    rows = act.articles.only("no", "title", "chapter", "since", "until").order_by("place", OLDEST)
    found = {one.no: one for one in in_force(rows, day)}
    return list(found.values()) or list({one.no: one for one in rows}.values())


@dataclass(frozen=True)
class Told:
    """A relation as it is shown: what is done, the other act and, where the library holds it, its page and the article
    that says so."""

    relation: Relation
    words: str
    number: str
    name: str
    act: LegalAct | None
    place: Article | None = None


_ON = {"amends": "Được sửa đổi, bổ sung bởi", "replaces": "Được thay thế bởi", "repeals": "Bị bãi bỏ bởi",
       "guides": "Được quy định chi tiết, hướng dẫn bởi"}  # fmt: skip
_BY = {"amends": "Sửa đổi, bổ sung", "replaces": "Thay thế", "repeals": "Bãi bỏ",
       "guides": "Quy định chi tiết, hướng dẫn"}  # fmt: skip


def relations_of(act: LegalAct) -> list[Told]:
    """What an act does to others and what others do to it; single articles are told on their own pages. What the list
    of acts and a text say alike is told once."""
    key = act.key.partition("#")[0]
    rows = list(Relation.objects.filter(Q(on_key=key) | Q(by_key=key), article="").order_by("since", "pk"))
    held = _held([other for row in rows for other in (row.on_key, row.by_key)])
    found: dict[tuple[str, str], Told] = {}
    for row in rows:
        done = row.by_key == key
        number, other = (row.on, row.on_key) if done else (row.by, row.by_key)
        words = (_BY if done else _ON)[row.kind]
        found.setdefault((words, other), Told(row, words, number, act_named(number), held.get(other)))
    return sorted(found.values(), key=lambda told: (told.words, told.relation.since or date.min))


def changes_of(article: Article) -> list[Told]:
    """The acts that changed an article or a part of it, as their texts or the keeper say."""
    rows = list(Relation.objects.filter(on_key=article.act.key, article=article.no).order_by("since", "pk"))
    held = _held(row.by_key for row in rows)
    places = {
        (one.act_id, one.no): one
        for one in Article.objects.filter(act__in=held.values(), no__in={row.where for row in rows}).order_by(OLDEST)
    }
    found = []
    for row in rows:
        words = f"Khoản {row.clause}: {_ON[row.kind].lower()}" if row.clause else _ON[row.kind]
        by = held.get(row.by_key)
        found.append(Told(row, words, row.by, act_named(row.by), by, places.get((by.pk, row.where)) if by else None))
    return found


def _held(keys: Iterable[str]) -> dict[str, LegalAct]:
    return {act.key: act for act in LegalAct.objects.filter(key__in=set(keys))}


def without_words(article: Article, changes: Sequence[Told], day: date) -> list[Told]:
    """The changes of an article since its words and until a day of which the library holds no version."""
    held = {one.since for one in versions_of(article)}
    return [
        told for told in changes
        if told.relation.kind == "amends" and told.relation.since and told.relation.since <= day
        and told.relation.since not in held
        and (article.since is None or told.relation.since > article.since)
    ]  # fmt: skip
