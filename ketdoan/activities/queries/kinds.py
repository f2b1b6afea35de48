"""The kinds of work that the log takes on a day, what each counts, and which module keeps a kind from when on."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Q

from ketdoan.core.models import Rule
from ketdoan.core.modules import modules
from ketdoan.core.rules import current_rules, holds, rows

KEY, FROM_KEY = "activities.kind", "activities.money_from"
PEOPLE, TIMES = "people", "times"
SPENT, RAISED = "spent", "raised"


@dataclass(frozen=True)
class Kind:
    """A kind of work on a day. `money` is SPENT, RAISED or empty; `owner` the module that keeps it, else empty."""

    code: str
    label: str
    icon: str
    counts: tuple[str, ...]
    usual: int
    money: str
    says_enough: bool
    owner: str


def _kind(row: Rule) -> Kind:
    value = row.value
    return Kind(
        code=row.selector["work"],
        label=value["label"],
        icon=value["icon"],
        counts=tuple(value["counts"]),
        usual=value["usual"],
        money=value["money"],
        says_enough=value["says_enough"],
        owner=value["owner"],
    )


def kinds_on(day: date) -> list[Kind]:
    """All kinds of a day in their order, those that a module keeps too."""
    return [_kind(row) for row in sorted(rows(KEY, day), key=lambda row: row.value["order"])]


def kind_on(code: str, day: date) -> Kind | None:
    """A kind on a day; None where there is none of this code."""
    return next((kind for kind in kinds_on(day) if kind.code == code), None)


def kind_label(code: str, day: date) -> str:
    """What a kind was called on a day; outside its time, as it was called last."""
    return _label(KEY, "work", code, day)


def money_sources(day: date) -> list[tuple[str, str]]:
    """Codes and names of whose money it may have been."""
    found = sorted(rows(FROM_KEY, day), key=lambda row: row.value["order"])
    return [(row.selector["money_from"], row.value["label"]) for row in found]


def money_source_label(code: str, day: date) -> str:
    """The name of a source of money; empty for none."""
    return _label(FROM_KEY, "money_from", code, day) if code else ""


def _label(key: str, name: str, code: str, day: date) -> str:
    own = [row for row in current_rules() if row.key == key and row.selector.get(name) == code]
    if not own:
        return code
    return str(next((row for row in own if holds(row, day)), own[-1]).value["label"])


def kind_choices() -> list[tuple[str, str]]:
    """Every kind that there ever was, by its latest name."""
    latest = {row.selector["work"]: row.value for row in current_rules() if row.key == KEY}
    return [(code, value["label"]) for code, value in sorted(latest.items(), key=lambda item: item[1]["order"])]


def taken_over() -> Q:
    """Lines of days on which a module keeps their kind: the log leaves them to it, so that nothing counts twice."""
    lines = Q(pk__in=[])
    for row in current_rules():
        if row.key == KEY and row.value["owner"]:
            of_row = Q(kind=row.selector["work"])
            if row.since:
                of_row &= Q(on__gte=row.since)
            if row.until:
                of_row &= Q(on__lt=row.until)
            lines |= of_row
    return lines


def keeper(owner: str) -> tuple[str, str]:
    """The title of a module and the name of its first page; without a page where the module has none."""
    module = next((module for module in modules() if module.name == owner), None)
    if module is None:
        return owner, ""
    return module.title, module.menu[0].url if module.menu else ""


@dataclass(frozen=True)
class Counted:
    """What the lines of a shipped kind are counted by: "count", PEOPLE, TIMES or "money"; with `money_from` those with
    money of one source alone."""

    kind: str
    label: str
    quantity: str
    money_from: str = ""


@cache
def shipped_quantities() -> tuple[Counted, ...]:
    """Each quantity of each shipped kind. Figures have names of their own, which editing a rule does not change."""
    return tuple(_quantities())


def _quantities() -> Iterator[Counted]:
    path = Path(__file__).resolve().parent.parent / "rules.toml"
    seen = set()
    for raw in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
        if raw["key"] != KEY:
            continue
        value = raw["value"]
        for quantity in ("count", *value["counts"], *(["money"] if value["money"] else [])):
            if (raw["work"], quantity) not in seen:
                seen.add((raw["work"], quantity))
                yield Counted(raw["work"], value["label"], quantity)
