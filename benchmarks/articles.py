"""How well figures in articles are read, and what is said of them.

Run by `./bench articles`; it needs no database. Measured on the five articles of ../shared/seeds (skipped where they
are not there; articles.toml holds what is right), and on a folder of marked texts that BENCH_ARTICLES names, where a
number is written as {1.696|người|>|1696} or {2023|@date}. Returns 0 if the targets are met.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ketdoan.reports.articles.model import FIGURE, Article, Mention
from ketdoan.reports.rules.checking import OK

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
MARKED = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")
#: What must be flagged in each seed: the check and two of its numbers.
WANTED = {
    "001": [("base", "194", "91")],
    "002": [("movements", "617", "370"), ("award_cap", "1.229", "7.839")],
    "004": [("award_cap", "95", "15")],
}


@dataclass(frozen=True)
class Right:
    """What a person read: where a number begins, its text, and its unit, sign and value where it is a figure."""

    start: int
    text: str
    kind: str
    unit: str = ""
    sign: str = "="
    value: Decimal | None = None


@dataclass
class Score:
    """Counts over some texts."""

    figures: int = 0
    units: int = 0
    signs: int = 0
    others: int = 0
    apart: int = 0
    kinds: int = 0
    taken: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Measure, compare, tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketdoan.settings")
    django.setup()
    results = []
    if SEEDS.is_dir():
        results += list(seeds())
    else:
        print("Không có ../shared/seeds: bỏ qua.")
    if folder := os.environ.get("BENCH_ARTICLES"):
        results += list(marked(Path(folder)))
    print(*results, sep="\n")
    return 0 if all(result.met for result in results) else 1


def seeds() -> Iterator:
    """The five articles: how they are read, what is flagged."""
    from _measures import Result

    from ketdoan.reports.articles.checking import check_article  # it needs the settings

    told = tomllib.loads((ROOT / "benchmarks" / "articles.toml").read_text(encoding="utf-8"))
    score, missed, false, begun = Score(), [], [], perf_counter()
    for name, right in told.items():
        text = next(SEEDS.glob(f"{name}_*.txt")).read_text(encoding="utf-8")
        article = check_article(text)
        compare(name, text, _right(right), article, score)
        flags = [finding for finding in article.findings if finding.verdict != OK]
        for check, *numbers in WANTED.get(name, ()):
            fitting = [one for one in flags if one.check == check and set(numbers) <= {f.text for f in one.figures}]
            missed += [] if fitting else [f"{name} {check} {numbers}"]
            flags = [one for one in flags if one not in fitting]
        false += [f"{name} {one.check}: {one.sentence}" for one in flags]
    seconds = perf_counter() - begun
    yield from _results("seeds", score, 0.95)
    yield Result("seeds: what must be flagged and is not", str(len(missed)), "0", not missed)
    yield Result("seeds: false flags", str(len(false)), "<= 2", len(false) <= 2)
    yield Result("seeds: all five read and checked", f"{seconds:.2f} s", "<= 2 s", seconds <= 2)
    _tell(score, [*missed, *false])


def marked(folder: Path) -> Iterator:
    """Texts that are marked by hand."""
    from ketdoan.reports.articles.checking import check_article

    score, flags = Score(), []
    for file in sorted(folder.glob("*.txt")):
        text, right = unmarked(file.read_text(encoding="utf-8"))
        article = check_article(text)
        compare(file.stem, text, right, article, score)
        flags += [f"{file.stem} {one.check} {one.verdict}: {one.sentence}" for one in article.findings]
    yield from _results(folder.name, score, 0.90)
    _tell(score, flags)


def _right(told: dict) -> list[Right]:
    figures = [Right(start, text, FIGURE, unit, sign) for start, text, unit, sign in told["figures"]]
    return figures + [Right(start, "", kind) for kind, starts in told["others"].items() for start in starts]


def unmarked(text: str) -> tuple[str, list[Right]]:
    """A marked text without its marks, and what they say."""
    parts, right, done, length = [], [], 0, 0
    for match in MARKED.finditer(text):
        parts += [text[done : match.start()], match[1]]
        start = length + match.start() - done
        length, done = start + len(match[1]), match.end()
        unit, *more = match[2].split("|")
        if unit.startswith("@"):
            right.append(Right(start, match[1], unit[1:]))
        else:
            sign, value, *_ = [*more, "", ""] if more else ["=", ""]
            right.append(Right(start, match[1], FIGURE, unit, sign, Decimal(value) if value else None))
    return "".join([*parts, text[done:]]), right


def compare(name: str, text: str, right: list[Right], article: Article, score: Score) -> None:
    """Count what was read rightly; figures that nobody marked count against it."""
    for one in right:
        found = next((mention for mention in article.mentions if mention.start <= one.start < mention.end), None)
        if one.kind == FIGURE:
            score.figures += 1
            good = found is not None and found.kind == FIGURE and found.unit == one.unit and found.value == _value(one)
            score.units += good
            score.signs += bool(good and found and found.sign == one.sign)
            if not good or (found and found.sign != one.sign):
                score.wrong.append(f"{name} {one.text!r} {one.unit} {one.sign}: {_told(found)}")
        else:
            score.others += 1
            apart = found is not None and found.kind != FIGURE
            score.apart += apart
            score.kinds += bool(apart and found and found.kind == one.kind)
            if not apart or (found and found.kind != one.kind):
                score.wrong.append(f"{name} @{one.kind} {text[one.start : one.start + 12]!r}: {_told(found)}")
    starts = {one.start for one in right}
    for mention in article.figures:
        if not starts & set(range(mention.start, mention.end)):
            score.taken += 1
            score.wrong.append(f"{name} nobody marked: {_told(mention)}")


def _value(right: Right) -> Decimal:
    return right.value if right.value is not None else Decimal(right.text.replace(".", "").replace(",", "."))


def _told(mention: Mention | None) -> str:
    return (
        "-" if mention is None else f"{mention.kind} {mention.text!r} {mention.value} {mention.sign} {mention.unit!r}"
    )


def _results(name: str, score: Score, wanted: float) -> Iterator:
    from _measures import Result

    share = score.units / (score.figures + score.taken)
    told = f"{score.units} of {score.figures} ({share:.1%})"
    yield Result(f"{name}: figures with their value and unit", told, f">= {wanted:.0%}", share >= wanted)
    yield Result(f"{name}:   with their sign too", f"{score.signs}", "(told)", True)
    yield Result(f"{name}:   figures read where there is none", str(score.taken), "(told)", True)
    others = f"{score.apart} of {score.others}, {score.kinds} of the right kind"
    yield Result(f"{name}: other numbers told apart", others, f">= {wanted:.0%}", score.apart >= wanted * score.others)


def _tell(score: Score, more: list[str]) -> None:
    if "-v" in sys.argv:
        print(*score.wrong, *more, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
