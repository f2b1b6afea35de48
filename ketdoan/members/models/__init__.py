"""The tables of the module."""

from .applications import Application, Intake
from .cards import Card, CardBatch, Photo
from .consents import Consent
from .events import MemberEvent
from .members import Member
from .profiles import Profile, SensitiveFact
from .rejected import RejectedLine
from .spells import Spell
from .transfers import TransferRequest

__all__ = [
    "Application",
    "Card",
    "CardBatch",
    "Consent",
    "Intake",
    "Member",
    "MemberEvent",
    "Photo",
    "Profile",
    "RejectedLine",
    "SensitiveFact",
    "Spell",
    "TransferRequest",
]
