"""Figures of the module for the home and for reports, and the people behind them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import Hit, UnitFigure
from ketdoan.core.viet import format_number

from ..models import MemberEvent, Spell
from .counting import measures, members_on
from .happening import flows
from .stock import counted

__all__ = ["FLOWS", "MEASURES", "describe", "members_on", "unit_figures"]


def describe(row: Spell | MemberEvent) -> Hit:
    """A member as one of the rows behind a figure."""
    return Hit(row.person.name, reverse("members:member", args=[row.person_id]), row.unit.short_name)


MEASURES = measures(describe)
FLOWS = flows(describe)


def unit_figures(actor: Actor, unit: Any, day: date) -> Iterator[UnitFigure]:
    """What a unit's page tells of its members."""
    if not actor.may("members.view"):
        return
    found = counted(unit, day)
    note = f"trong đó nữ {format_number(found.women)}" if found.women else ""
    yield UnitFigure("Đoàn viên", found.members, note, reverse("members:unit", args=[unit.code]))
