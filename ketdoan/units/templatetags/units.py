"""Words for codes: kinds, states, and the labels of choices."""

from typing import Any

from django import template

from ketdoan.core.viet import format_number, today

from ..models import Plan, UnitVersion
from ..queries.kinds import kind_label, status_label
from ..rules import Counts, PlanState
from ..tables import PLAN_TONES

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


MARKS = {
    "ended": ("kết thúc", "red"),
    "begun": ("lập mới", "green"),
    "moved": ("đổi cấp trên", "blue"),
    "taking": ("tiếp nhận", "green"),
}


@register.filter
def mark_label(mark: str) -> str:
    """What becomes of a unit by a plan."""
    return MARKS[mark][0]


@register.filter
def mark_tone(mark: str) -> str:
    """The colour of what becomes of a unit by a plan."""
    return MARKS[mark][1]


@register.filter
def plan_tone(state: str) -> str:
    """The colour of a plan's state."""
    return PLAN_TONES[PlanState(state)]


@register.filter
def sides(plan: Plan) -> list[tuple[str, Any]]:
    """The touched part of the tree before and after a plan."""
    return [("Trước sắp xếp", plan.effect["before"]), ("Sau sắp xếp", plan.effect["after"])]


@register.filter
def change_to(before: int, after: int) -> str:
    """The difference between two numbers with its sign; nothing where there is none."""
    difference = after - before
    return f"{'+' if difference > 0 else '−'}{format_number(abs(difference))}" if difference else ""


@register.filter
def at_most(value: int, most: int) -> int:
    """A number, or the most it may be."""
    return min(value, most)


@register.filter
def get(values: dict[Any, Any], key: Any) -> Any:
    """What stands under a key; None for nothing."""
    return values.get(key)
