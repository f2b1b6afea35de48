"""An index of texts by their syllables and pairs of neighbouring syllables, and how well each text answers a question.

Weights are those of BM25, counted when the index is built, so that a question only adds them up. The order of syllables
is kept too: the best passage of the texts that come first is looked for among these alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np

from .words import syllables

#: BM25 of syllables and of pairs: how soon more of the same counts no more, and how much long texts are held back.
UNI_K, PAIR_K, BENT = 1.2, 0.6, 0.9
#: Passages are so many syllables long, and begin so many after each other.
WINDOW, STRIDE = 150, 100
#: How much the best passage counts beside the whole text, and among how many texts it is looked for.
PASSAGE, LOOKED_AT = 1.5, 100
#: Pairs that stand in one text alone tell nothing that their syllables do not.
RAREST = 2
CHUNK, BITS = 4_000, 12
PIECE = 1_000_000


@dataclass(frozen=True, eq=False)
class Postings:
    """By term, in which texts it stands and what it weighs there: term n from `starts[n]` to `starts[n + 1]`."""

    starts: np.ndarray
    texts: np.ndarray
    weights: np.ndarray

    def of(self, term: int) -> tuple[np.ndarray, np.ndarray]:
        """The texts of a term, and its weights."""
        part = slice(self.starts[term], self.starts[term + 1])
        return self.texts[part], self.weights[part]

    def spread(self, term: int) -> int:
        """In how many texts a term stands."""
        return int(self.starts[term + 1] - self.starts[term])


@dataclass(frozen=True, eq=False)
class Index:
    """Texts by number. `words` are the known syllables; `stream` all texts as numbers of syllables, one after another,
    text n from `begins[n]` to `begins[n + 1]`. `pairs` are those of neighbours that stand in several texts, in order,
    as first * len(words) + second, and `times` how often each stands."""

    words: Sequence[str]
    stream: np.ndarray
    begins: np.ndarray
    single: Postings
    pairs: np.ndarray
    times: np.ndarray
    paired: Postings

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.begins) - 1

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of a syllable."""
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def rare(self) -> np.ndarray:
        """How much each syllable counts by being rare."""
        spread = np.diff(self.single.starts)
        return np.log(1 + (self.size - spread + 0.5) / (spread + 0.5))

    def pair(self, first: int, second: int) -> int:
        """The number of a pair, -1 where it is not known."""
        key = first * len(self.words) + second
        place = int(np.searchsorted(self.pairs, key))
        return place if place < len(self.pairs) and self.pairs[place] == key else -1

    def save(self, folder: Path) -> None:
        """Write the index to a folder, to be opened by many processes without being read as a whole."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array)
        (folder / "words.json").write_text(json.dumps(list(self.words), ensure_ascii=False), encoding="utf-8")

    def _arrays(self) -> dict[str, np.ndarray]:
        own = {name: getattr(self, name) for name in ("stream", "begins", "pairs", "times")}
        for kind in ("single", "paired"):
            own |= {f"{kind}-{part.name}": getattr(getattr(self, kind), part.name) for part in fields(Postings)}
        return own


def opened(folder: Path) -> Index:
    """The index that was written to a folder; its arrays stay in their files until they are needed."""

    def array(name: str) -> np.ndarray:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))  # of the plain kind, which is faster to cut

    single, paired = (
        Postings(*(array(f"{kind}-{part.name}") for part in fields(Postings))) for kind in ("single", "paired")
    )
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    return Index(words, array("stream"), array("begins"), single, array("pairs"), array("times"), paired)


def build(texts: Iterable[str]) -> Index:
    """Index texts, which are numbered in their order."""
    numbers: dict[str, int] = {}
    pieces, lengths = [], []
    for text in texts:
        found = [numbers.setdefault(one, len(numbers)) for one in syllables(text)]
        pieces.append(np.array(found, dtype=np.int32))
        lengths.append(len(found))
    stream = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    del pieces
    begins = np.concatenate(([0], np.cumsum(np.array(lengths, dtype=np.int64))))
    held_back = _held_back(np.diff(begins))
    single = _postings(*_counted(stream, begins), len(numbers), held_back, UNI_K)
    pairs, times, paired = _pairs(stream, begins, len(numbers), held_back)
    return Index(list(numbers), stream, begins, single, pairs, times, paired)


def _held_back(lengths: np.ndarray) -> np.ndarray:
    mean = max(lengths.mean(), 1) if len(lengths) else 1
    return np.asarray(1 - BENT + BENT * lengths / mean, dtype=np.float32)


def _counted(stream: np.ndarray, begins: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How often each term stands in each text: terms, texts, numbers, in the order of terms. What is below nothing in
    the stream is no term."""
    nothing = np.zeros(0, dtype=np.int32)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = [(nothing, nothing, nothing)]
    for start in range(0, len(begins) - 1, CHUNK):
        end = min(start + CHUNK, len(begins) - 1)
        part = stream[begins[start] : begins[end]].astype(np.int64)
        texts = np.repeat(np.arange(end - start, dtype=np.int64), np.diff(begins[start : end + 1]))
        there = part >= 0
        keys, numbers = np.unique(part[there] << BITS | texts[there], return_counts=True)
        terms, inside = keys >> BITS, (keys & (1 << BITS) - 1) + start
        found.append((terms.astype(np.int32), inside.astype(np.int32), numbers.astype(np.int32)))
    terms, texts, numbers = (np.concatenate([one[n] for one in found]) for n in range(3))
    order = np.argsort(terms, kind="stable")
    return terms[order], texts[order], numbers[order]


