"""The library as it is searched: an index in files, opened once by each process, and what it finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Q, QuerySet

from ..models import Article, Indexing, LegalAct
from ..retrieval.asking import expanded
from ..retrieval.index import Index, build, opened
from ..retrieval.overlap import Lines, lines, opened_lines
from ..retrieval.ranking import Fields, ranked
from ..retrieval.restoring import Speller
from ..retrieval.scoring import search
from ..retrieval.words import syllables
from ..rules.numbers import act_key

FAR = date(9999, 12, 31)
PIECE = 2_000


@dataclass(frozen=True, eq=False)
class Shelf:
    """An index of articles and the parts of each, with their ids and the days from which and until which each is in
    force."""

    index: Index
    parts: Fields
    ids: np.ndarray
    since: np.ndarray
    until: np.ndarray

    @cached_property
    def speller(self) -> Speller:
        """Knows how the articles are written."""
        return Speller(self.index)

    def asked(self, question: str) -> list[str]:
        """A question as the articles would write it, by syllables."""
        return self.speller.restored(expanded(syllables(question)))


@dataclass(frozen=True)
class Hit:
    """An article that answers a question, and how much speaks for it."""

    article: Article
    score: float


def acts_like(typed: str) -> QuerySet[LegalAct]:
    """The acts in whose number or title some words stand."""
    rows = LegalAct.objects.order_by("key")
    for word in typed.split():
        rows = rows.filter(Q(key__contains=act_key(word)) | Q(title__icontains=word))
    return rows


def folder_of(number: int) -> Path:
    """Where the files of an index stand."""
    return Path(settings.DATA) / "legal" / str(number)


def index_texts(folder: Path) -> None:
    """Index all articles of the library into a folder."""
    ids, since, until, heads, act_of, chapter_of = [], [], [], [], [], []
    chapters: dict[str, int] = {}

    def texts() -> Iterator[str]:
        rows = Article.objects.order_by("pk").values_list("pk", "since", "until", "act", "chapter", "title", "text")
        for pk, first, end, act, chapter, title, text in rows.iterator(chunk_size=PIECE):
            ids.append(pk)
            since.append(first.toordinal() if first else 0)
            until.append((end or FAR).toordinal())
            heads.append(len(syllables(title)))
            act_of.append(act)
            chapter_of.append(chapters.setdefault(chapter, len(chapters)))
            yield f"{title}\n{text}"

    index = build(texts())
    index.save(folder)
    acts, own = np.unique(np.array(act_of, dtype=np.int64), return_inverse=True)
    titles = dict(LegalAct.objects.values_list("pk", "title"))
    lines(index, (titles[pk] for pk in acts.tolist())).save(folder, "acts")
    lines(index, chapters).save(folder, "chapters")
    numbers = {
        "ids": ids, "since": since, "until": until, "heads": heads, "act_of": own, "chapter_of": chapter_of
    }  # fmt: skip
    for name, values in numbers.items():
        np.save(folder / f"{name}.npy", np.array(values, dtype=np.int64))


class NoIndexError(Exception):
    """The library holds articles, but the files of its index are not there: nothing can be found in it now."""


def shelf() -> Shelf | None:
    """The newest index; None as long as the library is empty. Raises NoIndexError where its files are gone."""
    newest = Indexing.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return None
    try:
        return _shelf(newest)
    except (OSError, ValueError) as error:
        raise NoIndexError(folder_of(newest)) from error


@lru_cache(maxsize=1)
def _shelf(number: int) -> Shelf:
    folder = folder_of(number)
    ids, since, until, heads, act_of, chapter_of = (
        np.load(folder / f"{name}.npy") for name in ("ids", "since", "until", "heads", "act_of", "chapter_of")
    )
    index = opened(folder)
    first, end = index.begins[:-1], index.begins[1:]
    titles, bodies = Lines(index.stream, first, first + heads), Lines(index.stream, first + heads, end)
    acts, chapters = opened_lines(folder, "acts"), opened_lines(folder, "chapters")
    return Shelf(index, Fields(titles, bodies, acts, act_of, chapters, chapter_of), ids, since, until)


def articles_for(question: str, day: date, top: int = 10) -> list[Hit]:
    """The articles in force on a day that answer a question best, the best first. Raises NoIndexError (`shelf`)."""
    held = shelf()
    if held is None:
        return []
    number = day.toordinal()
    allowed = (held.since <= number) & (number < held.until)
    said = held.asked(question)
    texts, scores = ranked(held.index, held.parts, said, search(held.index, said, allowed))
    chosen = held.ids[texts[:top]].tolist()
    rows = Article.objects.select_related("act").in_bulk(chosen)
    return [Hit(rows[pk], score) for pk, score in zip(chosen, scores[:top].tolist(), strict=True) if pk in rows]
