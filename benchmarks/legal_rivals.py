"""Finding articles of law beside other ways of doing it, on the same texts and questions in one run.

Run by `./bench legal_rivals`; needs ../shared/legal. Beside the own search stand bm25s, rank_bm25 and tantivy over
syllables, and PostgreSQL full text (`simple`, any of the words) in a database that goes again. The slow ones answer a
part of the questions. Returns 0.
"""

import gzip
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "legal"
TOP, SOME = 10, 60

Find = Callable[[str], Sequence[int]]


def texts() -> Iterator[tuple[tuple[str, str], str]]:
    """Articles: act and number, title and text."""
    with gzip.open(SHARED / "corpus_full.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield (row["law_id"].lower(), row["article_id"]), f"{row['title']}\n{row['text']}"


def words(text: str) -> list[str]:
    """Syllables, as all of them are given."""
    from ketdoan.legal.retrieval.words import syllables

    return syllables(text)


def own() -> Find:
    """The own search with its ranking."""
    from legal_training import Corpus

    corpus = Corpus(SHARED / "corpus_full.jsonl.gz")
    corpus.find(corpus.asked("nghi phep"))
    return lambda question: corpus.find(corpus.asked(question))[:TOP]


def by_bm25s() -> Find:
    """bm25s, lucene, k1 1.2, b 0.9."""
    import bm25s

    index = bm25s.BM25(method="lucene", k1=1.2, b=0.9)
    index.index([words(text) for _, text in texts()], show_progress=False)
    return lambda question: index.retrieve([words(question)], k=TOP, show_progress=False)[0][0].tolist()


def by_rank_bm25() -> Find:
    """rank_bm25, as it comes."""
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([words(text) for _, text in texts()])
    return lambda question: np.argsort(-index.get_scores(words(question)), kind="stable")[:TOP].tolist()


def by_tantivy() -> Find:
    """tantivy, its own words, any of them."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False)
    schema.add_integer_field("number", stored=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=256_000_000)
    for number, (_, text) in enumerate(texts()):
        writer.add_document(tantivy.Document(text=" ".join(words(text)), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> Sequence[int]:
        query = index.parse_query(" ".join(words(question)), ["text"])
        return [searcher.doc(at)["number"][0] for _, at in searcher.search(query, TOP).hits]

    return find


def by_postgresql() -> Find:
    """Full text of PostgreSQL, any of the words, ranked by ts_rank."""
    import psycopg

    server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    server.execute("CREATE TEMPORARY TABLE law (number int, told tsvector)")
    with server.cursor().copy("COPY law (number, told) FROM STDIN") as copy:
        for number, (_, text) in enumerate(texts()):
            counted: dict[str, list[int]] = {}
            for place, word in enumerate(words(text)[:16_000], 1):
                counted.setdefault(word, []).append(place)
            told = " ".join(
                f"'{word}':{','.join(map(str, at[:200]))}" for word, at in counted.items() if len(word) < 500
            )
            copy.write_row((number, told))
    server.execute("CREATE INDEX ON law USING gin (told)")
    server.execute("ANALYZE law")

    def find(question: str) -> Sequence[int]:
        asked = " | ".join(f"'{word}'" for word in words(question))
        rows = server.execute(
            "SELECT number FROM law WHERE told @@ %s::tsquery ORDER BY ts_rank(told, %s::tsquery, 1) DESC LIMIT %s",
            [asked, asked, TOP],
        )  # fmt: skip
        return [number for (number,) in rows]

    return find


RIVALS: dict[str, tuple[Callable[[], Find], int]] = {
    "own": (own, 0),
    "bm25s": (by_bm25s, 0),
    "tantivy": (by_tantivy, 0),
    "rank_bm25": (by_rank_bm25, SOME),
    "PostgreSQL full text": (by_postgresql, SOME),
}


def measure(name: str) -> str:
    """One line: built in, memory of the process, found, time of a question."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    import django

    django.setup()
    make, some = RIVALS[name]
    questions: list[dict[str, Any]] = [json.loads(line) for line in (SHARED / "questions_dev.jsonl").open()]
    keys = [key for key, _ in texts()]
    begun = perf_counter()
    find = make()
    built = perf_counter() - begun
    ranks, times = [], []
    for one in questions[: some or None]:
        right = {(place["law_id"].lower(), place["article_id"]) for place in one["relevant"]}
        begun = perf_counter()
        found = find(one["question"])
        times.append(perf_counter() - begun)
        ranks.append(next((rank for rank, number in enumerate(found) if keys[number] in right), None))
    shares = [sum(rank is not None and rank < k for rank in ranks) / len(ranks) for k in (1, 5, 10)]
    shares.append(sum(1 / (rank + 1) for rank in ranks if rank is not None) / len(ranks))
    p50, p95 = (np.percentile(times, share) * 1e3 for share in (50, 95))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    scores = " ".join(f"{share:.3f}" for share in shares)
    return (
        f"{name:<22} {scores}   p50 {p50:7.1f} p95 {p95:7.1f} ms   built {built:6.1f} s, {memory:6.0f} MB"
        f"   {len(ranks)} questions"
    )


def main() -> int:
    """Each in a process of its own."""
    if not SHARED.is_dir():
        print(f"Không có {SHARED}: bỏ qua.")
        return 0
    print("R@1 R@5 R@10 MRR@10 on questions_dev, 64,254 articles", flush=True)
    for name in RIVALS:
        with get_context("spawn").Pool(1) as pool:
            print(pool.apply(measure, (name,)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
