"""The order of articles that may answer a question: what speaks for each, and how much each of these counts.

The weights are learnt from questions that we wrote ourselves (`benchmarks/legal_training.py`). Neither the year nor the
kind of an act counts: they say what is asked of often, not what answers.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np

from .index import Index
from .overlap import Lines, Overlap, Question, overlap, question_of, share
from .scoring import Found, asked_of

FEATURES = (
    "whole", "passage", "both", "title", "title_pairs", "title_told", "title_run", "body", "body_pairs", "body_run",
    "act", "act_pairs", "chapter", "chapter_pairs", "any", "any_pairs", "body_long", "title_long", "act_best",
    "act_sum", "act_many",
)  # fmt: skip
WEIGHTS = Path(__file__).parent.parent / "data" / "ranking.toml"
#: So many others of the same act count.
BESIDE = 5


@dataclass(frozen=True, eq=False)
class Fields:
    """The parts of the texts of an index: title and body of each, and the act and chapter that each belongs to."""

    titles: Lines
    bodies: Lines
    acts: Lines
    act_of: np.ndarray
    chapters: Lines
    chapter_of: np.ndarray


@cache
def weights() -> np.ndarray:
    """How much each of FEATURES counts."""
    told = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return np.array([told[name] for name in FEATURES])


def ranked(index: Index, parts: Fields, said: Sequence[str], found: Found) -> tuple[np.ndarray, np.ndarray]:
    """The found texts in the order of what speaks for them, and how much that is."""
    scores = features(index, parts, said, found) @ weights()
    order = np.argsort(-scores, kind="stable")
    return found.texts[order], scores[order]


def features(index: Index, parts: Fields, said: Sequence[str], found: Found) -> np.ndarray:
    """What speaks for each of the found texts: texts by FEATURES."""
    texts = found.texts
    question = question_of(index, asked_of(index, said))
    acts, chapters = parts.act_of[texts], parts.chapter_of[texts]
    title, body = overlap(question, parts.titles, texts), overlap(question, parts.bodies, texts)
    act, chapter = _by(question, parts.acts, acts), _by(question, parts.chapters, chapters)
    every = (title, body, act, chapter)
    any_word = np.logical_or.reduce([one.words for one in every])
    any_pair = np.logical_or.reduce([one.pairs for one in every])
    long = max(len(said), 1)
    scores = found.scores
    best = scores.max(initial=1e-9)
    told = [
        found.whole / found.whole.max(initial=1e-9), found.passage / found.passage.max(initial=1e-9), scores / best,
        *_shares(question, title), title.told, title.run / long, *_shares(question, body), body.run / long,
        *_shares(question, act), *_shares(question, chapter),
        share(any_word, question.words), share(any_pair, question.pairs),
        np.log1p(body.length), np.log1p(title.length), *_same_act(acts, scores / best),
    ]  # fmt: skip
    return np.stack(told, axis=1)


def _by(question: Question, held: Lines, rows: np.ndarray) -> Overlap:
    """The overlap with what several texts have in common, worked out once for each."""
    own, where = np.unique(rows, return_inverse=True)
    found = overlap(question, held, own)
    return Overlap(*(getattr(found, name)[where] for name in (field.name for field in fields(Overlap))))


def _shares(question: Question, found: Overlap) -> tuple[np.ndarray, np.ndarray]:
    return share(found.words, question.words), share(found.pairs, question.pairs)


def _same_act(acts: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the other found texts of the same act: the best score, the sum of the best few, how many there are."""
    order = np.argsort(-scores, kind="stable")
    others = (acts[:, None] == acts[order]) & (np.arange(len(acts))[:, None] != order)
    first = others & (np.cumsum(others, axis=1) <= BESIDE)
    sums = (first * scores[order]).sum(axis=1)
    best = np.where(others, scores[order], 0).max(axis=1, initial=0)
    return best, sums, np.log1p(others.sum(axis=1))
