"""The tables of the module."""

from .events import MemberEvent
from .members import Member
from .profiles import Profile, SensitiveFact
from .rejected import RejectedLine
from .spells import Spell

__all__ = ["Member", "MemberEvent", "Profile", "RejectedLine", "SensitiveFact", "Spell"]
