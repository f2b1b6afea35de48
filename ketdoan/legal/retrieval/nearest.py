"""Places of the law by the ways in which people ask for what stands there.

Each place has several ways of its own. A question is held against each way, against all ways of a place together, and
against all ways of an article together: the three disagree where a single way is near by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .index import Index, build, opened
from .overlap import Lines, overlap, question_of, share
from .restoring import Speller
from .scoring import asked_of, whole_scores

#: What speaks for a place, in the order of the columns of `Near.told`.
TOLD = ("ways", "place", "article", "covered", "told")
#: Each further way of the same place counts so much of the one before.
FURTHER = 0.3
LOOKED_AT = 150


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways of asking, of which place each is, and of which article each place is."""

    index: Index
    of: np.ndarray
    places: Index
    articles: Index
    article_of: np.ndarray

    @cached_property
    def speller(self) -> Speller:
        """Knows how people ask."""
        return Speller(self.index)

    @cached_property
    def held(self) -> Lines:
        """The ways as texts."""
        return Lines(self.index.stream, self.index.begins[:-1], self.index.begins[1:])

    def save(self, folder: Path) -> None:
        """Write the ways to a folder, to be opened by many processes."""
        for name in INDEXES:
            getattr(self, name).save(folder / name)
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))


INDEXES, ARRAYS = ("index", "places", "articles"), ("of", "article_of")


def opened_ways(folder: Path) -> Ways:
    """The ways that were written to a folder."""
    index, places, articles = (opened(folder / name) for name in INDEXES)
    of, article_of = (np.load(folder / f"{name}.npy") for name in ARRAYS)
    return Ways(index, of, places, articles, article_of)


def ways_of(texts: Sequence[str], of: np.ndarray, article_of: np.ndarray) -> Ways:
    """Ways of asking, the place of each, and the article of each place."""
    return Ways(build(texts), of, build(_joined(texts, of)), build(_joined(texts, article_of[of])), article_of)


def _joined(texts: Sequence[str], of: np.ndarray) -> list[str]:
    found: list[list[str]] = [[] for _ in range(int(of.max(initial=-1)) + 1)]
    for text, place in zip(texts, of.tolist(), strict=True):
        found[place].append(text)
    return ["\n".join(own) for own in found]


@dataclass(frozen=True, eq=False)
class Near:
    """Places that may be asked for, in no order: what speaks for each (places by TOLD), and the way that is nearest to
    it. `scores` are those of all ways."""

    places: np.ndarray
    told: np.ndarray
    way: np.ndarray
    scores: np.ndarray


def near(ways: Ways, said: Sequence[str], allowed: np.ndarray) -> Near:
    """The places nearest to a question, given by its syllables, by those of the ways that are `allowed`."""
    asked = asked_of(ways.index, said)
    scores = whole_scores(ways.index, asked)
    scores[~allowed] = 0
    hit = np.flatnonzero(scores > 0)
    hit = hit[np.lexsort((-scores[hit], ways.of[hit]))]
    places, first, number = np.unique(ways.of[hit], return_index=True, return_counts=True)
    rank = np.arange(len(hit)) - np.repeat(first, number)
    summed = np.bincount(ways.of[hit], scores[hit] * FURTHER**rank, ways.places.size)
    kept = np.argsort(-scores[hit[first]], kind="stable")[:LOOKED_AT]
    places, way = places[kept], hit[first[kept]]
    question = question_of(ways.index, asked)
    found = overlap(question, ways.held, way)
    whole = [
        summed[places],
        whole_scores(ways.places, asked_of(ways.places, said))[places],
        whole_scores(ways.articles, asked_of(ways.articles, said))[ways.article_of[places]],
    ]
    told = [*(one / one.max(initial=1e-9) for one in whole), share(found.words, question.words), found.told]
    return Near(places, np.stack(told, axis=1), way, scores)
