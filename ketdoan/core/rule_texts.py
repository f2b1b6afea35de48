"""How dated parameters are worded for people: titles, what a row applies to, its value."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from .models import Rule
from .viet import fold, format_number

FIELDS = {"key", "value", "valid_from", "valid_to", "source", "verified", "note"}


@dataclass(frozen=True)
class Wordings:
    """`titles` of parameters by key, `names` of selectors and of parts of a value, `labels` of a selector's values."""

    titles: dict[str, str]
    names: dict[str, str]
    labels: dict[tuple[str, str], str]


def rule_files() -> Iterator[Path]:
    """Each module's rules.toml."""
    for config in apps.get_app_configs():
        path = Path(config.path) / "rules.toml"
        if config.name.startswith("ketdoan.") and path.exists():
            yield path


@cache
def wordings() -> Wordings:
    """What the modules ship: their tables [title] and [name], and the labels of the rows that name one thing."""
    titles: dict[str, str] = {}
    names: dict[str, str] = {}
    labels: dict[tuple[str, str], str] = {}
    for path in rule_files():
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        titles |= content.get("title", {})
        names |= content.get("name", {})
        for row in content.get("rule", []):
            selector = [(name, value) for name, value in row.items() if name not in FIELDS]
            if selector and isinstance(row["value"], dict) and "label" in row["value"]:
                # Of an office it is the office that has the label, not the body it belongs to.
                labels.setdefault(selector[-1], row["value"]["label"])
    return Wordings(titles, names, labels)


def title_of(key: str) -> str:
    """The parameter's title; its key where the module gives none."""
    return wordings().titles.get(key, key)


def selector_text(selector: dict[str, Any]) -> str:
    """What a row applies to: "Công đoàn cơ sở · Ban Chấp hành"; "Mọi trường hợp" without a selector."""
    return " · ".join(_named(name, value) for name, value in selector.items()) or "Mọi trường hợp"


def value_text(value: Any, key: str = "") -> str:
    """A value in one line. A share, stored as two numbers, reads 1/3."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return format_number(value)
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, dict):
        return "; ".join(f"{_word(part)}: {value_text(held)}" for part, held in value.items())
    if isinstance(value, list):
        return ("/" if key.endswith("_share") else ", ").join(map(value_text, value)) or "không có"
    return _word(value) if value else "(trống)"


def words_of(rule: Rule) -> str:
    """The folded words by which a row is found."""
    texts = (
        title_of(rule.key),
        rule.key,
        selector_text(rule.selector),
        value_text(rule.value, rule.key),
        rule.source,
        rule.note,
    )
    return fold(" ".join(texts))


def _named(name: str, value: Any) -> str:
    if isinstance(value, str) and (name, value) in wordings().labels:
        return wordings().labels[name, value]
    return f"{_word(name)}: {value_text(value)}"


def _word(code: str) -> str:
    """A code by its name, else by the label of whatever has this code, else as it is."""
    known = wordings()
    return known.names.get(code) or next((text for (_, held), text in known.labels.items() if held == code), code)
