"""Finding articles of law: how well, how fast, how large.

Run by `./bench legal`; it needs no database, and ../shared/legal for the texts (skipped where they are not there). The
contest's questions are only measured on. Own questions (benchmarks/legal/*.jsonl) were written before any tuning; half
“a” may be looked at while tuning, half “b” is measured here alone. Returns 0 if every target is met.
"""

import gzip
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import django
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
ROOT = Path(__file__).resolve().parent.parent
SHARED, OWN = ROOT.parent / "shared" / "legal", ROOT / "benchmarks" / "legal"
TODAY = date(2026, 11, 27)


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
    for result in handbook():
        print(result, flush=True)
        results.append(result)
    return 0 if all(result.met for result in results) else 1


def articles(file: Path, seconds: float, megabytes: float, milliseconds: float) -> Iterator[Any]:
    """The index over the articles of a file: made, opened, asked."""
    from _measures import Result

    from ketdoan.legal.retrieval.asking import expanded
    from ketdoan.legal.retrieval.index import build, opened
    from ketdoan.legal.retrieval.restoring import Speller
    from ketdoan.legal.retrieval.scoring import search
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
        speller = Speller(index)
        speller.restored(["nghi", "phep"])
        took = perf_counter() - begun
        yield Result(f"{name}: opened, first question ready", f"{took:.2f} s", "<= 3 s", took <= 3)
        questions = [json.loads(line) for line in (SHARED / "questions_dev.jsonl").read_text().splitlines()]

        def asked(text: str) -> list[str]:
            return speller.restored(expanded(syllables(text)))

        def without_marks(text: str) -> list[str]:
            return asked(" ".join(bare(one) for one in syllables(text)))

        def find(said: Sequence[str]) -> list[tuple[str, str]]:
            return [keys[text] for text in search(index, said).texts[:10]]

        if name == "corpus_full":
            marked, times = _ranked(questions, asked, find)
            bared, _ = _ranked(questions, without_marks, find)
            yield Result(f"{name}: R@1 R@5 R@10 MRR, no reranker", _words(marked), "(told)", True)
            yield Result(f"{name}: the same typed without marks", _words(bared), "(told)", True)
            lost = marked[3] - bared[3]
            yield Result(f"{name}: MRR lost without marks", f"{lost:.3f}", "<= 0.015", lost <= 0.015)
        else:
            _, times = _ranked(questions, asked, find)
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


def handbook() -> Iterator[Any]:
    """Own questions against the handbook alone: whether one of its first entries rests on the right article."""
    from _measures import Result

    from ketdoan.legal.queries.answering import LEAST_PAIRS, LEAST_WORDS
    from ketdoan.legal.queries.handbook import entries_for

    def asked(name: str) -> list[dict[str, Any]]:
        rows = [json.loads(line) for line in (OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        return [row for row in rows if row["half"] == "b"]

    ranks, bold = [], []
    for one in asked("gold"):
        right = {(place["act"], place["article"]) for place in one["gold"]}
        hits = entries_for(one["question"], TODAY)
        cited = [{(place.act, place.article) for place in hit.entry.cites} for hit in hits]
        ranks.append(next((rank for rank, places in enumerate(cited) if places & right), None))
        bold.append(bool(hits) and hits[0].cover.words >= LEAST_WORDS and hits[0].cover.pairs >= LEAST_PAIRS)
    first = [rank == 0 for rank in ranks]
    third = sum(rank is not None and rank < 3 for rank in ranks) / len(ranks)
    shares = f"{sum(first) / len(ranks):.3f} {third:.3f}"
    yield Result("handbook: right article in the first entry, the first three", shares, "(told)", True)
    sure = [right for right, answered in zip(first, bold, strict=True) if answered]
    yield Result("handbook: answered, and right of these",
                 f"{len(sure) / len(ranks):.3f} {sum(sure) / max(len(sure), 1):.3f}", "(told)", True)  # fmt: skip
    unsupported = asked("unsupported")
    refused = 0
    for one in unsupported:
        hits = entries_for(one["question"], TODAY, 1)
        refused += not (hits and hits[0].cover.words >= LEAST_WORDS and hits[0].cover.pairs >= LEAST_PAIRS)
    yield Result("handbook: without support, refused", f"{refused / len(unsupported):.3f}", "(told)", True)


if __name__ == "__main__":
    sys.exit(main())
