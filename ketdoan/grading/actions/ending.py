"""What the end of units means for grading."""

from collections.abc import Mapping

from ketdoan.units.models import Change

from ..models import Sheet
from ..rules.states import UNDECIDED, State


def follow_units(change: Change, heirs: Mapping[int, int | None]) -> None:
    """Sheets of unions that end before they are decided on are no more to be dealt with; decided ones stay."""
    Sheet._base_manager.filter(unit__in=heirs, state__in=UNDECIDED).update(state=State.VOID)
