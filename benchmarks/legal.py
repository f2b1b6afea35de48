"""Finding articles of law: how well, how fast, how large.

Run by `./bench legal`; it needs no database, and ../shared/legal for the texts (skipped where they are not there). The
contest's questions are only measured on. Answers are measured by `./bench legal_answers`, other ways of finding by
`./bench legal_rivals`. Returns 0 if every target is met.
"""

import gzip
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import django
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "legal"
TARGETS = (0.62, 0.83, 0.88, 0.715)


def main() -> int:
    """Measure, tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    django.setup()
    results = []
    for corpus, most in (("corpus_labour", (5, 150, 10)), ("corpus_full", (60, 1_200, 60))):
        file = SHARED / f"{corpus}.jsonl.gz"
        if file.is_file():
            for result in articles(file, *most):
                print(result, flush=True)
                results.append(result)
        else:
            print(f"Không có {file}: bỏ qua.")
    return 0 if all(result.met for result in results) else 1


def articles(file: Path, seconds: float, megabytes: float, milliseconds: float) -> Iterator[Any]:
    """The index over the articles of a file: made, opened, asked."""
    from _measures import Result
    from legal_training import Corpus

    from ketdoan.legal.retrieval.index import build, opened
    from ketdoan.legal.retrieval.words import bare, syllables

    keys: list[tuple[str, str]] = []
    name = file.name.removesuffix(".jsonl.gz")
    before, begun = _memory(), perf_counter()
    made = build(_texts(file, keys))
    took, grown = perf_counter() - begun, _memory() - before
    yield Result(f"{name}: {made.size:,} articles indexed", f"{took:.1f} s", f"<= {seconds} s", took <= seconds)
    yield Result(f"{name}: memory grown meanwhile", f"{grown:.0f} MB", f"<= {megabytes} MB", grown <= megabytes)
    with TemporaryDirectory() as folder:
        made.save(Path(folder))
        begun = perf_counter()
        index = opened(Path(folder))
        index.number  # noqa: B018 - read once
        took = perf_counter() - begun
        yield Result(f"{name}: opened", f"{took:.2f} s", "<= 3 s", took <= 3)
        corpus = Corpus(file, index)
        corpus.asked("nghi phep")
        questions = [json.loads(line) for line in (SHARED / "questions_dev.jsonl").read_text().splitlines()]

        def without_marks(text: str) -> list[str]:
            return corpus.asked(" ".join(bare(one) for one in syllables(text)))

        def find(said: Sequence[str]) -> list[tuple[str, str]]:
            return [keys[text] for text in corpus.find(said)[:10]]

        marked, times = _ranked(questions, corpus.asked, find)
        if name == "corpus_full":
            bared, _ = _ranked(questions, without_marks, find)
            for what, seen, least in zip(("R@1", "R@5", "R@10", "MRR@10"), marked, TARGETS, strict=True):
                yield Result(f"{name}: {what} as shipped", f"{seen:.3f}", f">= {least}", seen >= least)
            yield Result(f"{name}: the same typed without marks", _words(bared), "(told)", True)
            lost = marked[3] - bared[3]
            yield Result(f"{name}: MRR lost without marks", f"{lost:.3f}", "<= 0.015", lost <= 0.015)
        p95 = float(np.percentile(times, 95)) * 1_000
        yield Result(f"{name}: a question, p95", f"{p95:.1f} ms", f"<= {milliseconds} ms", p95 <= milliseconds)


def _texts(file: Path, keys: list[tuple[str, str]]) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            keys.append((row["law_id"].lower(), row["article_id"]))
            yield f"{row['title']}\n{row['text']}"


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ranked(
    questions: Sequence[dict[str, Any]],
    asked: Callable[[str], list[str]],
    find: Callable[[Sequence[str]], list[tuple[str, str]]],
) -> tuple[list[float], list[float]]:
    """Recall at 1, 5, 10 and MRR at 10; and how long each question took."""
    ranks, times = [], []
    for one in questions:
        right = {(place["law_id"].lower(), place["article_id"]) for place in one["relevant"]}
        begun = perf_counter()
        found = find(asked(one["question"]))
        times.append(perf_counter() - begun)
        ranks.append(next((rank for rank, key in enumerate(found) if key in right), None))
    told = [sum(rank is not None and rank < k for rank in ranks) / len(ranks) for k in (1, 5, 10)]
    return [*told, sum(1 / (rank + 1) for rank in ranks if rank is not None) / len(ranks)], times


def _words(scores: Sequence[float]) -> str:
    return " ".join(f"{score:.3f}" for score in scores)


if __name__ == "__main__":
    sys.exit(main())
