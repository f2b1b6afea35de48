"""Which places of the law a question asks for, by the ways in which people ask (`data/ways`, the handbook), and what is
asked that no law of this field answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from django.conf import settings

from ..retrieval.asking import expanded
from ..retrieval.nearest import Near, Ways, near, opened_ways, ways_of
from ..retrieval.support import Standing, leaning, margin, signs
from ..retrieval.words import syllables
from ..rules.citing import Citation
from ..rules.numbers import act_key
from .acts import DATA, known_acts
from .handbook import Entry, entries

EARLIEST, FAR = date.min, date.max
#: The three scores by which places are ordered, each as a share of the best, count the same.
ORDERED_BY = 3
#: A way that says just what is asked counts so much beside them; one that says half of it, next to nothing.
SAME, SAME_ONLY = 0.3, 4
#: Who says that the union's own head has ruled on something means its acts: they stand so much before others.
ISSUED, RULED, UNION = 1.0, ("quy định", "quyết định", "hướng dẫn"), "tổng liên đoàn"
#: Among so many of the nearest ways entries of the handbook are looked for.
NEAREST = 200
#: An act borrows ways as well where its kin has so many times as many as it has itself.
SCARCE = 10


class Kind(StrEnum):
    """What a question is about that is not answered."""

    OUTSIDE = "outside"
    FACTS = "facts"
    LAWYER = "lawyer"
    CHAT = "chat"
    ABUSE = "abuse"
    INJECTION = "injection"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Questions of one kind, about one thing, that are not answered."""

    kind: Kind
    about: str


