"""What the assistant answers to our own questions, with a library of 64,254 articles and the acts of ../shared/legal.

Run by `./bench legal_answers`, or with any PostgreSQL server: `DATABASE_URL=… python benchmarks/legal_answers.py`. The
library is brought in once, into a database of its own. Halves “b” alone are judged; what an answer cites is looked at
in all questions. Returns 0 if every target is met.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from psycopg import sql

sys.path.insert(0, str(Path(__file__).resolve().parent))
import units as national

OWN, SHARED = Path(__file__).resolve().parent / "legal", national.ROOT.parent / "shared" / "legal"
BASE = "bench_legal"
TODAY = date(2026, 11, 27)
#: Refused or, where only a text is lacking, told which.
REFUSED = {"no_match", "outside", "facts", "lawyer", "language", "empty", "no_text"}
MISSING = {"no_text", "handbook"}


def make_library() -> None:
    """Bring the texts in where they are missing."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE]).fetchone():
            return
        making = f"{BASE}_making"
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(making)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        environment = {**os.environ, "DATABASE_URL": national.database_url(making)}
        subprocess.run([sys.executable, __file__, "make"], env=environment, check=True)
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(BASE))
        )  # fmt: skip


def bring_in() -> None:
    """All texts; acts that the parser refuses are told and left out."""
    from django.core.management import CommandError, call_command

    for file in sorted((SHARED / "statutes" / "md").glob("*.md")):
        try:
            call_command("legal", "import", str(file))
        except CommandError as error:
            print(f"{file.name}: {error}", flush=True)
    call_command("legal", "import-articles", str(SHARED / "corpus_full.jsonl.gz"))


