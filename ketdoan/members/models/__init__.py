"""The tables of the module."""

from .events import MemberEvent
from .members import Member
from .rejected import RejectedLine
from .spells import Spell

__all__ = ["Member", "MemberEvent", "RejectedLine", "Spell"]
