"""Words for codes: kinds, states, and the labels of choices."""

from typing import Any

from django import template

from ketdoan.core.viet import format_number, today

from ..models import UnitVersion
from ..queries.kinds import kind_label, status_label
from ..rules import Counts

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """The Vietnamese name of a kind of unit."""
    return kind_label(kind, today())


@register.filter
def status_name(status: str) -> str:
    """The Vietnamese name of a unit's state."""
    return status_label(status, today())


@register.filter
def label_of(choices: Any, value: Any) -> str:
    """The label of a value among choices."""
    return str(dict(choices).get(value, ""))


@register.filter
def of_which(counts: Counts) -> str:
    """What the units directly below are, in words."""
    parts = []
    if counts.upper:
        parts.append(f"{format_number(counts.upper)} cấp trên cơ sở")
    if counts.grassroots_direct:
        parts.append(f"{format_number(counts.grassroots_direct)} công đoàn cơ sở")
    return ", ".join(parts)


@register.filter
def women_note(version: UnitVersion) -> str:
    """How many of the workers are women."""
    return f"trong đó nữ {format_number(version.women)}" if version.women is not None else ""


@register.filter
def plus(value: int, more: int) -> int:
    """A sum, for places in a drawing."""
    return value + more
