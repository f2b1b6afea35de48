"""The tables of the module."""

from .applications import Application, Intake
from .events import MemberEvent
from .members import Member
from .profiles import Profile, SensitiveFact
from .rejected import RejectedLine
from .spells import Spell
from .transfers import TransferRequest

__all__ = [
    "Application",
    "Intake",
    "Member",
    "MemberEvent",
    "Profile",
    "RejectedLine",
    "SensitiveFact",
    "Spell",
    "TransferRequest",
]
