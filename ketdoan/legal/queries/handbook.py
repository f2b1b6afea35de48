"""The handbook in plain words: the entries that are shipped and those that legal officers published."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from ketdoan.core.viet import fold

from ..rules.citing import Citation
from ..rules.entries import digest_of
from .acts import DATA
from .checks import Check, checks, published, version

_OTHERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the handbook says of one question, in which part of it. `sure` says that it was written with the text of the
    law at hand; `own` that legal officers wrote it; `checked_by` who has checked it as it stands, if any. An entry that
    was checked is the same entry still: what is made of entries need not be made anew.
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
    own: bool = False
    checked_by: str = field(default="", compare=False)
    checked_on: date | None = field(default=None, compare=False)

    def holds(self, day: date) -> bool:
        """Whether what it says holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def entries() -> Mapping[str, Entry]:
    """All entries by their codes, as they were last published and checked."""
    return _entries(version())


def entries_with(typed: str) -> list[Entry]:
    """The entries that somebody looks for, the nearest first: those whose question has the words together, or all of
    them; then those that say them together. Only where there are none of these, whose texts have them scattered."""
    phrase = _plain(typed)
    told = [(_nearness(entry, phrase), entry) for entry in entries().values()]
    near = sorted((one for one in told if one[0] > 1), key=lambda one: -one[0])
    return [entry for _, entry in near or [one for one in told if one[0]]]


def _nearness(entry: Entry, phrase: str) -> int:
    title, asked, answer = (_plain(text) for text in (entry.title, " ".join(entry.asked), entry.answer))
    words = [f" {word} " for word in phrase.split()]
    if phrase in title:
        return 4
    if all(word in title for word in words):
        return 3
    if phrase in asked or phrase in answer:
        return 2
    return int(all(word in f"{title}{asked}{answer}" for word in words))


def _plain(text: str) -> str:
    """The words of a text without marks, with a space at both ends."""
    return f" {_OTHERS.sub(' ', fold(text)).strip()} "


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
