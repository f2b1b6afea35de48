"""Dated parameters of law: reading them, and bringing what modules ship into the database.

A module ships `rules.toml`: an array `[[rule]]` of key, value, optional selector fields, valid_from (first day),
valid_to (first day on which it no longer holds), source, verified, note. Any field that is none of these is part
of the selector. Its table `[title]` names each key for people, `[name]` the selectors and the members of a value.
"""

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from .history import span
from .models import Rule
from .rule_texts import FIELDS, rule_files, words_of


class NoRule(LookupError):
    """No row of a parameter is valid on the day asked for."""


_loaded: tuple[tuple[int | None, int], list[Rule]] = ((None, -1), [])
_sorted: tuple[list[Rule] | None, dict[str, list[Rule]]] = (None, {})


_reading: ContextVar[list[list[Rule]] | None] = ContextVar("reading", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """A block that looks only once whether rules have changed: for a page that shows many labels and edits none."""
    token = _reading.set([])
    try:
        yield
    finally:
        _reading.reset(token)


def current_rules() -> list[Rule]:
    """All rows held for true now. Kept in the process until a row is added or replaced anywhere."""
    reading = _reading.get()
    if reading:
        return reading[0]
    found = _load()
    if reading is not None:
        reading.append(found)
    return found


def _load() -> list[Rule]:
    global _loaded  # noqa: PLW0603 - one process-wide copy, replaced whole
    seen = Rule.objects.aggregate(last=Max("pk"), replaced=Count("replaced_at"))
    version = (seen["last"], seen["replaced"])
    if _loaded[0] != version:
        _loaded = (version, list(Rule.objects.filter(replaced_at=None).order_by("key", "pk")))
    return _loaded[1]


def holds(rule: Rule, day: date) -> bool:
    """Whether a row is valid on a day."""
    return (rule.since is None or rule.since <= day) and (rule.until is None or day < rule.until)


def rows(key: str, at: date) -> list[Rule]:
    """All rows of a parameter that are valid on a day, in the order in which they are shipped."""
    return [rule for rule in _by_key().get(key, ()) if holds(rule, at)]


def _by_key() -> dict[str, list[Rule]]:
    """The rules by their keys: sorted once for each time that they were loaded."""
    global _sorted  # noqa: PLW0603 - goes with `_loaded`
    current = current_rules()
    if _sorted[0] is not current:
        found: dict[str, list[Rule]] = {}
        for row in current:
            found.setdefault(row.key, []).append(row)
        _sorted = (current, found)
    return _sorted[1]


def rule(key: str, at: date, **selector: Any) -> Rule:
    """The row of a parameter for a case on a day: the most specific selector that fits. Raises NoRule."""
    fitting = [
        row for row in rows(key, at) if all(selector.get(name) == wanted for name, wanted in row.selector.items())
    ]
    if not fitting:
        raise NoRule(f"{key} {selector} {at}")
    return max(fitting, key=lambda row: (len(row.selector), row.edited))


def shipped(path: Path) -> Iterable[Rule]:
    """The rows of one rules.toml, not yet saved."""
    for raw in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", []):
        rule = Rule(
            key=raw["key"],
            selector={name: value for name, value in raw.items() if name not in FIELDS},
            value=raw["value"],
            valid=span(_day(raw.get("valid_from")), _day(raw.get("valid_to"))),
            source=raw["source"],
            verified=raw.get("verified", False),
            note=raw.get("note", ""),
        )
        rule.words = words_of(rule)
        yield rule


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _place(rule: Rule) -> tuple[str, str, date | None]:
    return rule.key, repr(sorted(rule.selector.items())), rule.since


def _content(rule: Rule) -> tuple[Any, ...]:
    return rule.value, rule.until, rule.source, rule.verified, rule.note, rule.words


@transaction.atomic
def bring_in_shipped_rules() -> None:
    """Make the database hold what the modules ship, leaving every row that was edited here."""
    wanted = [rule for path in rule_files() for rule in shipped(path)]
    held = {_place(rule): rule for rule in Rule.objects.filter(replaced_at=None).select_for_update()}
    shipped_places = {_place(rule) for rule in wanted}
    stale = [r.pk for place, r in held.items() if not r.edited and place not in shipped_places]
    for rule in wanted:
        old = held.get(_place(rule))
        if old and (old.edited or _content(old) == _content(rule)):
            continue
        if old:
            stale.append(old.pk)
        rule.save()
    Rule.objects.filter(pk__in=stale).update(replaced_at=timezone.now())
