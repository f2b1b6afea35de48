"""The handbook in plain words: entries that are shipped, found by what people ask."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

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


def entries() -> Mapping[str, Entry]:
    """All entries by their codes."""
    return shipped()


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
