"""Calculators for what the law gives a formula for: each step says where it stands and since when that holds."""

from collections.abc import Mapping

from . import (
    accidents,
    contributions,
    deadlines,
    leave,
    maternity,
    notice,
    overtime,
    pension,
    retirement,
    severance,
    sickness,
    unemployment,
)
from .shape import Calculator

FAMILIES = (
    notice,
    severance,
    overtime,
    leave,
    maternity,
    sickness,
    unemployment,
    retirement,
    pension,
    accidents,
    contributions,
    deadlines,
)
CALCULATORS: Mapping[str, Calculator] = {one.code: one for family in FAMILIES for one in family.CALCULATORS}


def calculators_of(entry: str) -> list[Calculator]:
    """The calculators that are offered beside an entry of the handbook."""
    return [one for one in CALCULATORS.values() if entry in one.entries]
