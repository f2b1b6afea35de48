"""Citations: how one is written, and which ones stand in a question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..retrieval.words import bare


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an act of law, by the act's number. Clause and point are empty where more is meant."""

    act: str
    article: str = ""
    clause: str = ""
    point: str = ""


def place_text(article: str, clause: str = "", point: str = "") -> str:
    """A place within an act, as it is cited: điểm a khoản 1 Điều 113."""
    parts = [f"điểm {point}" if point else "", f"khoản {clause}" if clause else "", f"Điều {article}"]
    return " ".join(filter(None, parts))


def cited_in(said: Sequence[str], names: Mapping[tuple[str, ...], str]) -> list[Citation]:
    """The citations of a question, given by its syllables. `names` says of what people call acts, as syllables without
    marks, which act is meant; an act that is named once counts for all places beside it."""
    plain = [bare(one) for one in said]
    act = act_in(said, names)
    places = list(_places(said, plain))
    return [Citation(act, *place) for place in places] if act else []


def act_in(said: Sequence[str], names: Mapping[tuple[str, ...], str]) -> str:
    """The act with the longest name that occurs in a question, given by its syllables; empty where none does."""
    plain = [bare(one) for one in said]
    longest = max((len(name) for name in names), default=0)
    for length in range(longest, 0, -1):
        for start in range(len(plain) - length + 1):
            if found := names.get(tuple(plain[start : start + length])):
                return found
    return ""


def _places(said: Sequence[str], plain: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Article, clause and point of each article that is named; the latter two from around it."""
    at = [place for place, word in enumerate(plain[:-1]) if word == "dieu" and plain[place + 1][:1].isdigit()]
    for number, place in enumerate(at):
        first = at[number - 1] + 2 if number else 0
        last = at[number + 1] if number + 1 < len(at) else len(plain)
        clause, point = _beside(said, plain, first, place)
        if not clause and not point:
            clause, point = _beside(said, plain, place + 2, last)
        yield plain[place + 1], clause, point


def _beside(said: Sequence[str], plain: Sequence[str], first: int, last: int) -> tuple[str, str]:
    clause = point = ""
    for place in range(first, last - 1):
        if plain[place] == "khoan" and plain[place + 1][:1].isdigit():
            clause = plain[place + 1]
        if plain[place] == "diem" and len(plain[place + 1]) <= 2:
            point = said[place + 1]
    return clause, point
