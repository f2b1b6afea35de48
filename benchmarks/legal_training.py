"""Learn how much each sign counts when articles are put in order; with `--write`, for ketdoan/legal/data/ranking.toml.

Run by `./bench legal_training`. Learnt from questions that we wrote for articles drawn at random
(benchmarks/legal/lay.jsonl) and from titles of articles, some words left out; from no contest question. The texts are
those of ../shared/legal, which are not shipped. With `--cross` the same signs are learnt and tried by fifths of the
contest's questions instead, and nothing is written.
"""

import gzip
import json
import os
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
ROOT = Path(__file__).resolve().parent.parent
SHARED, OWN = ROOT.parent / "shared" / "legal", ROOT / "benchmarks" / "legal"
NOTED = re.compile(r"số [^ ]+ (.*?) ngày \d{2}/\d{2}/\d{4}")
TITLES, LEFT_OUT, FOLDS = 500, 0.1, 5
#: Adam: so many steps of such a size; held back by the square of the weights.
STEPS, STEP, HELD = 300, 0.03, 2e-3

#: Signs of the texts found for a question, and which of these are right.
Case = tuple[np.ndarray, np.ndarray]


class Corpus:
    """The articles with what is needed to look for them, without a database; indexed, unless an index is given."""

    def __init__(self, file: Path, index: Any = None) -> None:
        from ketdoan.legal.retrieval.index import build
        from ketdoan.legal.retrieval.overlap import Lines, lines
        from ketdoan.legal.retrieval.ranking import Fields
        from ketdoan.legal.retrieval.restoring import Speller
        from ketdoan.legal.retrieval.words import syllables

        with gzip.open(file, "rt", encoding="utf-8") as told:
            rows = [json.loads(line) for line in told]
        self.titles = [row["title"] for row in rows]
        self.acts = [row["law_id"].lower() for row in rows]
        self.place: dict[tuple[str, str], int] = {}
        for number, row in enumerate(rows):
            self.place.setdefault((row["law_id"].lower(), row["article_id"]), number)
        self.names: dict[str, str] = {}
        for act, row in zip(self.acts, rows, strict=True):
            noted = NOTED.search(row.get("source_note") or "")
            self.names[act] = max(self.names.get(act, ""), noted[1] if noted else "", key=len)
        chapters = {row.get("chapter") or "": 0 for row in rows}
        order = {name: number for number, name in enumerate(chapters)}
        act_order = {name: number for number, name in enumerate(self.names)}
        self.index = index or build(f"{row['title']}\n{row['text']}" for row in rows)
        heads = np.array([len(syllables(title)) for title in self.titles])
        first, end = self.index.begins[:-1], self.index.begins[1:]
        self.parts = Fields(
            Lines(self.index.stream, first, first + heads), Lines(self.index.stream, first + heads, end),
            lines(self.index, self.names.values()), np.array([act_order[act] for act in self.acts]),
            lines(self.index, order), np.array([order[row.get("chapter") or ""] for row in rows]),
        )  # fmt: skip
        self.speller = Speller(self.index)

    def asked(self, question: str) -> list[str]:
        """A question as the articles would write it."""
        from ketdoan.legal.retrieval.asking import expanded
        from ketdoan.legal.retrieval.words import syllables

        return self.speller.restored(expanded(syllables(question)))

    def find(self, said: Sequence[str]) -> list[int]:
        """The articles that answer a question, given by its syllables, as they are shipped to be found."""
        from ketdoan.legal.retrieval.ranking import ranked
        from ketdoan.legal.retrieval.scoring import search

        return list(ranked(self.index, self.parts, said, search(self.index, said))[0].tolist())

    def case(self, question: str, right: set[int]) -> Case:
        """A question with what is right for it."""
        from ketdoan.legal.retrieval.ranking import features
        from ketdoan.legal.retrieval.scoring import search

        said = self.asked(question)
        found = search(self.index, said)
        return features(self.index, self.parts, said, found), np.isin(found.texts, list(right))


