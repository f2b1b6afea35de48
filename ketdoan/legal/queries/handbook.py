"""The handbook in plain words: entries that are shipped and those of legal officers, found by what people ask."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np

from ..retrieval.asking import expanded
from ..retrieval.coverage import Coverage, coverage
from ..retrieval.index import Index, build
from ..retrieval.restoring import Speller
from ..retrieval.scoring import search
from ..retrieval.words import syllables
from ..rules.citing import Citation
from ..rules.entries import digest_of
from .acts import DATA
from .checks import Check, checks, published, version


@dataclass(frozen=True, slots=True)
class Entry:
    """What the handbook says of one question, in which part of it. `sure` says that it was written with the text of the
    law at hand; `checked_by` which legal officer has checked it as it stands, if any; `own` that one wrote it.
    """

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
    checked_by: str = ""
    checked_on: date | None = None
    own: bool = False

    def holds(self, day: date) -> bool:
        """Whether what it says holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class EntryHit:
    """An entry that may answer a question, and how much of the question it covers."""

    entry: Entry
    score: float
    cover: Coverage


def entries() -> Mapping[str, Entry]:
    """All entries by their codes, as they were last published and checked."""
    return _entries(version())


@lru_cache(maxsize=1)
def _entries(seen: tuple[int, int]) -> Mapping[str, Entry]:
    told = {**shipped(), **{entry.code: entry for entry in _own()}}
    known = checks()
    return {code: _checked(entry, known.get(code)) for code, entry in told.items()}


def _checked(entry: Entry, check: Check | None) -> Entry:
    if check is None or check.digest != digest(entry):
        return entry
    return replace(entry, checked_by=check.by, checked_on=check.on)


def digest(entry: Entry) -> str:
    """What an entry says as one short text."""
    return digest_of(entry.title, entry.answer, entry.cites, entry.since, entry.until)


def _own() -> list[Entry]:
    return [
        Entry(
            one.code, one.part, one.title, tuple(one.asked.splitlines()), one.answer,
            tuple(Citation(*cite) for cite in one.cites), one.since, one.until, sure=True, note="", own=True,
        )
        for one in published()
    ]  # fmt: skip


@cache
def shipped() -> Mapping[str, Entry]:
    """The entries that this version ships, by their codes."""
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


def handbook() -> Handbook:
    """The handbook, indexed. The index is made anew only where an entry came or went."""
    known = list(entries().values())
    made = _indexed(tuple(replace(one, checked_by="", checked_on=None) for one in known if one.own))
    return replace(made, known=known)


@lru_cache(maxsize=1)
def _indexed(added: tuple[Entry, ...]) -> Handbook:
    known = [*shipped().values(), *added]
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
