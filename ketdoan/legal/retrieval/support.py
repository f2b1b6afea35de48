"""Whether what is near a question carries an answer, as a probability.

Learnt (`benchmarks/legal_training.py`) from half of our own questions with an answer and half of those without one.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .nearest import TOLD, Near, Ways
from .scoring import asked_of, rarity

SIGNS = ("covered", "told", "against", "nearer")
WEIGHTS = Path(__file__).parent.parent / "data" / "support.toml"


@dataclass(frozen=True, eq=False)
class Standing:
    """Places in order, the likeliest first: the row of each in Near, what it scores, the article it belongs to, and
    whether it stands for questions that are not answered."""

    rows: np.ndarray
    scores: np.ndarray
    articles: np.ndarray
    refused: np.ndarray


def signs(ways: Ways, said: Sequence[str], near: Near, standing: Standing) -> np.ndarray:
    """What speaks for and against answering, by SIGNS: how much of the question the nearest way of the first place has,
    and how much of that way was asked; how far the first place stands before the first refused one, by score and by
    way."""
    law, refused = np.flatnonzero(~standing.refused), np.flatnonzero(standing.refused)
    if not len(law):
        return np.array([0, 0, -standing.scores.max(initial=0), 0])
    first = law[0]
    told = near.told[standing.rows[first]]
    way = near.scores[near.way[standing.rows]]
    against = standing.scores[first] - standing.scores[refused].max(initial=0)
    nearer = (way[law].max() - way[refused].max(initial=0)) / max(_ideal(ways, said), 1e-9)
    covered = told[TOLD.index("covered")], told[TOLD.index("told")]
    return np.array([*covered, against, nearer])


def margin(standing: Standing) -> float:
    """How far the first place stands before the first of another article; 1 where there is none."""
    law = np.flatnonzero(~standing.refused)
    others = law[standing.articles[law] != standing.articles[law[:1]]]
    return float(standing.scores[law[0]] - standing.scores[others].max()) if len(others) else 1.0


def _ideal(ways: Ways, said: Sequence[str]) -> float:
    """About what a way scores that says just what is asked; what no way says counts as the rarest."""
    index = ways.index
    rarest = rarity(index, 0)
    numbers = [index.number.get(word, -1) for word in dict.fromkeys(said)]
    pairs = asked_of(index, said).pairs
    words = sum(float(index.rare[number]) if number >= 0 else rarest for number in numbers)
    known = sum(rarity(index, index.paired.spread(index.pair(*pair))) for pair in pairs)
    return words + known + rarest * (max(len(said) - 1, 1) - len(pairs))


@dataclass(frozen=True, eq=False)
class Weights:
    """How much each of SIGNS counts, what is added, from which probability on a question is answered, and how far its
    place has to stand before any refused one."""

    each: np.ndarray
    added: float
    least: float
    apart: float


@cache
def weights() -> Weights:
    """The weights that were learnt."""
    told = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(np.array([told["signs"][name] for name in SIGNS]), told["added"], told["least"], told["apart"])


def support(found: np.ndarray) -> float:
    """How likely it is that an answer is carried, from 0 to 1."""
    own = weights()
    if found[SIGNS.index("against")] < own.apart:
        return 0.0
    return float(1 / (1 + np.exp(-(found @ own.each + own.added))))
