"""Acts of law that the assistant knows of, whether the library holds their text or not."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ..models import LegalAct
from ..retrieval.asking import expanded
from ..retrieval.words import bare, syllables
from ..rules.numbers import act_key, kind_of, short_number

DATA = Path(__file__).parent.parent / "data"
#: What changes within so many days is said beside an answer.
SOON = 365
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ended:
    """Articles of an act, from the `first` to the `last`, in the place of which another act stands from a day on."""

    first: int
    last: int
    since: date
    by: str


@dataclass(frozen=True, slots=True)
class KnownAct:
    """An act: when it is in force, what replaced it. Without a `core` act a library of labour and union law has a gap.
    `sure` says that these facts were read in a text; `articles` is how many it has, 0 where nobody has counted."""

    number: str
    kind: str
    title: str
    since: date | None
    until: date | None
    replaced_by: str
    core: bool
    names: tuple[str, ...]
    sure: bool
    note: str
    issuer: str = ""
    signed: date | None = None
    amended_by: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    ended: tuple[Ended, ...] = ()
    articles: int = 0

    def in_force(self, day: date) -> bool:
        """Whether it is in force on a day; not, where it is not known since when."""
        return self.since is not None and self.since <= day and (self.until is None or day < self.until)


@cache
def known_acts() -> Mapping[str, KnownAct]:
    """All of them, by the number as it is compared."""
    told = tomllib.loads((DATA / "acts.toml").read_text(encoding="utf-8"))["act"]
    return {
        act_key(one["number"]): KnownAct(
            one["number"], one["kind"], one["title"], _day(one["from"]), _day(one["to"]), one["replaced_by"],
            one["core"], tuple(one["names"]), one["sure"], one["note"],
            one["issuer"], _day(one["signed"]), tuple(one["amended_by"]), tuple(one["guides"]),
            tuple(_ended(part) for part in one.get("ended", ())), one.get("articles", 0),
        )
        for one in told
    }  # fmt: skip


def _ended(told: Mapping[str, Any]) -> Ended:
    return Ended(told["first"], told["last"], date.fromisoformat(told["from"]), told["by"])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def act_named(number: str) -> str:
    """An act in words: laws by their titles, Bộ luật Lao động số 45/2019/QH14; others by kind and number."""
    known = known_acts().get(act_key(number))
    if known is None:
        return f"{kind_of(number)} số {number}"
    title = known.title.partition(" (")[0]
    return f"{title if title.startswith(known.kind) else known.kind} số {number}"


def lacking(day: date) -> list[KnownAct]:
    """The core acts in force on a day of which the library holds no text."""
    held = set(LegalAct.objects.values_list("key", flat=True))
    return [one for key, one in known_acts().items() if one.core and one.in_force(day) and key not in held]


@dataclass(frozen=True, slots=True)
class Coming:
    """What will change of an act: it ends on a day, or another that replaces it begins."""

    act: KnownAct
    on: date
    replaced_by: str


def coming(numbers: Iterable[str], day: date) -> list[Coming]:
    """What is known to change of some acts within SOON days after a day."""
    found = []
    for number in sorted(numbers):
        known = known_acts().get(act_key(number))
        if known and known.until and day < known.until <= day + timedelta(days=SOON):
            found.append(Coming(known, known.until, known.replaced_by))
    return found


@cache
def names_of_acts() -> Mapping[tuple[str, ...], str]:
    """What people call acts, as a question is read (short forms written out, no marks), and the number that is meant:
    by name, and by number."""
    found: dict[tuple[str, ...], str] = {}
    for known in known_acts().values():
        for name in (known.number, *known.names, *_short_names(known)):
            words = tuple(bare(one) for one in expanded(syllables(name)))
            if words:
                found.setdefault(words, known.number)
    return found


def _short_names(known: KnownAct) -> list[str]:
    """The number without letters, 145/2020 or 145 năm 2020; where it may be a month, 6/2026, after its kind alone."""
    short = short_number(known.number)
    if not short:
        return []
    number, year = short.split("/")
    kind = f"{known.kind} " if int(number) <= MONTHS else ""
    return [f"{kind}{number}/{year}", f"{kind}{number} năm {year}"]
