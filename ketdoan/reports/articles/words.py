"""The words of data/articles/words.toml as patterns over a text in lower case."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ketdoan.reports.rules.catalogue import DATA

#: How far before a number its words are looked for.
BEFORE = 90


@dataclass(frozen=True, slots=True)
class Words:
    """What the word lists say. Patterns of what stands before a number are matched against the text that ends there."""

    unit_of: Mapping[str, str]
    noun: re.Pattern[str]
    scales: Mapping[str, Decimal]
    scale: re.Pattern[str]
    digits: Mapping[str, int]
    sign_of: Mapping[str, str]
    sign_before: re.Pattern[str]
    always: Mapping[str, re.Pattern[str]]
    alone: Mapping[str, re.Pattern[str]]
    before: Mapping[str, re.Pattern[str]]
    five_of: frozenset[str]
    never_spelled: frozenset[str]
    ends: re.Pattern[str]
    abbreviations: frozenset[str]
    glued: frozenset[str]

    def unit(self, noun: str) -> str:
        """The unit of measure of a noun as `noun` found it."""
        return self.unit_of[" ".join(noun.split())]


def one_of(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest that fits; words may be parted by more than one space."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", " {1,3}") for phrase in longest_first) + ")"


def _last(phrases: Iterable[str]) -> re.Pattern[str]:
    """Some phrase at the end of a text."""
    return re.compile(rf"(?<!\w){one_of(phrases)}[ :]{{0,3}}$")


@cache
def words() -> Words:
    """The word lists as they are shipped."""
    told = tomllib.loads((DATA / "articles" / "words.toml").read_text(encoding="utf-8"))
    unit_of = {noun: unit for unit, nouns in told["units"].items() for noun in nouns}
    sign_of = {word: sign for sign, each in told["signs"].items() for word in each}
    lists = told["words"]
    before = [name for name in lists if name.endswith("_before")]
    return Words(
        unit_of=unit_of,
        noun=re.compile(rf"{one_of(unit_of)}(?!\w)"),
        scales={name: Decimal(value) for name, value in told["scales"].items()},
        scale=re.compile(rf"{one_of(told['scales'])}(?!\w)(?! (?:lệ|số|trọng|giá))"),
        digits=told["digits"],
        sign_of=sign_of,
        sign_before=re.compile(rf"(?:(?<!\w)|(?<=\W)){one_of(sign_of)} {{0,3}}$"),
        always={kind: _last(each) for kind, each in told["named"]["always"].items()},
        alone={kind: _last(each) for kind, each in told["named"]["alone"].items()},
        before={name: _last(lists[name]) for name in before},
        five_of=frozenset(lists["five_of"]),
        never_spelled=frozenset(lists["never_spelled"]),
        ends=re.compile(rf"{one_of(lists['ends'])}(?!\w)"),
        abbreviations=frozenset(lists["abbreviations"]),
        glued=frozenset(lists["glued"]),
    )