Place = Citation | Refusal


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking: for which place, of which entry (none where the law itself is asked for), from which day until
    which this is right, and which names one of which has to be said (none where it does not matter): what is asked of
    other countries differs by the name alone."""

    text: str
    place: Place
    point: str
    entry: str
    since: date
    until: date
    named: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Signposts:
    """All ways of asking, made ready to be searched; `refused` are those of what is not answered."""

    known: Sequence[Way]
    places: Sequence[Place]
    ways: Ways
    since: np.ndarray
    until: np.ndarray
    refused: np.ndarray
    named: Mapping[tuple[str, ...], np.ndarray]

    def open_to(self, said: Sequence[str], day: date) -> np.ndarray:
        """Which of the ways are right for a question, given by its syllables, on a day."""
        number = day.toordinal()
        found = (self.since <= number) & (number < self.until)
        spoken = f" {' '.join(said)} "
        for names, ways in self.named.items():
            found[ways] &= any(f" {name} " in spoken for name in names)
        return found


def index_ways() -> None:
    """Write the files of the ways, where they are missing, so that nobody waits for them who asks first."""
    signposts()


def signposts() -> Signposts:
    """All ways of asking that lead somewhere."""
    return signposts_with(tuple(entries().values()))


@lru_cache(maxsize=1)
def signposts_with(handbook: tuple[Entry, ...]) -> Signposts:
    """The ways that are shipped and those to some entries of the handbook. Made anew only where an entry changed."""
    more = more_ways()
    known = [*_shipped(), *(way for entry in handbook for way in _of_entry(entry, more.get(entry.code, ())))]
    places = {place: number for number, place in enumerate(dict.fromkeys(way.place for way in known))}
    articles: dict[Any, int] = {}
    article_of = [articles.setdefault(_article(place), len(articles)) for place in places]
    ways = _opened([way.text for way in known], [places[way.place] for way in known], article_of)
    since = np.array([way.since.toordinal() for way in known])
    until = np.array([way.until.toordinal() for way in known])
    refused = np.array([isinstance(way.place, Refusal) for way in known])
    named = {names: np.array([way.named == names for way in known]) for names in {way.named for way in known} - {()}}
    return Signposts(known, list(places), ways, since, until, refused, named)


def _opened(texts: Sequence[str], of: Sequence[int], article_of: Sequence[int]) -> Ways:
    """The ways, from the files that the first process wrote which needed just these."""
    digest = sha256(json.dumps([texts, of, article_of], ensure_ascii=False).encode()).hexdigest()[:16]
    folder = Path(settings.DATA) / "legal" / f"ways-{digest}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as making:
            made = Path(making) / "ways"
            ways_of(texts, np.array(of), np.array(article_of)).save(made)
            # Another process may have been quicker: what it wrote is the same.
            with suppress(OSError):
                made.rename(folder)
        _forget_former(folder)
    return opened_ways(folder)


def _forget_former(folder: Path) -> None:
    """Delete what was written for former ways, but for the last: another process may still be about to open that."""
    former = sorted(folder.parent.glob("ways-*"), key=lambda one: one.stat().st_mtime)
    for one in [one for one in former if one != folder][:-1]:
        rmtree(one, ignore_errors=True)


def _article(place: Place) -> object:
    return place if isinstance(place, Refusal) else (act_key(place.act), place.article)


@lru_cache(maxsize=1)
def _shipped() -> Sequence[Way]:
    """The ways to places of acts, each while its act is in force, and those to nowhere."""
    known = [way for told in _lines() if "entry" not in told for way in _ways_in(told)]
    return [*known, *_borrowed(known)]


def _borrowed(known: Sequence[Way]) -> list[Way]:
    """Ways to acts that have none of their own, or next to none: what replaced an act, or what it replaced, is asked
    for alike."""
    by_act: dict[str, list[Way]] = {}
    for way in known:
        if isinstance(way.place, Citation):
            by_act.setdefault(act_key(way.place.act), []).append(way)
    found = []
    for key, act in known_acts().items():
        lender = by_act.get(next((other for other in _kin(key) if other in by_act), ""), ())
        if act.since and len(lender) > SCARCE * len(by_act.get(key, ())):
            for text in dict.fromkeys(way.text for way in lender):
                found.append(Way(text, Citation(act.number), "", "", act.since, act.until or FAR))
    return found


def _kin(key: str) -> Iterator[str]:
    """The acts that replaced an act, one after another, then those that it replaced."""
    acts = known_acts()
    later = key
    while (later := act_key(acts[later].replaced_by)) in acts:
        yield later
    before = {act_key(act.replaced_by): number for number, act in acts.items() if act.replaced_by}
    earlier = key
    while (earlier := before.get(earlier, "")) in acts:
        yield earlier


def _lines() -> Iterator[dict[str, Any]]:
    for file in sorted((DATA / "ways").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


@lru_cache(maxsize=1)
def more_ways() -> Mapping[str, Sequence[str]]:
    """Further ways of asking for entries, by their codes."""
    return {told["entry"]: told["asked"] for told in _lines() if "entry" in told}


def _ways_in(told: Mapping[str, Any]) -> Iterator[Way]:
    place: Place
    if "kind" in told:
        place, since, until = Refusal(Kind(told["kind"]), told["about"]), EARLIEST, FAR
    else:
        known = known_acts().get(act_key(told["act"]))
        since, until = (known and known.since) or EARLIEST, (known and known.until) or FAR
        place = Citation(told["act"], told["article"], told["clause"])
        until = date.fromisoformat(told["until"]) if "until" in told else until
    for text in told["asked"]:
        yield Way(text, place, told.get("point", ""), "", since, until, tuple(told.get("named", ())))
        if "then" in told:
            yield Way(text, Citation(told["then"]), "", "", until, FAR)


def _of_entry(entry: Entry, more: Sequence[str]) -> Iterator[Way]:
    first = entry.cites[0]
    for text in (entry.title, *entry.asked, *more):
        yield Way(text, replace(first, point=""), first.point, entry.code, entry.since, entry.until or FAR)


@dataclass(frozen=True, eq=False)
class Aim:
    """What a question asks for. `places` of the law, the likeliest first, with the points that are asked for (often
    none) and what each scores; the nearest `way` to the first of them; by entry of the handbook how near the nearest
    way to it is, as a share of the nearest of all; the kind of the likeliest refusal, and whether it is likelier than
    any place; what speaks for and against answering, by SIGNS; how far the first place stands before another."""

    places: Sequence[Citation]
    points: Sequence[str]
    scores: Sequence[float]
    way: str
    entries: Mapping[str, float]
    refusal: Kind | None
    refused_first: bool
    signs: np.ndarray
    margin: float


def aim(question: str, day: date, held: Signposts) -> Aim:
    """What a question asks for, as of a day."""
    said = held.ways.speller.restored(expanded(syllables(question)))
    found = near(held.ways, said, held.open_to(said, day))
    same = (found.told[:, ORDERED_BY:] ** SAME_ONLY).prod(axis=1)
    scores = (
        found.told[:, :ORDERED_BY].sum(axis=1) + SAME * same + _issued(said, [held.places[one] for one in found.places])
    )
    order = np.argsort(-scores, kind="stable")
    places = [
        (held.places[found.places[row]], held.known[found.way[row]], float(scores[row])) for row in order
    ]  # fmt: skip
    refused = np.array([isinstance(place, Refusal) for place, *_ in places], dtype=bool)
    standing = Standing(order, scores[order], held.ways.article_of[found.places[order]], refused)
    told = np.append(signs(held.ways, said, found, standing), leaning(held.ways, said, held.refused))
    law = [one for one in places if isinstance(one[0], Citation)]
    return Aim(
        [place for place, *_ in law], [way.point for _, way, _ in law], [score for *_, score in law],
        law[0][1].text if law else "", _entries(held, found),
        next((place.kind for place, *_ in places if isinstance(place, Refusal)), None),
        bool(refused[:1].any()), told, margin(standing),
    )  # fmt: skip


def _issued(said: Sequence[str], places: Sequence[Place]) -> np.ndarray:
    """What is added to places for standing in an act of whom a question names: the union's head alone is looked for."""
    spoken = " ".join(said)
    named = any(f"{word} {of}{UNION}" in spoken for word in RULED for of in ("", "của "))
    own = [named and isinstance(place, Citation) and act_key(place.act).endswith("tld") for place in places]
    return np.array(own, dtype=float) * ISSUED


def _entries(held: Signposts, found: Near) -> dict[str, float]:
    """How near the nearest way to each entry is, the nearest first."""
    best = found.scores.max(initial=0) or 1
    nearest = np.argsort(-found.scores, kind="stable")[:NEAREST]
    told: dict[str, float] = {}
    for way in nearest[found.scores[nearest] > 0].tolist():
        if code := held.known[way].entry:
            told.setdefault(code, float(found.scores[way] / best))
    return told