def main() -> int:
    """Learn, tell, write."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    import django

    django.setup()
    file = SHARED / "corpus_full.jsonl.gz"
    if not file.is_file():
        print(f"Không có {file}: bỏ qua.")
        return 0
    corpus = Corpus(file)
    contest = [_contest(corpus, row) for row in _rows(SHARED / "questions_dev.jsonl")]
    _tell("no reranker", _ranks(contest, lambda signs: signs[:, 2]))
    if "--cross" in sys.argv:
        _tell("cross-fitted", _cross(contest))
        return 0
    own = [*_lay(corpus), *_titles(corpus)]
    weights = learnt(own)
    _tell(f"learnt from {len(own)} of our own", _ranks(contest, lambda signs: signs @ weights))
    if "--write" in sys.argv:
        _write(weights)
    return 0


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _contest(corpus: Corpus, row: dict[str, Any]) -> Case:
    right = {corpus.place.get((one["law_id"].lower(), one["article_id"]), -1) for one in row["relevant"]}
    return corpus.case(row["question"], right)


def _lay(corpus: Corpus) -> list[Case]:
    rows = _rows(OWN / "lay.jsonl")
    return [corpus.case(row["question"], {corpus.place[(row["act"].lower(), row["article"])]}) for row in rows]


def _titles(corpus: Corpus) -> list[Case]:
    """Titles of articles as questions, every second one with some words of the title of its act."""
    luck = random.Random(5)
    fit = [number for number, title in enumerate(corpus.titles) if 5 <= len(title.split()) <= 25]
    found = []
    for number in luck.sample(fit, TITLES):
        words = [word for word in corpus.titles[number].split() if luck.random() > LEFT_OUT]
        named = corpus.names[corpus.acts[number]].split()
        if named and luck.random() < 0.5:
            begin = luck.randrange(max(1, len(named) - 6))
            words += named[begin : begin + 6]
        found.append(corpus.case(" ".join(words), {number}))
    return found


def learnt(cases: Sequence[Case]) -> np.ndarray:
    """Weights under which what is right is the likeliest choice (softmax over the texts found for each question)."""
    usable = [(signs, right) for signs, right in cases if right.any()]
    everything = np.concatenate([signs for signs, _ in usable])
    spread = everything.std(axis=0) + 1e-6
    scaled = [(signs / spread, right) for signs, right in usable]
    weights, slope, square = (np.zeros(everything.shape[1]) for _ in range(3))
    for step in range(1, STEPS + 1):
        pull = sum(_pull(signs, right, weights) for signs, right in scaled) / len(scaled) - HELD * weights
        slope, square = 0.9 * slope + 0.1 * pull, 0.999 * square + 0.001 * pull**2
        weights = weights + STEP * (slope / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return np.asarray(weights / spread)


def _pull(signs: np.ndarray, right: np.ndarray, weights: np.ndarray) -> np.ndarray:
    scores = signs @ weights
    chance = np.exp(scores - scores.max())
    return np.asarray(signs[right].mean(axis=0) - chance / chance.sum() @ signs)


def _ranks(cases: Sequence[Case], score: Callable[[np.ndarray], np.ndarray]) -> list[int | None]:
    """The rank of the first right text of each question among ten, from 0."""
    found = []
    for signs, right in cases:
        first = np.flatnonzero(right[np.argsort(-score(signs), kind="stable")[:10]])
        found.append(int(first[0]) if len(first) else None)
    return found


def _cross(cases: Sequence[Case]) -> list[int | None]:
    order = np.random.RandomState(0).permutation(len(cases))
    ranks: list[int | None] = []
    for fold in range(FOLDS):
        aside = set(order[fold::FOLDS].tolist())
        weights = learnt([case for number, case in enumerate(cases) if number not in aside])
        ranks += _ranks([cases[number] for number in sorted(aside)], weights.__rmatmul__)
    return ranks


def _tell(what: str, ranks: Sequence[int | None]) -> None:
    shares = [sum(rank is not None and rank < k for rank in ranks) / len(ranks) for k in (1, 5, 10)]
    shares.append(sum(1 / (rank + 1) for rank in ranks if rank is not None) / len(ranks))
    print(f"{what}: R@1 R@5 R@10 MRR@10 " + " ".join(f"{one:.3f}" for one in shares), flush=True)


def _write(weights: np.ndarray) -> None:
    from ketdoan.legal.retrieval.ranking import FEATURES, WEIGHTS

    told = [f"{name} = {weight:.4f}" for name, weight in zip(FEATURES, weights.tolist(), strict=True)]
    head = "# How much each sign counts when articles are put in order. Written by ./bench legal_training --write."
    WEIGHTS.write_text("\n".join([head, *told, ""]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
