"""How much of a question stands in a text at all: what refusing to answer is decided by."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .index import Index
from .scoring import rarity


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of what a question asks, each syllable and pair counting as much as it is rare: of its syllables, of its
    pairs of neighbours; and how many syllables no text of the library knows."""

    words: float
    pairs: float
    strange: int


def coverage(index: Index, said: Sequence[str], text: int) -> Coverage:
    """How much of a question a text of an index covers."""
    stream = index.stream[index.begins[text] : index.begins[text + 1]]
    numbers = [index.number.get(one, -1) for one in dict.fromkeys(said)]
    there = set(stream.tolist())
    rare = rarity(index, 0)
    weights = {number: rarity(index, index.single.spread(number)) for number in numbers if number >= 0}
    strange = numbers.count(-1)
    whole = sum(weights.values()) + strange * rare
    words = sum(weight for number, weight in weights.items() if number in there)
    asked = _neighbours([index.number.get(one, -1) for one in said])
    held = _neighbours(stream.tolist())
    heavy = {pair: weights.get(pair[0], rare) + weights.get(pair[1], rare) for pair in asked}
    paired = sum(weight for pair, weight in heavy.items() if pair in held)
    return Coverage(words / whole if whole else 0.0, paired / sum(heavy.values()) if heavy else 0.0, strange)


def _neighbours(numbers: Sequence[int] | np.ndarray) -> set[tuple[int, int]]:
    return set(itertools.pairwise(numbers))