def rows(name: str, half: str = "") -> list[dict[str, Any]]:
    """Questions of a file, of one half or all."""
    told = [json.loads(line) for line in (OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in told if not half or row.get("half") == half]


def main() -> int:
    """Measure, tell."""
    if sys.argv[1:] == ["make"]:
        national.set_up()
        bring_in()
        return 0
    if not SHARED.is_dir():
        print(f"Không có {SHARED}: bỏ qua.")
        return 0
    os.environ["KETDOAN_DATA"] = str(Path(os.environ.get("KETDOAN_DATA") or national.ROOT / "var" / "bench") / "legal")
    make_library()
    os.environ["DATABASE_URL"] = national.database_url(BASE)
    national.set_up()
    results = []
    for measure in (own_gold, citations, refusals, in_time, intact, at_once):
        for result in measure():
            print(result, flush=True)
            results.append(result)
    return 0 if all(result.met for result in results) else 1


def asked(row: dict[str, Any]) -> Any:
    """The answer to a question, of the day that it names."""
    from ketdoan.legal.queries.answering import answer

    return answer(row["question"], date.fromisoformat(row["at"]) if row.get("at") else TODAY)


def _least(what: str, share: float, least: float) -> Any:
    from _measures import Result

    return Result(what, f"{share:.3f}", f">= {least}", share >= least)


def own_gold() -> Iterator[Any]:
    """Article and clause of own questions, with the places in the order in which an answer names them."""
    from _measures import Result

    from ketdoan.legal.queries.signposts import aim, signposts

    told, times = [], []
    for row in rows("gold", "b"):
        begun = perf_counter()
        found = asked(row)
        times.append(perf_counter() - begun)
        places = aim(row["question"], TODAY, signposts()).places
        told.append((row, found, places))
    articles = [_rank([(one.act, one.article) for one in places], _right(row, 2)) for row, _, places in told]
    clauses = [_rank([(one.act, one.article, one.clause) for one in places], _right(row, 3)) for row, _, places in told]
    yield _least("gold: article first", _share([rank == 0 for rank in articles]), 0.85)
    yield _least("gold: article among three", _share([rank < 3 for rank in articles]), 0.95)
    yield _least("gold: clause first", _share([rank == 0 for rank in clauses]), 0.80)
    states = Counter(str(found.state) for _, found, _ in told)
    yield Result("gold: states", ", ".join(f"{state} {number}" for state, number in states.items()), "", met=True)
    refused = _share([found.state in REFUSED - MISSING for _, found, _ in told])
    yield Result("gold: refused", f"{refused:.3f}", "<= 0.05", refused <= 0.05)
    sure = [
        rank == 0
        for rank, (_, found, _) in zip(articles, told, strict=True)
        if found.sure and found.state not in REFUSED
    ]
    yield _least("gold: surely answered", len(sure) / len(told), 0.75)
    yield _least("gold: right where surely answered", _share(sure), 0.90)
    p95 = sorted(times)[int(len(times) * 0.95)] * 1e3
    yield Result("an answer, p95", f"{p95:.1f} ms", "<= 60 ms", p95 <= 60)


def _right(row: dict[str, Any], parts: int) -> set[tuple[str, ...]]:
    return {tuple(place.get(part, "") for part in ("act", "article", "clause")[:parts]) for place in row["gold"]}


def _rank(places: Sequence[tuple[str, ...]], right: set[tuple[str, ...]]) -> int:
    return next((rank for rank, place in enumerate(dict.fromkeys(places)) if place in right), 10_000)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(len(hits), 1)


def citations() -> Iterator[Any]:
    """Questions that cite a place."""
    right = []
    for row in rows("citations"):
        found = asked(row).quotes
        place = row["gold"][0]
        cited = [(one.citation.act, one.citation.article, one.citation.clause, one.citation.point) for one in found]
        right.append((place["act"], place["article"], place.get("clause", ""), place.get("point", "")) in cited)
    yield _least("explicit citations", _share(right), 1)


def refusals() -> Iterator[Any]:
    """Questions without support on which nothing was chosen, our own and those of somebody who knew nothing of the ways
    of refusing: refused, or told which text is lacking. They are judged together, a hundred and more."""
    from _measures import Result

    judged: list[bool] = []
    for name, half, whose in (("unsupported", "b", "own"), ("unsupported_blind", "c", "blind")):
        told = [(row["kind"], asked(row)) for row in rows(name, half)]
        good = [str(found.state) in (REFUSED | MISSING if kind == "missing" else REFUSED) for kind, found in told]
        judged += good
        yield Result(f"without support, {whose}, {len(good)}: refused", f"{_share(good):.3f}", "(told)", met=True)
        strict = [str(found.state) in REFUSED for _, found in told]
        yield Result("the same, a handbook entry counted as an answer", f"{_share(strict):.3f}", "(told)", met=True)
        all_of = Counter(kind for kind, _ in told)
        kinds = Counter(kind for (kind, _), well in zip(told, good, strict=True) if not well)
        said = ", ".join(f"{kind} {number} of {all_of[kind]}" for kind, number in kinds.items())
        yield Result("answered all the same", said, "", met=True)
    yield _least(f"without support, all {len(judged)}: refused", _share(judged), 0.95)


def in_time() -> Iterator[Any]:
    """Traps in time and questions on new law: nothing cited that was not in force, what is missing told."""
    from _measures import Result

    from ketdoan.legal.rules.numbers import act_key

    for name in ("time", "time_283_window", "new_law"):
        never, said, hit = 0, [], []
        for row in rows(name):
            found = asked(row)
            cited = [one.citation for one in (*found.quotes, *found.related)]
            never += bool({act_key(act) for act in row["never"]} & {act_key(one.act) for one in cited})
            if row["gold"]:
                places = {(place["act"], place["article"]) for place in row["gold"]}
                hit.append(bool(cited) and (cited[0].act, cited[0].article) in places)
            if row.get("missing"):
                lacking = {act.number for act in found.lacking}
                said.append(bool(lacking & set(row["missing"])) or str(found.state) in REFUSED)
        yield Result(f"{name}: cites what was not in force", str(never), "0", never == 0)
        if said:
            yield _least(f"{name}: says that the text is missing", _share(said), 0.9)
        if hit:
            yield Result(f"{name}: right article first", f"{_share(hit):.3f}", "(told)", met=True)


def intact() -> Iterator[Any]:
    """Every quotation is a slice of the article as it is kept, every citation names a place that there is."""
    from _measures import Result

    from ketdoan.legal.models import Article

    quotes = broken = unresolved = 0
    files = ("gold", "citations", "unsupported", "unsupported_blind", "time", "time_283_window", "new_law")
    for row in (row for name in files for row in rows(name)):
        found = asked(row)
        for quote in (*found.quotes, *found.related):
            if quote.article is None:
                continue
            quotes += 1
            kept = Article.objects.get(pk=quote.article.pk).text
            broken += kept[quote.start : quote.start + len(quote.text)].encode() != quote.text.encode()
            unresolved += not quote.text
    yield Result(f"{quotes:,} quotations: not byte for byte", str(broken), "0", broken == 0)
    yield Result("citations of held acts that name no place", str(unresolved), "0", unresolved == 0)


def at_once() -> Iterator[Any]:
    """Many people who ask at the same time."""
    from _legal_crowd import crowd

    yield from crowd([row["question"] for row in rows("gold")])


if __name__ == "__main__":
    sys.exit(main())
