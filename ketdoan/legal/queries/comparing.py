"""Articles that are brought in beside those that the library holds: the same for preview and import."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ketdoan.core.viet import nfc

from ..models import Article, LegalAct
from ..rules.numbers import act_key

Row = Mapping[str, Any]
LONG_AGO = date.min


class State(StrEnum):
    """What an article comes to: it is new, or a later version of one; its words are corrected; nothing changes."""

    NEW = "new"
    VERSION = "version"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Met:
    """An article that is brought in, beside what the library holds: `held` is the version that it corrects, comes after
    or is the same as."""

    article: Article
    state: State
    held: Article | None = None


def key_of(row: Row) -> str:
    """The key of the act of a row."""
    return row.get("key") or act_key(row["law_id"])


def compare(rows: Iterable[Row], acts: Mapping[str, LegalAct]) -> list[Met]:
    """What each row comes to. `acts` are those that the library holds; articles of others are new."""
    versions = _held(acts.values())
    found = []
    for row in rows:
        act = acts.get(key_of(row))
        made = article_of(row, act)
        held = versions.setdefault((key_of(row), made.no), [])
        met = _met(made, held, amended=bool(row.get("amended")))
        if met.state in {State.NEW, State.VERSION}:
            held.insert(_place_in(held, made.since), made)
        found.append(met)
    return found


def _held(acts: Iterable[LegalAct]) -> dict[tuple[str, str], list[Article]]:
    """The versions of each article of some acts, the earliest first."""
    held: dict[tuple[str, str], list[Article]] = {}
    for one in Article.objects.filter(act__in=[act.pk for act in acts if act.pk]).select_related("act"):
        held.setdefault((one.act.key, one.no), []).append(one)
    for versions in held.values():
        versions.sort(key=lambda one: one.since or LONG_AGO)
    return held


def _place_in(held: Sequence[Article], since: date | None) -> int:
    return bisect_right([one.since or LONG_AGO for one in held], since or LONG_AGO)


def _met(made: Article, held: Sequence[Article], *, amended: bool) -> Met:
    if not held:
        return Met(made, State.NEW)
    if known := next((one for one in held if one.since == made.since), None):
        return Met(made, State.SAME if _alike(known, made) else State.CHANGED, known)
    place = _place_in(held, made.since)
    before = held[place - 1] if place else held[0]
    if place and _alike(before, made):
        # Words that are said to be new since then were held from too early a day, unless later ones came after them.
        moved = amended and place == len(held) and before.pk is not None
        return Met(made, State.CHANGED if moved else State.SAME, before)
    return Met(made, State.VERSION, before)


def _alike(one: Article, other: Article) -> bool:
    return (one.title, one.chapter, one.text) == (other.title, other.chapter or one.chapter, other.text)


def article_of(row: Row, act: LegalAct | None) -> Article:
    """A row as an article. Whoever keeps it says where it stands in the act."""
    return Article(
        act=act, no=row["article_id"].strip()[:20], place=0, title=nfc(row["title"]).strip()[:1_000],
        chapter=nfc(row.get("chapter") or "").strip()[:1_000], text=row["text"], since=since_of(row),
        until=act.until if act else None, url=(row.get("source_url") or "")[:500], notes=row.get("notes") or "",
    )  # fmt: skip


def since_of(row: Row) -> date | None:
    """Since when an article is in force, as far as it is told."""
    told = row.get("effective")
    return date.fromisoformat(told) if told else None


def order_of(no: str) -> tuple[int, str]:
    """By what articles of an act are ordered: 60, 60a, 61."""
    number = re.match(r"\d+", no)
    return (int(number[0]) if number else 10**9, no.lstrip("0123456789").replace("đ", "d~"))
