"""What decides at a place of the law: a question back, with choices that lead to the clause that holds then."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..rules.citing import Citation
from .acts import DATA


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that decides in an article, or in one clause of it: what is asked, and by what is said the place."""

    act: str
    article: str
    clause: str
    asks: str
    choices: Sequence[tuple[str, Citation]]


@cache
def facts() -> Sequence[Fact]:
    """All of them."""
    return [_fact(told) for told in tomllib.loads((DATA / "facts.toml").read_text(encoding="utf-8"))["fact"]]


def _fact(told: Mapping[str, Any]) -> Fact:
    def place(one: Mapping[str, str]) -> Citation:
        return Citation(told["act"], one.get("article", told["article"]), one["clause"], one.get("point", ""))

    choices = [(one["says"], place(one)) for one in told["choices"]]
    return Fact(told["act"], told["article"], told.get("clause", ""), told["asks"], choices)


def fact_at(place: Citation) -> Fact | None:
    """The fact that decides at a place. Also where one point is the nearest: people ask for what is usual."""
    fit = [one for one in facts() if (one.act, one.article) == (place.act, place.article)]
    return next((one for one in fit if one.clause in ("", place.clause) or not place.clause), None)
