"""Figures of the module (unions of each kind, their workers, those who hold offices), and what stands behind them.

Evidence shows what the scope shows: rows of units that stood here on the day and now belong elsewhere are counted
in the figure and left out.
"""

from django.urls import reverse

from ketdoan.core.modules import Hit
from ketdoan.core.viet import format_number

from ..models import UnitVersion
from .comings import FLOWS
from .kinds import kind_label
from .seats import REGULATIONS, seat_measures
from .standing import counted_evidence, counted_values, employer_measures, unit_measures

__all__ = ["FLOWS", "MEASURES", "grassroots", "grassroots_evidence"]

grassroots, grassroots_evidence = counted_values("units.grassroots"), counted_evidence("units.grassroots")


def _describe_unit(version: UnitVersion) -> Hit:
    kind = kind_label(version.kind, version.since)
    return Hit(version.short_name, reverse("units:unit", args=[version.unit.code]), kind)


def _describe_workers(version: UnitVersion) -> Hit:
    address = reverse("units:unit", args=[version.unit.code])
    women = f", {format_number(version.women)} nữ" if version.women is not None else ""
    return Hit(version.short_name, address, f"{format_number(version.workers or 0)} lao động{women}")


MEASURES = [
    *unit_measures(_describe_unit),
    *employer_measures(_describe_workers),
    *seat_measures(),
    REGULATIONS,
]
