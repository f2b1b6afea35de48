"""The tables of the module."""

from .applications import Application, Intake
from .cards import Card, CardBatch, Photo
from .columns import SpellChange, SpellColumns
from .consents import Consent
from .events import MemberEvent
from .imports import ImportDone, ImportedChange, MemberImport, MemberImportRow, MemberLayout
from .links import DuplicatePair, DuplicateSearch, PersonLink
from .members import Member
from .profiles import Profile, SensitiveFact
from .quality import Campaign, CampaignUnit, NumberCheck, Quality
from .rejected import RejectedLine
from .requests import CorrectionPhoto, CorrectionRequest, ErasureRequest, ProxyConsent
from .spells import Spell
from .transfers import TransferRequest

__all__ = [
    "Application",
    "Campaign",
    "CampaignUnit",
    "Card",
    "CardBatch",
    "Consent",
    "CorrectionPhoto",
    "CorrectionRequest",
    "DuplicatePair",
    "DuplicateSearch",
    "ErasureRequest",
    "ImportDone",
    "ImportedChange",
    "Intake",
    "Member",
    "MemberEvent",
    "MemberImport",
    "MemberImportRow",
    "MemberLayout",
    "NumberCheck",
    "PersonLink",
    "Photo",
    "Profile",
    "ProxyConsent",
    "Quality",
    "RejectedLine",
    "SensitiveFact",
    "Spell",
    "SpellChange",
    "SpellColumns",
    "TransferRequest",
]
