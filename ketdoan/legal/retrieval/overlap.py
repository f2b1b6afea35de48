"""How much of a question stands in each of some texts, all of them looked at in one go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from .index import Index
from .scoring import Asked, slots_of
from .words import syllables


@dataclass(frozen=True, eq=False)
class Lines:
    """Texts as numbers of the syllables of an index, -1 for what it does not know: text n from `begins[n]` to
    `ends[n]` of the stream."""

    stream: np.ndarray
    begins: np.ndarray
    ends: np.ndarray

    def joined(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Some of the texts one after another, and of which of them each syllable is, counted from 0."""
        pieces = [self.stream[self.begins[row] : self.ends[row]] for row in rows.tolist()]
        lengths = [len(piece) for piece in pieces]
        return np.concatenate(pieces) if pieces else self.stream[:0], np.repeat(np.arange(len(rows)), lengths)

    def save(self, folder: Path, name: str) -> None:
        """Write the texts to files of a folder."""
        for part in fields(self):
            np.save(folder / f"{name}-{part.name}.npy", getattr(self, part.name))


def opened_lines(folder: Path, name: str) -> Lines:
    """The texts that were written to a folder under a name."""
    return Lines(*(np.load(folder / f"{name}-{part.name}.npy") for part in fields(Lines)))


def lines(index: Index, texts: Iterable[str]) -> Lines:
    """Texts in the syllables of an index."""
    pieces = [np.array([index.number.get(one, -1) for one in syllables(text)], dtype=np.int32) for text in texts]
    bounds = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces]))).astype(np.int64)
    stream = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    return Lines(stream, bounds[:-1], bounds[1:])


@dataclass(frozen=True, eq=False)
class Overlap:
    """Of each text: which asked syllables and which asked pairs of neighbours it has (texts by terms); how much of what
    it says was asked, by rarity; how many asked pairs follow each other without a gap; how long it is."""

    words: np.ndarray
    pairs: np.ndarray
    told: np.ndarray
    run: np.ndarray
    length: np.ndarray


@dataclass(frozen=True, eq=False)
class Question:
    """A question made ready to be held against texts. `words` and `pairs` weigh what is asked, by rarity alone. The
    last of `slots` and of `rare` is for what the index does not know, whose number is -1."""

    slots: np.ndarray
    pair_slots: np.ndarray
    words: np.ndarray
    pairs: np.ndarray
    rare: np.ndarray


def question_of(index: Index, asked: Asked) -> Question:
    """Make a question ready."""
    slots, weights, pair_slots = slots_of(index, asked)
    often = np.array([*asked.words.values(), *asked.pairs.values()], dtype=np.float32)
    plain = weights / often if len(often) else weights
    number = len(asked.words)
    pair_slots = pair_slots - number * (pair_slots >= 0)
    slots, rare = np.append(slots, np.int16(-1)), np.append(index.rare, 0)
    return Question(slots, pair_slots, plain[:number], plain[number:], rare)


def overlap(question: Question, held: Lines, rows: np.ndarray) -> Overlap:
    """Hold a question against some texts."""
    stream, of = held.joined(rows)
    number = len(rows)
    here = question.slots[stream]
    asked = np.flatnonzero(here >= 0)
    words = np.zeros((number, len(question.words)), dtype=bool)
    words[of[asked], here[asked]] = True
    both = asked[:-1][(np.diff(asked) == 1) & (np.diff(of[asked]) == 0)]
    found = question.pair_slots[here[both], here[both + 1]]
    hit = both[found >= 0]
    pairs = np.zeros((number, len(question.pairs)), dtype=bool)
    pairs[of[hit], found[found >= 0]] = True
    heavy = question.rare[stream]
    said = np.bincount(of, heavy, number)
    told = np.bincount(of[asked], heavy[asked], number) / np.where(said > 0, said, 1)
    return Overlap(words, pairs, told, _longest_runs(hit, of[hit], number), np.bincount(of, minlength=number))


def _longest_runs(hit: np.ndarray, of: np.ndarray, number: int) -> np.ndarray:
    """How many hits follow each other at most in each text: the places of the hits in order, and the text of each."""
    first = np.flatnonzero(np.diff(hit, prepend=-2) != 1)
    longest = np.zeros(number, dtype=np.int64)
    np.maximum.at(longest, of[first], np.diff(first, append=len(hit)))
    return longest


def share(there: np.ndarray, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """By text, how much of what is asked is there."""
    whole = float(np.sum(weights))
    return there @ np.asarray(weights) / whole if whole else np.zeros(len(there))
