"""How much alike two short texts of members are, by their folded syllables and pairs of neighbours.

Workers write of one thing in different words and often without marks; syllables that say nothing of the matter are left
out. A pair of neighbours stands for a word, so that texts with few syllables in common and in another order are apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

from ketdoan.core.viet import fold

#: Syllables that stand in many petitions whatever they are about.
_EMPTY = """
    a ah anh ban bi boi cac cai cho chi chu chua chung co con cong cua cung da dang de den di do doan doi duoc em gi
    giup gui hay hien hoi kem khi khong kien kinh la lai lam lien luon ma mai moi mong muon nam nao nay ne neu nghi
    nguoi nhieu nho nhu nhung o oi phai phan qua quan rang rat ra roi sang se su tai tap the thi thoi tinh toi tren tu
    ty va van vay ve vi viec vao xem xin xuong y
"""
EMPTY = frozenset(_EMPTY.split())
#: What two neighbours count beside a syllable.
PAIR = 2.0


@dataclass(frozen=True)
class Shape:
    """What is compared of a text: its syllables and pairs of neighbours, each once."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @property
    def weight(self) -> float:
        """How much there is to compare."""
        return len(self.words) + PAIR * len(self.pairs)

    def shared(self, other: "Shape") -> float:
        """How much stands in both."""
        return len(self.words & other.words) + PAIR * len(self.pairs & other.pairs)


def shape_of(text: str) -> Shape:
    """What is compared of a text."""
    said = fold(text).split()
    words = frozenset(word for word in said if word not in EMPTY)
    pairs = frozenset(pair for pair in pairwise(said) if words.intersection(pair))
    return Shape(words, pairs)


def likeness(one: Shape, other: Shape) -> float:
    """How much alike two texts are, from 0 to 1, whichever is the longer."""
    whole = one.weight * other.weight
    return one.shared(other) / sqrt(whole) if whole else 0.0


def covered(short: Shape, text: Shape) -> float:
    """How much of a short text stands in another, from 0 to 1."""
    return short.shared(text) / short.weight if short.weight else 0.0


def nearest(said: Shape, told: Shape, others: Iterable[tuple[Any, Shape]], least: float) -> list[tuple[Any, float]]:
    """Of some short texts those like what somebody writes, the most alike first: `said` is their own short text, `told`
    all they wrote."""
    found = [(thing, max(likeness(said, shape), 0.8 * covered(shape, told))) for thing, shape in others]
    return sorted(((thing, score) for thing, score in found if score >= least), key=lambda pair: -pair[1])


def clusters(shapes: Sequence[Shape], least: float) -> list[list[int]]:
    """The places of texts that are alike, by groups of two and more, the largest first.

    A text belongs to the group in which one is alike. Only texts that share a syllable are compared.
    """
    group = list(range(len(shapes)))

    def top(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    holding: dict[str, list[int]] = {}
    for place, shape in enumerate(shapes):
        near = {other for word in shape.words for other in holding.get(word, ())}
        for other in sorted(near):
            if top(other) != top(place) and likeness(shape, shapes[other]) >= least:
                group[top(place)] = top(other)
        for word in shape.words:
            holding.setdefault(word, []).append(place)
    found: dict[int, list[int]] = {}
    for place in range(len(shapes)):
        found.setdefault(top(place), []).append(place)
    return sorted((places for places in found.values() if len(places) > 1), key=lambda places: (-len(places), places))
