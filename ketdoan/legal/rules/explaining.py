"""What a language model may say of clauses of the law: the check that its words pass before anybody sees them.

The model is trusted with nothing. Each sentence names the clauses that it rests on, counts nothing that these do not
count, cites nothing else, denies nothing where they deny nothing, is plain Vietnamese and mostly in their words. One
sentence that fails takes all down with it.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ketdoan.core.viet import fold, nfc

from ..retrieval.words import syllables
from .quantities import quantities, stands_in

MOST, SHORTEST, LONGEST, LONGEST_ALL = 8, 10, 400, 1_600
#: So much of a sentence is in words of the clauses, and so much of it in syllables with marks, as Vietnamese is.
OWN_FROM, MARKED_FROM = 0.5, 0.4
PUNCTUATION = frozenset(" .,;:!?()“”‘’\"'%/–-")
DENYING = frozenset({"không", "chưa", "chẳng", "cấm", "đừng"})

_FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n```", re.DOTALL)
_SYLLABLE = re.compile(r"(?:ngh|ng|nh|ph|th|tr|kh|ch|gh|gi|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")
#: How clauses and points begin their lines; they count nothing.
_HEAD = re.compile(r"^[ \t]*(?:\d{1,3}[a-zđ]?\.|[a-zđ]\d?\))(?=\s|$)", re.MULTILINE)
_PLACES = {
    name: re.compile(rf"\b{word}\s+({number})\b", re.IGNORECASE)
    for name, word, number in (
        ("article", "điều", r"\d+[a-zđ]?"), ("clause", "khoản", r"\d+[a-zđ]?"), ("point", "điểm", r"[a-zđ]\d?"),
    )
}  # fmt: skip
_NUMBER = re.compile(r"\b\d+/\d{4}/[\w-]+|\b\d+/[A-ZĐ]{2}[\w-]*")
_ACT = re.compile(
    r"\b(bộ luật|luật|nghị định|nghị quyết|thông tư|pháp lệnh|quyết định|hiến pháp|công ước|điều lệ)\b\s*"
    r"(số\s+)?((?:[^\W_]+\s?){0,2})",
    re.IGNORECASE,
)
#: These words name an act only before its name or number.
_LOOSE = frozenset({"luật", "quyết định", "nghị quyết", "điều lệ"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A place of the law that a model is given: under which id, how it is cited, what it says."""

    id: str
    act: str
    article: str
    clause: str
    point: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that passed, and the ids of the clauses that it rests on."""

    text: str
    sources: tuple[str, ...]


class UnsoundError(ValueError):
    """What a model said is not shown; says which check it failed, none of its words."""


def sound(told: str, given: Sequence[Clause]) -> list[Sentence]:
    """The sentences of a model about the clauses it was given. Raises UnsoundError."""
    sentences = _read(told)
    known = {clause.id: clause for clause in given}
    for one in sentences:
        if not set(one.sources) <= set(known):
            raise UnsoundError("sources")
        _check(one.text, [known[id_] for id_ in one.sources])
    return sentences


def _read(told: str) -> list[Sentence]:
    """The sentences, if told in the shape that was asked for, and not too many or too long."""
    fenced = _FENCE.fullmatch(told.strip())
    try:
        content = json.loads(fenced[1] if fenced else told)
    except (ValueError, RecursionError):
        raise UnsoundError("json") from None
    if not isinstance(content, dict) or set(content) != {"sentences"} or not isinstance(content["sentences"], list):
        raise UnsoundError("shape")
    found = [_sentence(one) for one in content["sentences"]]
    if not 1 <= len(found) <= MOST or sum(len(one.text) for one in found) > LONGEST_ALL:
        raise UnsoundError("length")
    return found


def _sentence(told: Any) -> Sentence:
    if not isinstance(told, dict) or set(told) != {"text", "sources"}:
        raise UnsoundError("shape")
    text, sources = told["text"], told["sources"]
    if not isinstance(text, str) or not isinstance(sources, list):
        raise UnsoundError("shape")
    if not sources or not all(isinstance(one, str) for one in sources):
        raise UnsoundError("sources")
    text = nfc(text).strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise UnsoundError("length")
    return Sentence(text, tuple(dict.fromkeys(sources)))


def _check(text: str, cited: Sequence[Clause]) -> None:
    _must_be_plain(text)
    _must_cite_no_other(text, cited)
    _must_be_vietnamese(text, cited)
    counted = {one for clause in cited for one in quantities(_without_places(_HEAD.sub(" ", clause.text)))}
    if not all(stands_in(one, counted) for one in quantities(_without_places(text))):
        raise UnsoundError("quantity")
    own = {word for clause in cited for word in syllables(clause.text)}
    said = set(syllables(text))
    if len(said & own) < OWN_FROM * len(said):
        raise UnsoundError("words")
    if said & DENYING and not own & DENYING:
        raise UnsoundError("denial")


def _must_be_plain(text: str) -> None:
    """Letters, figures and the signs of a sentence: no markup, no address, nothing that cannot be seen."""
    for sign in text:
        latin = sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN ")
        if not (latin or sign in PUNCTUATION or (sign.isascii() and sign.isdigit())):
            raise UnsoundError("signs")
    if "://" in text or "//" in text or re.search(r"\w\.[a-zA-Z]", text):
        raise UnsoundError("signs")


def _must_be_vietnamese(text: str, cited: Sequence[Clause]) -> None:
    """Most syllables bear marks, and all could be Vietnamese, or stand in the sources."""
    own = {word for clause in cited for word in syllables(f"{clause.place} {clause.text}")}
    words = [word for word in syllables(text) if word.isalpha()]
    if not words or sum(not word.isascii() for word in words) < MARKED_FROM * len(words):
        raise UnsoundError("language")
    if not all(word in own or len(word) == 1 or _SYLLABLE.fullmatch(fold(word)) for word in words):
        raise UnsoundError("language")


def _must_cite_no_other(text: str, cited: Sequence[Clause]) -> None:
    """Articles, clauses, points and acts that are named are those of the sources."""
    for name, pattern in _PLACES.items():
        if not {one.lower() for one in pattern.findall(text)} <= {getattr(clause, name).lower() for clause in cited}:
            raise UnsoundError("citation")
    if not {one.lower() for one in _NUMBER.findall(text)} <= {clause.act.lower() for clause in cited}:
        raise UnsoundError("citation")
    known = _plain(" ".join(f"{clause.place} {clause.text}" for clause in cited))
    for kind, number, name in _ACT.findall(text):
        named = number or name[:1].isupper() or name[:1].isdigit() or kind.lower() not in _LOOSE
        if named and _plain(f"{kind} {name}") not in known:
            raise UnsoundError("citation")


def _plain(text: str) -> str:
    """A text as names of acts are compared: Nghị định số 145 is Nghị định 145."""
    return f" {fold(text)} ".replace(" so ", " ")


def _without_places(text: str) -> str:
    """A text without citations, whose numbers count nothing."""
    for pattern in (_NUMBER, *_PLACES.values()):
        text = pattern.sub(" . ", text)
    return text
