"""Caps by law as they are held for true now."""

from collections.abc import Sequence

from ketdoan.core.rules import current_rules

from ..rules.caps import Cap, caps_in


def current_caps() -> Sequence[Cap]:
    """The caps of whatever days, with what was changed on screen."""
    return caps_in(current_rules())
