"""How well texts answer a question: as a whole, and by their best passage."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .index import BENT, LOOKED_AT, PAIR_K, PASSAGE, STRIDE, UNI_K, WINDOW, Index


@dataclass(frozen=True, eq=False)
class Asked:
    """A question as an index knows it: syllables and pairs by their numbers, and how often each was said."""

    words: dict[int, int]
    pairs: dict[tuple[int, int], int]


@dataclass(frozen=True, eq=False)
class Found:
    """Texts, the best first: their numbers, and what whole text and best passage score."""

    texts: np.ndarray
    whole: np.ndarray
    passage: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """Both together."""
        return self.whole + PASSAGE * self.passage


def asked_of(index: Index, said: Sequence[str]) -> Asked:
    """A question, given by its syllables; what no text has is left out."""
    numbers = [index.number.get(one, -1) for one in said]
    pairs = Counter(pair for pair in itertools.pairwise(numbers) if min(pair) >= 0)
    words = Counter(one for one in numbers if one >= 0)
    return Asked(dict(words), {pair: times for pair, times in pairs.items() if index.pair(*pair) >= 0})


def whole_scores(index: Index, asked: Asked) -> np.ndarray:
    """What each text of an index scores as a whole."""
    whole = np.zeros(index.size, dtype=np.float32)
    for word, times in asked.words.items():
        texts, weights = index.single.of(word)
        whole[texts] += times * weights
    for pair, times in asked.pairs.items():
        texts, weights = index.paired.of(index.pair(*pair))
        whole[texts] += times * weights
    return whole


def search(index: Index, said: Sequence[str], allowed: np.ndarray | None = None) -> Found:
    """The texts that answer a question best, given by its syllables; of those `allowed` alone."""
    asked = asked_of(index, said)
    whole = whole_scores(index, asked)
    if allowed is not None:
        whole[~allowed] = 0
    best = _largest(whole, LOOKED_AT)
    passage = passages(index, asked, best)
    order = np.argsort(-(whole[best] + PASSAGE * passage), kind="stable")
    return Found(best[order], whole[best][order], passage[order])


def _largest(scores: np.ndarray, number: int) -> np.ndarray:
    """The places of the largest scores above nothing, in no order."""
    some = np.flatnonzero(scores > 0)
    if len(some) <= number:
        return some
    return some[np.argpartition(-scores[some], number)[:number]]


def passages(index: Index, asked: Asked, texts: np.ndarray) -> np.ndarray:
    """What the best passage of each of some texts scores."""
    if not len(texts) or not asked.words:
        return np.zeros(len(texts), dtype=np.float32)
    slots, weights, pair_slots = slots_of(index, asked)
    lengths = (index.begins[texts + 1] - index.begins[texts]).astype(np.int64)
    stream = np.concatenate([index.stream[index.begins[text] : index.begins[text + 1]] for text in texts.tolist()])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    here = slots[stream]
    count = np.maximum(1, -(-(lengths - (WINDOW - STRIDE)) // STRIDE))
    first_window = np.concatenate(([0], np.cumsum(count)))
    singles = np.flatnonzero(here >= 0)
    size = len(weights)
    told = _counted(singles, here[singles], starts, first_window, size)
    follows = singles[:-1][np.diff(singles) == 1]
    code = pair_slots[here[follows], here[follows + 1]]
    ends = np.zeros(len(stream) + 1, dtype=bool)
    ends[starts] = True
    good = (code >= 0) & ~ends[follows + 1]
    told += _counted(follows[good], code[good], starts, first_window, size)
    long = np.minimum(WINDOW, np.repeat(lengths, count)).astype(np.float32)
    held = (1 - BENT + BENT * long / WINDOW)[:, None]
    singles_number = len(asked.words)
    k = np.where(np.arange(size) < singles_number, UNI_K, PAIR_K).astype(np.float32)
    scores = (weights * told * (k + 1) / (told + k * held)).sum(axis=1)
    return np.maximum.reduceat(scores, first_window[:-1]).astype(np.float32)


def slots_of(index: Index, asked: Asked) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each syllable of the index its place among those asked, -1 for others; what each asked term weighs, syllables
    first; and for two places the place of their pair."""
    slots = np.full(len(index.words), -1, dtype=np.int16)
    words = list(asked.words)
    slots[words] = np.arange(len(words), dtype=np.int16)
    weights = [times * rarity(index, index.single.spread(word)) for word, times in asked.words.items()]
    pair_slots = np.full((len(words), len(words)), -1, dtype=np.int16)
    for place, ((first, second), times) in enumerate(asked.pairs.items(), len(words)):
        pair_slots[slots[first], slots[second]] = place
        weights.append(times * rarity(index, index.paired.spread(index.pair(first, second))))
    return slots, np.array(weights, dtype=np.float32), pair_slots


def rarity(index: Index, spread: int) -> float:
    """How much a term counts that stands in so many texts."""
    return float(np.log(1 + (index.size - spread + 0.5) / (spread + 0.5)))


def _counted(places: np.ndarray, terms: np.ndarray, starts: np.ndarray, windows: np.ndarray, size: int) -> np.ndarray:
    """How often each of so many terms lies in each window (windows by terms): terms at places of the texts. A place
    lies in one window, or in two where windows overlap."""
    text = np.searchsorted(starts, places, side="right") - 1
    inside = places - starts[text]
    last = np.minimum(inside // STRIDE, windows[text + 1] - windows[text] - 1)
    before = (last > 0) & (inside - (last - 1) * STRIDE < WINDOW)
    cell = (windows[text] + last) * size + terms
    number = int(windows[-1]) * size
    found = np.bincount(cell, minlength=number) + np.bincount(cell[before] - size, minlength=number)
    return found.reshape(-1, size).astype(np.float32)
