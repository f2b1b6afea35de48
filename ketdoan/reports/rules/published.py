"""Figures that unions have published, and what must hold among them: read from `data/published.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from .catalogue import DATA


@dataclass(frozen=True)
class PublishedReport:
    """What a text told of a unit and some days, as cells of a form."""

    key: str
    unit: str
    form: str
    first: date
    last: date
    name: str
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class PublishedTarget:
    """A target that a text told of, with what came of it where it says so."""

    key: str
    unit: str
    cell: str
    name: str
    sign: str
    value: int
    uom: str
    first: date
    last: date
    source: str
    among: str = ""
    tier: str = "year"
    reached: str = ""


@dataclass(frozen=True)
class Identity:
    """Something that must hold; see the file for what each kind takes."""

    id: str
    words: str
    kind: str = "check"
    check: str = ""
    severity: str = "hint"
    inputs: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    report: str = ""
    targets: Sequence[str] = ()
    cells: Sequence[str] = ()
    cell: str = ""
    uom: str = ""
    inner: Sequence[date] = ()
    outer: str = ""
    term: Sequence[date] = ()
    before: Sequence[date] = ()
    after: Sequence[date] = ()


@dataclass(frozen=True)
class Published:
    """All of the file; reports and targets by their keys."""

    reports: Mapping[str, PublishedReport]
    targets: Mapping[str, PublishedTarget]
    identities: Sequence[Identity]


@cache
def published() -> Published:
    """The published figures as they are shipped."""
    told = tomllib.loads((DATA / "published.toml").read_text(encoding="utf-8"))
    reports = [PublishedReport(**one) for one in told["report"]]
    targets = [PublishedTarget(**one) for one in told["target"]]
    identities = [Identity(**{"kind": "rule" if "rule" in one else "check", **one}) for one in told["identity"]]
    return Published({one.key: one for one in reports}, {one.key: one for one in targets}, identities)