def _postings(
    terms: np.ndarray, texts: np.ndarray, numbers: np.ndarray, size: int, held_back: np.ndarray, k: float
) -> Postings:
    spread = np.bincount(terms, minlength=size)
    rarity = np.log(1 + (len(held_back) - spread + 0.5) / (spread + 0.5)).astype(np.float32)
    often = numbers.astype(np.float32)
    weights = rarity[terms] * often * np.float32(k + 1) / (often + np.float32(k) * held_back[texts])
    starts = np.concatenate(([0], np.cumsum(spread)))
    return Postings(starts.astype(np.int64), texts, weights)


def _pairs(
    stream: np.ndarray, begins: np.ndarray, words: int, held_back: np.ndarray
) -> tuple[np.ndarray, np.ndarray, Postings]:
    """The pairs of neighbours that several texts have, how often each stands, and their postings."""
    known, times, number = _several(_neighbours(stream, begins, words))
    terms, texts, numbers = _counted(number, begins)
    del number
    kept = np.bincount(terms, minlength=len(known)) >= RAREST
    renumbered = (np.cumsum(kept) - 1).astype(np.int32)
    stays = kept[terms]
    postings = _postings(
        renumbered[terms[stays]], texts[stays], numbers[stays], int(kept.sum()), held_back, PAIR_K
    )  # fmt: skip
    return known[kept], times[kept].astype(np.int32), postings


def _neighbours(stream: np.ndarray, begins: np.ndarray, words: int) -> np.ndarray:
    """Each place's pair with the next syllable of the same text, -1 at the last of a text."""
    keys = np.full(len(stream), -1, dtype=np.int64)
    keys[:-1] = stream[:-1]
    keys[:-1] *= words
    keys[:-1] += stream[1:]
    ends = begins[1:][np.diff(begins) > 0] - 1
    keys[ends] = -1
    return keys


def _several(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The keys that occur more than once, in order; how often; and for each place the number of its key, -1 for
    others."""
    known, times = np.unique(keys, return_counts=True)
    several = (times > 1) & (known >= 0)
    known, times = known[several], times[several]
    number = np.full(len(keys), -1, dtype=np.int32)
    if len(known):
        for start in range(0, len(keys), PIECE):
            part = keys[start : start + PIECE]
            place = np.minimum(np.searchsorted(known, part), len(known) - 1)
            number[start : start + PIECE] = np.where(known[place] == part, place, -1)
    return known, times, number
