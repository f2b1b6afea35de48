"""The handbook in plain words: entries that are shipped, found by what people ask."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from ..retrieval.asking import expanded
from ..retrieval.coverage import Coverage, coverage
from ..retrieval.index import Index, build
from ..retrieval.restoring import Speller
from ..retrieval.scoring import search
from ..retrieval.words import syllables
from ..rules.citing import Citation
from .acts import DATA


@dataclass(frozen=True, slots=True)
class Entry:
    """What the handbook says of one question, in which part of it. `sure` says that it was written with the text of the
    law at hand."""

    code: str
    part: str
    title: str
    asked: tuple[str, ...]
    answer: str
    cites: tuple[Citation, ...]
    since: date
    until: date | None
    sure: bool
    note: str

    def holds(self, day: date) -> bool:
        """Whether what it says holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class EntryHit:
    """An entry that may answer a question, and how much of the question it covers."""

    entry: Entry
    score: float
    cover: Coverage


@cache
def entries() -> Mapping[str, Entry]:
    """All entries by their codes."""
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in (DATA / "handbook").glob("*.toml")]
    return {
        one["code"]: _entry(one, told["part"])
        for told in sorted(files, key=lambda told: told["order"])
        for one in told["entry"]
    }


def _entry(told: Mapping[str, Any], part: str) -> Entry:
    cites = tuple(Citation(**one) for one in told["cites"])
    return Entry(
        told["code"], part, told["title"], tuple(told["asked"]), told["answer"].strip(),
        cites, date.fromisoformat(str(told["valid_from"])),
        date.fromisoformat(str(told["valid_to"])) if told["valid_to"] else None, bool(told["sure"]), str(told["note"]),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Handbook:
    """The entries with what is needed to find them: each way in which a question is asked is a text of its own."""

    known: list[Entry]
    index: Index
    of: np.ndarray
    speller: Speller


@cache
def handbook() -> Handbook:
    """The handbook, indexed."""
    known = list(entries().values())
    texts, of = [], []
    for place, entry in enumerate(known):
        own = [f"{entry.title}\n{asked}" for asked in entry.asked] + [f"{entry.title}\n{entry.answer}"]
        texts += own
        of += [place] * len(own)
    index = build(texts)
    return Handbook(known, index, np.array(of), Speller(index))


def entries_for(question: str, day: date, top: int = 5) -> list[EntryHit]:
    """The entries that answer a question best, of those that hold on a day."""
    book = handbook()
    said = book.speller.restored(expanded(syllables(question)))
    allowed = np.array([book.known[place].holds(day) for place in book.of])
    found = search(book.index, said, allowed)
    hits: dict[int, EntryHit] = {}
    for text, score in zip(found.texts.tolist(), found.scores.tolist(), strict=True):
        place = int(book.of[text])
        if place not in hits:
            hits[place] = EntryHit(book.known[place], score, coverage(book.index, said, text))
        if len(hits) == top:
            break
    return list(hits.values())
