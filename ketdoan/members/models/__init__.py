"""The tables of the module."""

from .cards import Card, CardBatch, Photo
from .events import MemberEvent
from .members import Member
from .profiles import Profile, SensitiveFact
from .rejected import RejectedLine
from .spells import Spell

__all__ = ["Card", "CardBatch", "Member", "MemberEvent", "Photo", "Profile", "RejectedLine", "SensitiveFact", "Spell"]
