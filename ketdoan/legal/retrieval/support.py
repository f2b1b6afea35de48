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

SIGNS = ("covered", "told", "against", "nearer", "known", "leaning")
WEIGHTS = Path(__file__).parent.parent / "data" / "support.toml"
#: A pair of neighbours counts as seen so often among what is refused before any way is looked at.
SEEN = 0.5
#: Of the nearest way at least so much has to be asked: a word or two that many ways have ask nothing.
LEAST_TOLD = 0.12


@dataclass(frozen=True, eq=False)
class Standing:
    """Places in order, the likeliest first: the row of each in Near, what it scores, the article it belongs to, and
    whether it stands for questions that are not answered."""

    rows: np.ndarray
    scores: np.ndarray
    articles: np.ndarray
    refused: np.ndarray


def signs(ways: Ways, said: Sequence[str], near: Near, standing: Standing) -> np.ndarray:
    """What speaks for and against answering, by SIGNS but the last: how much of the question the nearest way of the
    first place has, and how much of that way was asked; how far the first place stands before the first refused one, by
    score and by way; how much of the question stands in any way of the first place."""
    law, refused = np.flatnonzero(~standing.refused), np.flatnonzero(standing.refused)
    if not len(law):
        return np.array([0, 0, -standing.scores.max(initial=0), 0, 0])
    first = law[0]
    told = near.told[standing.rows[first]]
    way = near.scores[near.way[standing.rows]]
    against = standing.scores[first] - standing.scores[refused].max(initial=0)
    nearer = (way[law].max() - way[refused].max(initial=0)) / max(_ideal(ways, said), 1e-9)
    covered = told[TOLD.index("covered")], told[TOLD.index("told")]
    return np.array([*covered, against, nearer, _known(ways, said, int(near.places[standing.rows[first]]))])


def leaning(ways: Ways, said: Sequence[str], refused: np.ndarray) -> float:
    """How much more often pairs of neighbours of a question stand in ways that are `refused` than in others, as the sum
    of the logarithms: what is asked of other things is put in other words, even where no single way is near."""
    index = ways.index
    often = (~refused).sum() / max(int(refused.sum()), 1)
    found = 0.0
    for pair in asked_of(index, said).pairs:
        texts, _ = index.paired.of(index.pair(*pair))
        here = int(refused[texts].sum())
        found += float(np.log((here + SEEN) * often / (len(texts) - here + SEEN * often)))
    return found


def margin(standing: Standing) -> float:
    """How far the first place stands before the first of another article; 1 where there is none."""
    law = np.flatnonzero(~standing.refused)
    others = law[standing.articles[law] != standing.articles[law[:1]]]
    return float(standing.scores[law[0]] - standing.scores[others].max()) if len(others) else 1.0


def _known(ways: Ways, said: Sequence[str], place: int) -> float:
    """How much of a question, by rarity, all ways of a place together have; what no way says counts as the rarest,
    figures apart: no way says just those."""
    index, places = ways.index, ways.places
    there = set(places.stream[places.begins[place] : places.begins[place + 1]].tolist())
    rarest = rarity(index, 0)
    whole = held = 0.0
    for word in dict.fromkeys(word for word in said if not any(map(str.isdigit, word))):
        number = index.number.get(word, -1)
        rare = float(index.rare[number]) if number >= 0 else rarest
        whole += rare
        held += rare * (places.number.get(word, -1) in there)
    return held / max(whole, 1e-9)


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
    """How much each of SIGNS counts, what is added, and from which probability on a question is answered."""

    each: np.ndarray
    added: float
    least: float


@cache
def weights() -> Weights:
    """The weights that were learnt."""
    told = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(np.array([told["signs"][name] for name in SIGNS]), told["added"], told["least"])


def support(found: np.ndarray) -> float:
    """How likely it is that an answer is carried, from 0 to 1."""
    own = weights()
    if found[SIGNS.index("told")] < LEAST_TOLD:
        return 0.0
    return float(1 / (1 + np.exp(-(found @ own.each + own.added))))
